/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.name;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Creates ids of collections and documents that Firestore allows: not empty, at most 1,500 bytes, without a slash, and
 * not {@code .}, {@code ..} or {@code __…__}. Text that is not allowed is percent-encoded. So is the percent sign, so
 * that different text has different ids.
 */
final class LegalIds {
    private static final int MAX_BYTES = 1_500;
    private static final Pattern RESERVED = Pattern.compile("\\.|\\.\\.|__.*__", Pattern.DOTALL);

    /** Not a valid percent-encoding, so no other text has this id. */
    private static final String EMPTY = "%";

    private static final String HASHED = "%~";

    private LegalIds() {}

    /** Whether Firestore accepts the text as an id without a change. */
    static boolean isLegal(String text) {
        return of(text).equals(text);
    }

    /** Escapes slashes, percent signs, control characters and an ASCII separator in a value. */
    static String escape(String value, char separator) {
        StringBuilder escaped = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '/' || c == '%' || c == separator || c < ' ') {
                escaped.append(percentEncode(c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** Returns the id for escaped text. If it is too long, it is replaced by its hash. */
    static String of(String escaped) {
        if (escaped.isEmpty()) {
            return EMPTY;
        }
        if (escaped.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return HASHED + Hashing.sha256().hashString(escaped, StandardCharsets.UTF_8);
        }
        if (RESERVED.matcher(escaped).matches()) {
            return percentEncode(escaped.charAt(0)) + escaped.substring(1);
        }
        return escaped;
    }

    private static String percentEncode(char ascii) {
        return String.format(Locale.ROOT, "%%%02X", (int) ascii);
    }
}
