/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import java.nio.ByteBuffer;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Binary. */
record BinaryType() implements FieldType {
    @Override
    public SchemaBuilder schema() {
        return SchemaBuilder.bytes();
    }

    @Override
    public Object convert(ItemValue value, Path path) {
        if (value instanceof ItemValue.B binary) {
            ByteBuffer bytes = binary.bytes();
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        }
        throw misfit(
                path,
                value,
                "declare the field json, which takes every value (events with item.format=json have no binary: there it is"
                        + " Base64 text, a string)");
    }

    @Override
    public String toString() {
        return "binary";
    }
}
