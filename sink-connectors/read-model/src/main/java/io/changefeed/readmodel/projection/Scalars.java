/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.event.ItemValue;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.Locale;

/** Single values in other forms. Each throws IllegalArgumentException, saying why, where there is no such form. */
final class Scalars {
    private Scalars() {}

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
        throw new IllegalArgumentException("only a text, a number or a boolean is a string; json writes all types");
    }

    static BigDecimal decimal(ItemValue value) {
        if (value instanceof ItemValue.N number) {
            return number.decimal();
        }
        if (value instanceof ItemValue.S text) {
            try {
                return new BigDecimal(text.text().strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("this text is no decimal number", e);
            }
        }
        throw new IllegalArgumentException("neither a number nor a text");
    }

    /** Whether a text is the plainest of its number: no other text that is, is the same number. A text of no number is. */
    static boolean isPlain(String text) {
        try {
            BigDecimal number = new BigDecimal(text.strip());
            // Compared by its length first: 1E+999999 has a million digits.
            return Math.abs((long) number.scale()) <= text.length()
                    && number.stripTrailingZeros().toPlainString().equals(text);
        } catch (NumberFormatException e) {
            return true;
        }
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
            default -> throw new IllegalArgumentException("a boolean is true, false, 1 or 0");
        };
    }

    static ItemValue binary(ItemValue value) {
        if (value instanceof ItemValue.B) {
            return value;
        }
        throw new IllegalArgumentException("not binary");
    }

    static ItemValue ofBase64(String text) {
        return ItemValue.B.of(Base64.getDecoder().decode(text));
    }
}
