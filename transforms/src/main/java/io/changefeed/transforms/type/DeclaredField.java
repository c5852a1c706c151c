/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A declared field.
 *
 * @param name the name of the attribute and the field
 * @param defaultValue the default, as a Connect value of the schema of the type; null for none
 */
record DeclaredField(String name, FieldType type, @Nullable Object defaultValue) {
    Schema schema() {
        SchemaBuilder schema = type.schema().optional();
        return defaultValue == null
                ? schema.build()
                : schema.defaultValue(defaultValue).build();
    }

    @Override
    public String toString() {
        return "`" + name + "` " + type;
    }
}
