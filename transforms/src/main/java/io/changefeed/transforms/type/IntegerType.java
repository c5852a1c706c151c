/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ExactNumbers;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.connect.data.SchemaBuilder;

/** An integer of 32 or 64 bits. */
enum IntegerType implements FieldType {
    INT("int") {
        @Override
        public SchemaBuilder schema() {
            return SchemaBuilder.int32();
        }

        @Override
        Optional<Object> exact(BigDecimal number) {
            OptionalInt integer = ExactNumbers.toInt(number);
            return integer.isPresent() ? Optional.of(integer.getAsInt()) : Optional.empty();
        }
    },
    BIGINT("bigint") {
        @Override
        public SchemaBuilder schema() {
            return SchemaBuilder.int64();
        }

        @Override
        Optional<Object> exact(BigDecimal number) {
            OptionalLong integer = ExactNumbers.toLong(number);
            return integer.isPresent() ? Optional.of(integer.getAsLong()) : Optional.empty();
        }
    };

    private final String text;

    IntegerType(String text) {
        this.text = text;
    }

    @Override
    public Object convert(ItemValue value, Path path) {
        if (value instanceof ItemValue.N number) {
            return exact(number.decimal())
                    .orElseThrow(() -> mismatch(
                            path, value, "declare the field decimal(38,s), or string, which keeps all digits"));
        }
        throw mismatch(path, value, "declare the field json, which accepts any value");
    }

    /** Returns the number as a value of this type; empty if it does not fit. */
    abstract Optional<Object> exact(BigDecimal number);

    @Override
    public String toString() {
        return text;
    }
}
