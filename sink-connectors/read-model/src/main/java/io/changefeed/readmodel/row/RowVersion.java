/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import io.changefeed.event.Order;
import io.changefeed.event.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The version of an item in the target table: the order of the change that wrote it, and its origin. Compared as text,
 * so that a database can compare versions:
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

    private static final int TIME_DIGITS = 13;
    /** Between DynamoDB, which sets the time of a change, and a worker, which sets the time of a snapshot read. */
    private static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(1);

    /** The version of a change of this source. */
    public static RowVersion of(Source source) {
        return new RowVersion(source.order().text() + SEPARATOR + milliseconds(source.time()) + "/" + source.region()
                + "/" + source.account() + "/" + source.table());
    }

    /** At least 13 digits, with leading zeros, so that times can be compared as text. */
    static String milliseconds(Instant time) {
        String digits = Long.toString(Math.max(0, time.toEpochMilli()));
        // String.format takes longer than the rest of a version.
        return "0".repeat(Math.max(0, TIME_DIGITS - digits.length())) + digits;
    }

    /** This version of a rejected change. */
    public RowVersion rejected() {
        return new RowVersion(order());
    }

    private String order() {
        return isRejected() ? text : text.substring(0, text.indexOf(SEPARATOR));
    }

    /**
     * Whether this version is less than the stored one although its change is the later one.
     *
     * @param stored the version of the item in the target table
     * @return empty if this version is not less, or for another reason: it is of a snapshot or of an earlier change, or
     *     one of both is rejected
     */
    public Optional<GenerationConflict> conflictWith(RowVersion stored) {
        boolean canConflict = compareTo(stored) < 0
                && !isRejected()
                && !stored.isRejected()
                // A snapshot reads an item later than its last change, but with a lower order.
                && !new Order(order()).isOfSnapshot();
        return canConflict && time() - stored.time() > MAX_CLOCK_SKEW.toMillis()
                ? Optional.of(new GenerationConflict(this, stored))
                : Optional.empty();
    }

    private boolean isRejected() {
        return text.indexOf(SEPARATOR) < 0;
    }

    /** In milliseconds since the epoch. */
    private long time() {
        return Long.parseLong(text.substring(text.indexOf(SEPARATOR) + 1, text.indexOf('/')));
    }

    /** {@code <region>/<account>/<table>}. */
    String table() {
        return text.substring(text.indexOf('/') + 1);
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
