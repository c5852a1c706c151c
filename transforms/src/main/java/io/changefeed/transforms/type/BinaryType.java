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
        throw mismatch(
                path,
                value,
                "declare the field json, which accepts any value (with item.format=json, events"
                        + " contain binary as Base64 strings)");
    }

    @Override
    public String toString() {
        return "binary";
    }
}
