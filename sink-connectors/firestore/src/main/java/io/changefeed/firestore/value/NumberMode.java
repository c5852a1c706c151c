/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.value;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.google.firestore.v1.Value;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * The conversion of numbers (property {@code number.mode}). The values are those of Debezium's
 * {@code decimal.handling.mode}.
 */
public enum NumberMode {
    /**
     * A 64-bit integer if possible, otherwise a double if it represents the same decimal number, otherwise a string.
     */
    PRECISE {
        @Override
        Optional<Value> value(String digits) {
            BigDecimal number = new BigDecimal(digits);
            if (isInt64(number)) {
                return Optional.of(ofInteger(number));
            }
            double nearest = number.doubleValue();
            return Optional.of(represents(nearest, number) ? ofDouble(nearest) : ofText(digits));
        }
    },
    /** A 64-bit integer if possible, otherwise the nearest double. */
    DOUBLE {
        @Override
        Optional<Value> value(String digits) {
            BigDecimal number = new BigDecimal(digits);
            if (isInt64(number)) {
                return Optional.of(ofInteger(number));
            }
            double nearest = number.doubleValue();
            return Double.isFinite(nearest) ? Optional.of(ofDouble(nearest)) : Optional.empty();
        }
    },
    /** A string. */
    STRING {
        @Override
        Optional<Value> value(String digits) {
            return Optional.of(ofText(digits));
        }
    };

    private static final int INT64_DIGITS = 19;
    private static final BigDecimal INT64_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal INT64_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    /** Empty if the mode cannot represent the number. */
    abstract Optional<Value> value(String digits);

    private static boolean isInt64(BigDecimal number) {
        BigDecimal plain = number.stripTrailingZeros();
        // Checks the magnitude first: 1E+125 is an integer too.
        return plain.scale() <= 0
                && plain.precision() - plain.scale() <= INT64_DIGITS
                && plain.compareTo(INT64_MIN) >= 0
                && plain.compareTo(INT64_MAX) <= 0;
    }

    /**
     * Whether the shortest decimal representation of the double equals the number. Double.toString is not the
     * shortest before JDK 19.
     */
    private static boolean represents(double nearest, BigDecimal number) {
        return Double.isFinite(nearest) && new BigDecimal(NumberOutput.toString(nearest, true)).compareTo(number) == 0;
    }

    private static Value ofInteger(BigDecimal number) {
        return Value.newBuilder().setIntegerValue(number.longValueExact()).build();
    }

    private static Value ofDouble(double number) {
        return Value.newBuilder().setDoubleValue(number).build();
    }

    private static Value ofText(String digits) {
        return Value.newBuilder().setStringValue(digits).build();
    }
}
