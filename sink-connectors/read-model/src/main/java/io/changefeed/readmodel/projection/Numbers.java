/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.ColumnType;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers in the forms of columns. Each throws IllegalArgumentException, saying why, where one does not fit. */
final class Numbers {
    private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal GREATEST = BigDecimal.valueOf(Long.MAX_VALUE);

    private Numbers() {}

    static ItemValue integer(BigDecimal number) {
        // Compared before it is written out: 1E+999999 has a million digits.
        if (number.compareTo(LEAST) < 0 || number.compareTo(GREATEST) > 0) {
            throw new IllegalArgumentException("an integer has 64 bits");
        }
        try {
            return new ItemValue.N(Long.toString(number.longValueExact()));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("an integer has no digits after the point", e);
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
            throw new IllegalArgumentException("it is greater than any double");
        }
        return new ItemValue.N(BigDecimal.valueOf(nearest).toString());
    }
}
