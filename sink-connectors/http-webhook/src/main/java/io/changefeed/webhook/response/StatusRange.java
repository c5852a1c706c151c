/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Statuses of responses: one status such as {@code 408}, a range such as {@code 500-504}, or a class such as
 * {@code 5xx}.
 *
 * @param text as configured
 * @param isClass whether this is a class, over which the other two forms take precedence
 */
public record StatusRange(String text, int first, int last, boolean isClass) {
    private static final Pattern SEPARATOR = Pattern.compile("\\s*,\\s*");
    private static final Pattern CLASS = Pattern.compile("([3-5])xx");
    private static final Pattern RANGE = Pattern.compile("([3-5]\\d\\d)(?:-([3-5]\\d\\d))?");

    /**
     * Parses ranges that are separated by commas. Blank text contains none.
     *
     * @throws IllegalArgumentException if a range is invalid
     */
    public static List<StatusRange> parse(String text) {
        return text.isBlank()
                ? List.of()
                : SEPARATOR
                        .splitAsStream(text.strip())
                        .map(StatusRange::parseRange)
                        .toList();
    }

    private static StatusRange parseRange(String text) {
        Matcher statusClass = CLASS.matcher(text);
        if (statusClass.matches()) {
            int first = Integer.parseInt(statusClass.group(1)) * 100;
            return new StatusRange(text, first, first + 99, true);
        }
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a status from 300 to 599 such as 408, a range such"
                            + " as 500-504 or a class such as 5xx. Separate several with commas.");
        }
        int first = Integer.parseInt(range.group(1));
        int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
        if (last < first) {
            throw new IllegalArgumentException("The range '" + text + "' ends before it starts.");
        }
        return new StatusRange(text, first, last, false);
    }

    boolean contains(int status) {
        return first <= status && status <= last;
    }

    /** Whether both contain a status and neither takes precedence. */
    boolean conflictsWith(StatusRange other) {
        return isClass == other.isClass && first <= other.last && other.first <= last;
    }
}
