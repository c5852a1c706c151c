/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.value;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.google.firestore.v1.Value;
import java.math.BigDecimal;
import java.util.Optional;

/** What becomes of numbers: the property {@code number.mode}. The names are those of Debezium's decimal.handling.mode. */
public enum NumberMode {
    /** An integer where it is one of 64 bits, a double where that shows the same digits again, else text. */
    PRECISE {
        @Override
        Optional<Value> value(String digits) {
            BigDecimal number = new BigDecimal(digits);
            if (isInt64(number)) {
                return Optional.of(ofInteger(number));
            }
            double nearest = number.doubleValue();
            return Optional.of(shows(nearest, number) ? ofDouble(nearest) : ofText(digits));
        }
    },
    /** An integer where it is one of 64 bits, else the nearest double. */
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
    /** The digits as text. */
    STRING {
        @Override
        Optional<Value> value(String digits) {
            return Optional.of(ofText(digits));
        }
    };

    private static final int INT64_DIGITS = 19;
    private static final BigDecimal INT64_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal INT64_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    /** Empty when the mode has no value for it. */
    abstract Optional<Value> value(String digits);

    private static boolean isInt64(BigDecimal number) {
        BigDecimal plain = number.stripTrailingZeros();
        // Looked at before it is written out: 1E+125 is an integer too.
        return plain.scale() <= 0
                && plain.precision() - plain.scale() <= INT64_DIGITS
                && plain.compareTo(INT64_MIN) >= 0
                && plain.compareTo(INT64_MAX) <= 0;
    }

    /** Whether the shortest text of the double is the number. Not Double.toString: before JDK 19 it is not the shortest. */
    private static boolean shows(double nearest, BigDecimal number) {
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
