/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.source.offset.TableOffset;
import io.changefeed.source.record.TableStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A table with all of its slots before they are assigned to tasks. {@link TableAssignment} describes the components. */
public record DiscoveredTable(
        TableStream table,
        Instant firstStart,
        String start,
        boolean first,
        List<WeightedSlot> slots,
        Optional<SnapshotAssignment> snapshot,
        Optional<String> failure) {
    public DiscoveredTable {
        slots = List.copyOf(slots);
    }

    /** A table that can be read. */
    static DiscoveredTable of(
            TableStream table,
            TableOffset offset,
            boolean first,
            List<WeightedSlot> slots,
            Optional<SnapshotAssignment> snapshot) {
        return new DiscoveredTable(
                table, offset.firstStart(), offset.start().text(), first, slots, snapshot, Optional.empty());
    }

    /** A table that must not be read on. The task to which it is assigned fails with the reason. */
    static DiscoveredTable failed(TableStream table, TableOffset offset, String failure) {
        return new DiscoveredTable(
                table,
                offset.firstStart(),
                offset.start().text(),
                false,
                List.of(),
                Optional.empty(),
                Optional.of(failure));
    }

    /** The part of this table that one task reads. */
    TableAssignment assign(List<SlotAssignment> assigned) {
        return new TableAssignment(table, firstStart, start, first, assigned, snapshot, failure);
    }

    /** A slot and the number of shards in it. */
    public record WeightedSlot(SlotAssignment assignment, int shards) {}
}
