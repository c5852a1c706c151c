/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which tables the ring holds events of. */
public final class TableRanges {
    private static final int STRETCH = 10_000;
    private static final Comparator<Table> BY_NAME =
            Comparator.comparing(Table::name).thenComparing(Table::region).thenComparing(Table::account);

    private TableRanges() {}

    /** The events of a table: how many, and when the changes of the first and of the last of them were made. */
    public record Range(long events, Instant oldest, Instant newest) {
        private Range and(HeldEvent event) {
            return new Range(events + 1, oldest, event.changed());
        }
    }

    /** Looks through all events. */
    public static Map<Table, Range> of(Ring ring) {
        Map<Table, Range> ranges = new TreeMap<>(BY_NAME);
        Cursor cursor = ring.earliest();
        List<HeldEvent> events = next(ring, cursor);
        while (!events.isEmpty()) {
            for (HeldEvent event : events) {
                cursor.pass(event);
                ranges.compute(
                        event.table(),
                        (table, range) ->
                                range == null ? new Range(1, event.changed(), event.changed()) : range.and(event));
            }
            events = next(ring, cursor);
        }
        return ranges;
    }

    private static List<HeldEvent> next(Ring ring, Cursor cursor) {
        try {
            return ring.next(cursor, STRETCH);
        } catch (OutOfRangeException e) {
            // Events left the ring meanwhile; with what was counted of them the ranges are those of a moment ago.
            return List.of();
        }
    }
}
