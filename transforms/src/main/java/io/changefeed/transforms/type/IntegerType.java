/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import java.math.BigDecimal;
import org.apache.kafka.connect.data.SchemaBuilder;

/** An integer of 32 or 64 bits. */
enum IntegerType implements FieldType {
    INT("int") {
        @Override
        public SchemaBuilder schema() {
            return SchemaBuilder.int32();
        }

        @Override
        Object exact(BigDecimal number) {
            return number.intValueExact();
        }
    },
    BIGINT("bigint") {
        @Override
        public SchemaBuilder schema() {
            return SchemaBuilder.int64();
        }

        @Override
        Object exact(BigDecimal number) {
            return number.longValueExact();
        }
    };

    private final String text;

    IntegerType(String text) {
        this.text = text;
    }

    @Override
    public Object convert(ItemValue value, Path path) {
        if (value instanceof ItemValue.N number) {
            try {
                return exact(number.decimal());
            } catch (ArithmeticException e) {
                throw mismatch(path, value, "declare the field decimal(38,s), or string, which keeps all digits");
            }
        }
        throw mismatch(path, value, "declare the field json, which accepts any value");
    }

    /** @throws ArithmeticException if the number does not fit the type */
    abstract Object exact(BigDecimal number);

    @Override
    public String toString() {
        return text;
    }
}
