/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import io.changefeed.event.Source;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The version of an item in the target table: the order of the change that wrote it, and its origin. Compared as text, so
 * that a database can compare versions:
 *
 * <ul>
 *   <li>{@code <order>@<13-digit time>/<region>/<account>/<table>} of a change that was stored. The time is that of the
 *       change, in milliseconds since the epoch.
 *   <li>{@code <order>} of a change that was rejected. It is greater than all older versions, but less than that of the
 *       same change, so a rejected change can be delivered again when its cause has been removed.
 * </ul>
 *
 * @param text ASCII
 */
public record RowVersion(String text) implements Comparable<RowVersion> {
    private static final char SEPARATOR = '@';

    /** The version of a change of this source. */
    public static RowVersion of(Source source) {
        return new RowVersion(source.order().text() + SEPARATOR + milliseconds(source.time()) + "/" + source.region()
                + "/" + source.account() + "/" + source.table());
    }

    /** At most 13 digits, with leading zeros, so that times can be compared as text. */
    static String milliseconds(Instant time) {
        return String.format(Locale.ROOT, "%013d", Math.max(0, time.toEpochMilli()));
    }

    /** This version of a rejected change. */
    public RowVersion rejected() {
        return new RowVersion(order());
    }

    private String order() {
        return origin().isEmpty() ? text : text.substring(0, text.indexOf(SEPARATOR));
    }

    /** The time and the source table; empty for a rejected change. */
    private Optional<String> origin() {
        int separator = text.indexOf(SEPARATOR);
        return separator < 0 ? Optional.empty() : Optional.of(text.substring(separator + 1));
    }

    /**
     * Why the target table needs attention: a change with this version is stale, although it is the later change and of
     * another source table. A table that replaces another one, for example a restored backup, can start with a lower
     * generation than the rows of the old one.
     *
     * @param stored the version of the item in the target table
     * @return the message for the operator; empty if this version is not stale, or stale for another reason
     */
    public Optional<String> conflictWith(RowVersion stored) {
        if (compareTo(stored) >= 0 || origin().isEmpty() || stored.origin().isEmpty()) {
            return Optional.empty();
        }
        String origin = origin().get();
        String storedOrigin = stored.origin().get();
        return table(origin).equals(table(storedOrigin)) || time(origin).compareTo(time(storedOrigin)) <= 0
                ? Optional.empty()
                : Optional.of("The target table contains rows of " + table(storedOrigin) + " with a greater order than"
                        + " later changes of " + table(origin) + ". If the second table replaces the first one, take a"
                        + " snapshot of it: execute-snapshot gives its items a greater order. Stored: " + stored.order()
                        + ", received: " + order());
    }

    private static String table(String origin) {
        return origin.substring(origin.indexOf('/') + 1);
    }

    private static String time(String origin) {
        return origin.substring(0, origin.indexOf('/'));
    }

    @Override
    public int compareTo(RowVersion other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
