/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.row;

import io.changefeed.transforms.type.DoubleType;
import java.math.BigDecimal;

/** How to represent numbers without a declared schema: the property {@code number.mode}. */
public enum NumberMode {
    /** A string with all digits. */
    STRING {
        @Override
        Object value(String digits) {
            return digits;
        }
    },
    /** A Long or a Double if it represents the number exactly, otherwise a string. */
    PRECISE {
        @Override
        Object value(String digits) {
            BigDecimal number = new BigDecimal(digits);
            BigDecimal plain = number.stripTrailingZeros();
            // The magnitude is checked before the conversion, because 1E+125 is an integer with 126 digits.
            if (plain.scale() <= 0
                    && plain.precision() - plain.scale() <= LONG_DIGITS
                    && plain.toBigIntegerExact().bitLength() < Long.SIZE) {
                return plain.longValueExact();
            }
            return DoubleType.exact(number).<Object>map(exact -> exact).orElse(digits);
        }
    };

    private static final int LONG_DIGITS = 19;

    abstract Object value(String digits);
}
