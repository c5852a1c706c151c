/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * A decimal number. Nothing is rounded.
 *
 * @param precision how many digits it has at most, 1 to 38
 * @param scale how many of them are behind the point, at most {@code precision}
 */
record DecimalType(int precision, int scale) implements FieldType {
    /** The schema's parameter that sinks of Confluent's and Debezium's read the precision from. */
    static final String PRECISION = "connect.decimal.precision";

    private static final int MOST_DIGITS = 38;

    DecimalType {
        if (precision < 1 || precision > MOST_DIGITS || scale < 0 || scale > precision) {
            throw new IllegalArgumentException("decimal(" + precision + "," + scale
                    + ") is not possible: a precision is 1 to 38, a scale 0 to the precision");
        }
    }

    @Override
    public SchemaBuilder schema() {
        return Decimal.builder(scale).parameter(PRECISION, Integer.toString(precision));
    }

    @Override
    public Object convert(ItemValue value, Path path) {
        if (!(value instanceof ItemValue.N number)) {
            throw misfit(path, value, "declare the field json, which takes every value");
        }
        BigDecimal plain = number.decimal().stripTrailingZeros();
        // Looked at before it is written out: 1E+125 has 126 digits.
        if (plain.signum() == 0) {
            return BigDecimal.ZERO.setScale(scale);
        }
        if (plain.scale() > scale || plain.precision() - plain.scale() > precision - scale) {
            throw misfit(path, value, "declare more digits, or the field string, which keeps every number");
        }
        return plain.setScale(scale, RoundingMode.UNNECESSARY);
    }

    @Override
    public String toString() {
        return "decimal(" + precision + "," + scale + ")";
    }
}
