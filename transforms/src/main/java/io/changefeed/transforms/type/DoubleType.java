/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ExactNumbers;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import org.apache.kafka.connect.data.SchemaBuilder;

/** A number that {@link ExactNumbers#toDouble} converts. */
record DoubleType() implements FieldType {
    @Override
    public SchemaBuilder schema() {
        return SchemaBuilder.float64();
    }

    @Override
    public Object convert(ItemValue value, Path path) {
        if (value instanceof ItemValue.N number) {
            return ExactNumbers.toDouble(number.decimal())
                    .orElseThrow(() -> mismatch(
                            path, value, "a double would lose digits; declare the field decimal(38,s) or string"));
        }
        throw mismatch(path, value, "declare the field json, which accepts any value");
    }

    @Override
    public String toString() {
        return "double";
    }
}
