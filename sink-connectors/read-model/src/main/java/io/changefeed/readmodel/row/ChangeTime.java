/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import io.changefeed.event.Source;
import java.util.Optional;

/**
 * When an item changed, comparable across items: {@code <13-digit time>-<order>}. The time is in milliseconds since the
 * epoch. DynamoDB truncates it to the second, so ties are common; the order breaks them.
 *
 * <p>Of the items that share a row, the row shows the one with the greatest time. A snapshot reads items without
 * changing them, so it has no time.
 *
 * @param text ASCII
 */
public record ChangeTime(String text) implements Comparable<ChangeTime> {
    /** The time of an event; empty for an event of a snapshot. */
    public static Optional<ChangeTime> of(Source source) {
        return source.snapshot() == Source.Snapshot.FALSE
                ? Optional.of(new ChangeTime(RowVersion.milliseconds(source.time()) + "-"
                        + source.order().text()))
                : Optional.empty();
    }

    @Override
    public int compareTo(ChangeTime other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
