/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.value;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.Path;
import java.util.regex.Pattern;

/**
 * The field that holds an attribute: it has the attribute's name, unless Firestore allows no such name. An empty one
 * becomes {@code %}, and the first character of {@code __x__} is written as in URLs. So is that of a name that begins with
 * a percent sign: two attributes never become one field.
 */
public final class FieldNames {
    private static final int LONGEST = 1_500;
    private static final String RESERVED = "__";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private FieldNames() {}

    /**
     * The field's name.
     *
     * @param path of what has the attribute
     * @throws RejectedEventException when it is longer than Firestore's 1,500 bytes
     */
    public static String of(String attribute, Path path) {
        String name = legal(attribute);
        int bytes = Utf8Length.bytes(name, path);
        if (bytes > LONGEST) {
            throw new RejectedEventException(
                    path.field(attribute.substring(0, 40) + "…") + ": the attribute's name has " + bytes
                            + " bytes as a field's name, and Firestore takes at most " + LONGEST);
        }
        return name;
    }

    private static String legal(String attribute) {
        if (attribute.isEmpty()) {
            return "%";
        }
        if (attribute.charAt(0) == '%') {
            return "%25" + attribute.substring(1);
        }
        return isReserved(attribute) ? "%5F" + attribute.substring(1) : attribute;
    }

    /** Without a pattern, which takes as long as the attribute's value does. */
    private static boolean isReserved(String attribute) {
        return attribute.startsWith(RESERVED)
                && attribute.endsWith(RESERVED)
                && attribute.length() >= 2 * RESERVED.length();
    }

    /** The name of a field at the top of a document as field masks have it. */
    public static String quoted(String field) {
        return PLAIN.matcher(field).matches()
                ? field
                : "`" + field.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }
}
