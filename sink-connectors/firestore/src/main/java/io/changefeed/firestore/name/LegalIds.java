/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.name;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Ids of collections and documents that Firestore takes: not empty, at most 1,500 bytes, without a slash, neither
 * {@code .} nor {@code ..} nor {@code __…__}. What is not allowed is written with percent signs as in URLs, and so is the
 * percent sign itself: two texts never become one id.
 */
final class LegalIds {
    private static final int LONGEST = 1_500;
    private static final Pattern RESERVED = Pattern.compile("\\.|\\.\\.|__.*__", Pattern.DOTALL);

    /** What follows the percent sign is no hexadecimal digit: no text is written like that. */
    private static final String EMPTY = "%";

    private static final String HASHED = "%~";

    private LegalIds() {}

    /** Writes a value so that it contains neither a slash nor {@code separator}; they are ASCII. */
    static String escaped(String value, char separator) {
        StringBuilder escaped = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '/' || c == '%' || c == separator || c < ' ') {
                escaped.append(percent(c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** An id of a text without slashes. One that is too long is replaced by its hash. */
    static String legal(String escaped) {
        if (escaped.isEmpty()) {
            return EMPTY;
        }
        if (escaped.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return HASHED + Hashing.sha256().hashString(escaped, StandardCharsets.UTF_8);
        }
        if (RESERVED.matcher(escaped).matches()) {
            return percent(escaped.charAt(0)) + escaped.substring(1);
        }
        return escaped;
    }

    private static String percent(char ascii) {
        return String.format(Locale.ROOT, "%%%02X", (int) ascii);
    }
}
