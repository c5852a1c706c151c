/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.row;

import io.changefeed.event.ExactNumbers;
import java.math.BigDecimal;
import java.util.OptionalDouble;
import java.util.OptionalLong;

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
            OptionalLong integer = ExactNumbers.toLong(number);
            if (integer.isPresent()) {
                return integer.getAsLong();
            }
            OptionalDouble exact = ExactNumbers.toDouble(number);
            if (exact.isPresent()) {
                return exact.getAsDouble();
            }
            return digits;
        }
    };

    abstract Object value(String digits);
}
