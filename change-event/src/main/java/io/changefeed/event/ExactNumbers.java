/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Converts decimal numbers to other types without rounding. A result is empty if the type does not have the number. Trailing
 * zeros and the notation do not matter: 1, 1.0 and 1E0 are the same number.
 *
 * <p>The digits of a number are never expanded before its magnitude is checked: the text 1E+999999999 is short, the number
 * has a billion digits.
 */
public final class ExactNumbers {
    private static final BigDecimal MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    /** So many digits are the same after a conversion to a double and back (DBL_DIG of C). */
    private static final int DOUBLE_DIGITS = 15;

    private ExactNumbers() {}

    /**
     * Whether the text is a number that a double represents exactly enough to get the same text back: up to 15 digits
     * without an exponent and superfluous zeros. Most numbers are, and need no further checks.
     */
    static boolean isShort(String text) {
        int first = text.startsWith("-") ? 1 : 0;
        int digits = 0;
        int point = -1;
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == '.' && point < 0) {
                point = i;
            } else {
                return false;
            }
        }
        if (digits == 0 || digits > DOUBLE_DIGITS || point == first) {
            return false;
        }
        boolean isZeroFirst = text.charAt(first) == '0';
        char last = text.charAt(text.length() - 1);
        return point < 0 ? !isZeroFirst || text.length() == 1 : last > '0' && (!isZeroFirst || point == first + 1);
    }

    /** Returns the number as an integer of 32 bits. */
    public static OptionalInt toInt(BigDecimal number) {
        OptionalLong integer = toLong(number);
        return integer.isPresent() && (int) integer.getAsLong() == integer.getAsLong()
                ? OptionalInt.of((int) integer.getAsLong())
                : OptionalInt.empty();
    }

    /** Returns the number as an integer of 64 bits. */
    public static OptionalLong toLong(BigDecimal number) {
        boolean fits = number.compareTo(MIN) >= 0
                && number.compareTo(MAX) <= 0
                && (number.scale() <= 0 || number.stripTrailingZeros().scale() <= 0);
        return fits ? OptionalLong.of(number.longValueExact()) : OptionalLong.empty();
    }

    /**
     * Returns the number with exactly {@code scale} digits after the decimal point.
     *
     * @param precision the maximum number of digits, at least 1
     * @param scale 0 to {@code precision}
     */
    public static Optional<BigDecimal> toDecimal(BigDecimal number, int precision, int scale) {
        if (number.signum() == 0) {
            return Optional.of(BigDecimal.valueOf(0, scale));
        }
        long integerDigits = (long) number.precision() - number.scale();
        if (integerDigits > precision - scale) {
            return Optional.empty();
        }
        BigDecimal significant = number.stripTrailingZeros();
        return significant.scale() <= scale
                ? Optional.of(significant.setScale(scale, RoundingMode.UNNECESSARY))
                : Optional.empty();
    }

    /**
     * Returns the double whose shortest decimal representation equals the number. These are the numbers that a reader of the
     * double gets back: 0.1 is one, although no double has exactly this value, and 2<sup>60</sup> =
     * 1152921504606846976 is none, because its double is written as 1.152921504606847E18.
     */
    public static OptionalDouble toDouble(BigDecimal number) {
        double nearest = number.doubleValue();
        // Before JDK 19, Double.toString does not return the shortest form.
        return Double.isFinite(nearest) && new BigDecimal(NumberOutput.toString(nearest, true)).compareTo(number) == 0
                ? OptionalDouble.of(nearest)
                : OptionalDouble.empty();
    }
}
