/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import org.apache.kafka.connect.data.SchemaBuilder;

/** True or false. */
record BooleanType() implements FieldType {
    @Override
    public SchemaBuilder schema() {
        return SchemaBuilder.bool();
    }

    @Override
    public Object convert(ItemValue value, Path path) {
        if (value instanceof ItemValue.Bool bool) {
            return bool.value();
        }
        throw mismatch(path, value, "declare the field json, which accepts any value");
    }

    @Override
    public String toString() {
        return "boolean";
    }
}
