/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.value;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.Path;
import java.util.regex.Pattern;

/**
 * Derives the names of fields from those of attributes. A field has the name of its attribute, unless Firestore does
 * not allow it: the empty name becomes {@code %}, and the first character of {@code __x__} is percent-encoded. A
 * leading percent sign is percent-encoded too, so that different attributes have different fields.
 */
public final class FieldNames {
    private static final int MAX_BYTES = 1_500;
    private static final String RESERVED = "__";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private FieldNames() {}

    /**
     * Returns the name of an attribute's field.
     *
     * @param path of the map that contains the attribute
     * @throws RejectedEventException if it is longer than Firestore's limit of 1,500 bytes
     */
    public static String of(String attribute, Path path) {
        String name = encode(attribute);
        int bytes = Utf8Length.of(name, path);
        if (bytes > MAX_BYTES) {
            throw new RejectedEventException(path.field(attribute.substring(0, 40) + "…") + ": the field name has "
                    + bytes + " bytes, but Firestore allows at most " + MAX_BYTES);
        }
        return name;
    }

    private static String encode(String attribute) {
        if (attribute.isEmpty()) {
            return "%";
        }
        if (attribute.charAt(0) == '%') {
            return "%25" + attribute.substring(1);
        }
        return isReserved(attribute) ? "%5F" + attribute.substring(1) : attribute;
    }

    /** Not a regular expression, which would take as long as the conversion of the value. */
    private static boolean isReserved(String attribute) {
        return attribute.startsWith(RESERVED)
                && attribute.endsWith(RESERVED)
                && attribute.length() >= 2 * RESERVED.length();
    }

    /** Quotes the name of a top-level field for a field mask. */
    public static String quoted(String field) {
        return PLAIN.matcher(field).matches()
                ? field
                : "`" + field.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }
}
