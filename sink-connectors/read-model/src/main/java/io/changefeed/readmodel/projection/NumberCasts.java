/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.ColumnType;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Conversions of numbers. Each throws an IllegalArgumentException with the reason if the number does not fit. */
final class NumberCasts {
    private static final BigDecimal MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private NumberCasts() {}

    static ItemValue integer(BigDecimal number) {
        // The range is checked before the digits are expanded: 1E+999999 has a million of them.
        if (number.compareTo(MIN) < 0 || number.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("integers have 64 bits");
        }
        try {
            return new ItemValue.N(Long.toString(number.longValueExact()));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("integers have no digits after the decimal point", e);
        }
    }

    static ItemValue decimal(BigDecimal number, ColumnType type) {
        BigDecimal significant = number.stripTrailingZeros();
        long before = (long) significant.precision() - significant.scale();
        if (significant.signum() != 0
                && (significant.scale() > type.scale() || before > type.precision() - type.scale())) {
            throw new IllegalArgumentException(
                    "it has more digits than decimal(" + type.precision() + "," + type.scale() + ")");
        }
        BigDecimal scaled = significant.signum() == 0 ? BigDecimal.ZERO : significant;
        return new ItemValue.N(
                scaled.setScale(type.scale(), RoundingMode.UNNECESSARY).toPlainString());
    }

    static ItemValue floating(BigDecimal number) {
        double nearest = number.doubleValue();
        if (Double.isInfinite(nearest)) {
            throw new IllegalArgumentException("out of the range of a double");
        }
        return new ItemValue.N(BigDecimal.valueOf(nearest).toString());
    }
}
