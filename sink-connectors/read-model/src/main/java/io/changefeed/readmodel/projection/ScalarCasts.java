/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.event.ItemValue;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Conversions of scalar values. Each throws an IllegalArgumentException with the reason if the value does not fit. */
final class ScalarCasts {
    /**
     * Longer than the text of every number that a column can store. Parsing takes a time that grows with its square.
     */
    private static final int MAX_NUMBER_LENGTH = 1_000;

    private ScalarCasts() {}

    static String text(ItemValue value) {
        if (value instanceof ItemValue.S text) {
            return text.text();
        }
        if (value instanceof ItemValue.N number) {
            return number.digits();
        }
        if (value instanceof ItemValue.Bool bool) {
            return Boolean.toString(bool.value());
        }
        throw new IllegalArgumentException(
                "only strings, numbers and booleans are cast to string; cast to json to accept any type");
    }

    static BigDecimal decimal(ItemValue value) {
        if (value instanceof ItemValue.N number) {
            return number.decimal();
        }
        if (value instanceof ItemValue.S text) {
            return decimal(text.text().strip()).orElseThrow(() -> new IllegalArgumentException("not a decimal number"));
        }
        throw new IllegalArgumentException("neither a number nor a string");
    }

    private static Optional<BigDecimal> decimal(String text) {
        try {
            return text.length() > MAX_NUMBER_LENGTH ? Optional.empty() : Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether a text is a number in canonical notation (7, not 07 or 7.0), or not a number at all. */
    static boolean isCanonicalNumber(String text) {
        // The scale is checked before the digits are expanded: 1E+999999 has a million of them.
        return decimal(text.strip())
                .map(number -> Math.abs((long) number.scale()) <= text.length()
                        && number.stripTrailingZeros().toPlainString().equals(text))
                .orElse(true);
    }

    static ItemValue bool(ItemValue value) {
        if (value instanceof ItemValue.Bool) {
            return value;
        }
        String text = value instanceof ItemValue.N number
                ? number.decimal().stripTrailingZeros().toPlainString()
                : text(value).strip().toLowerCase(Locale.ROOT);
        return switch (text) {
            case "true", "1" -> new ItemValue.Bool(true);
            case "false", "0" -> new ItemValue.Bool(false);
            default -> throw new IllegalArgumentException("expected true, false, 1 or 0");
        };
    }

    static ItemValue binary(ItemValue value) {
        if (value instanceof ItemValue.B) {
            return value;
        }
        throw new IllegalArgumentException("not a binary value");
    }

    static ItemValue parseBase64(String text) {
        return ItemValue.B.of(Base64.getDecoder().decode(text));
    }
}
