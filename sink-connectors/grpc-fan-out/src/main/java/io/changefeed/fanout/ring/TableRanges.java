/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables whose events the ring holds. */
public final class TableRanges {
    private static final int PAGE_SIZE = 10_000;
    private static final Comparator<TableId> BY_NAME =
            Comparator.comparing(TableId::name).thenComparing(TableId::region).thenComparing(TableId::account);

    private TableRanges() {}

    /** The number of events of a table, and the times of its first and last change. */
    public record Range(long events, Instant oldest, Instant newest) {
        private Range extendedBy(BufferedEvent event) {
            return new Range(events + 1, oldest, event.changed());
        }
    }

    /** Scans all events in the ring. */
    public static Map<TableId, Range> of(Ring ring) {
        Map<TableId, Range> ranges = new TreeMap<>(BY_NAME);
        Cursor cursor = ring.earliest();
        List<BufferedEvent> events = next(ring, cursor);
        while (!events.isEmpty()) {
            for (BufferedEvent event : events) {
                cursor.advance(event);
                ranges.compute(
                        event.table(),
                        (table, range) -> range == null
                                ? new Range(1, event.changed(), event.changed())
                                : range.extendedBy(event));
            }
            events = next(ring, cursor);
        }
        return ranges;
    }

    private static List<BufferedEvent> next(Ring ring, Cursor cursor) {
        try {
            return ring.next(cursor, PAGE_SIZE);
        } catch (OutOfRangeException e) {
            // Events were evicted during the scan; the ranges are slightly outdated.
            return List.of();
        }
    }
}
