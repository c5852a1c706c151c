/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import org.apache.kafka.connect.data.SchemaBuilder;

/** A string, or the digits of a number. */
record StringType() implements FieldType {
    @Override
    public SchemaBuilder schema() {
        return SchemaBuilder.string();
    }

    @Override
    public Object convert(ItemValue value, Path path) {
        if (value instanceof ItemValue.S string) {
            return string.text();
        }
        if (value instanceof ItemValue.N number) {
            return number.digits();
        }
        throw mismatch(path, value, "declare the field json, which accepts any value");
    }

    @Override
    public String toString() {
        return "string";
    }
}
