/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ExactNumbers;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * A decimal number. Values are never rounded.
 *
 * @param precision the maximum number of digits, 1 to 38
 * @param scale the number of digits after the decimal point, at most {@code precision}
 */
record DecimalType(int precision, int scale) implements FieldType {
    /** The schema parameter from which the Confluent and Debezium sinks read the precision. */
    static final String PRECISION = "connect.decimal.precision";

    private static final int MAX_PRECISION = 38;

    DecimalType {
        if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision) {
            throw new IllegalArgumentException("decimal(" + precision + "," + scale
                    + ") is invalid: the precision must be 1 to 38, the scale 0 to the precision");
        }
    }

    @Override
    public SchemaBuilder schema() {
        return Decimal.builder(scale).parameter(PRECISION, Integer.toString(precision));
    }

    @Override
    public Object convert(ItemValue value, Path path) {
        if (!(value instanceof ItemValue.N number)) {
            throw mismatch(path, value, "declare the field json, which accepts any value");
        }
        return ExactNumbers.toDecimal(number.decimal(), precision, scale)
                .orElseThrow(() ->
                        mismatch(path, value, "declare more digits, or the field string, which keeps all digits"));
    }

    @Override
    public String toString() {
        return "decimal(" + precision + "," + scale + ")";
    }
}
