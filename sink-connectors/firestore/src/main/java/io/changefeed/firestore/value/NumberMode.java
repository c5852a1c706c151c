/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.value;

import com.google.firestore.v1.Value;
import io.changefeed.event.ExactNumbers;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

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
            OptionalLong integer = ExactNumbers.toLong(number);
            if (integer.isPresent()) {
                return Optional.of(ofInteger(integer.getAsLong()));
            }
            OptionalDouble exact = ExactNumbers.toDouble(number);
            return Optional.of(exact.isPresent() ? ofDouble(exact.getAsDouble()) : ofText(digits));
        }
    },
    /** A 64-bit integer if possible, otherwise the nearest double. */
    DOUBLE {
        @Override
        Optional<Value> value(String digits) {
            BigDecimal number = new BigDecimal(digits);
            OptionalLong integer = ExactNumbers.toLong(number);
            if (integer.isPresent()) {
                return Optional.of(ofInteger(integer.getAsLong()));
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

    /** Empty if the mode cannot represent the number. */
    abstract Optional<Value> value(String digits);

    private static Value ofInteger(long number) {
        return Value.newBuilder().setIntegerValue(number).build();
    }

    private static Value ofDouble(double number) {
        return Value.newBuilder().setDoubleValue(number).build();
    }

    private static Value ofText(String digits) {
        return Value.newBuilder().setStringValue(digits).build();
    }
}
