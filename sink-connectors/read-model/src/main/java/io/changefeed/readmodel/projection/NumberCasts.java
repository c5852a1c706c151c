/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.event.ExactNumbers;
import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.ColumnType;
import java.math.BigDecimal;

/** Conversions of numbers. Each throws an IllegalArgumentException with the reason if the number does not fit. */
final class NumberCasts {
    /** Fewer than the greatest {@code long} has. */
    private static final int MAX_SHORT_DIGITS = 18;

    private NumberCasts() {}

    /** Whether a value is a number of at most 18 digits without a fraction, an exponent or leading zeros. */
    static boolean isShortInteger(ItemValue value) {
        if (!(value instanceof ItemValue.N number)) {
            return false;
        }
        String digits = number.digits();
        int first = digits.startsWith("-") ? 1 : 0;
        int length = digits.length() - first;
        if (length < 1 || length > MAX_SHORT_DIGITS || (digits.charAt(first) == '0' && digits.length() > 1)) {
            return false;
        }
        for (int i = first; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    static ItemValue integer(BigDecimal number) {
        long integer = ExactNumbers.toLong(number)
                .orElseThrow(() -> new IllegalArgumentException("it is not a 64-bit integer"));
        return new ItemValue.N(Long.toString(integer));
    }

    static ItemValue decimal(BigDecimal number, ColumnType type) {
        BigDecimal decimal = ExactNumbers.toDecimal(number, type.precision(), type.scale())
                .orElseThrow(() -> new IllegalArgumentException(
                        "it has more digits than decimal(" + type.precision() + "," + type.scale() + ")"));
        return new ItemValue.N(decimal.toPlainString());
    }

    static ItemValue floating(BigDecimal number) {
        if (ExactNumbers.toDouble(number).isEmpty()) {
            throw new IllegalArgumentException(
                    "a double would lose digits; cast to decimal(p,s), or to string, which keeps all digits");
        }
        return new ItemValue.N(number.stripTrailingZeros().toString());
    }
}
