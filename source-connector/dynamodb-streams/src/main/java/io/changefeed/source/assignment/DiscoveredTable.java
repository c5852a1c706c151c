/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.source.record.TableStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A table with all of its slots that are to be read, before they are dealt to tasks; {@link TableAssignment} explains the rest. */
public record DiscoveredTable(
        TableStream table,
        Instant firstStart,
        boolean first,
        List<WeightedSlot> slots,
        Optional<SnapshotAssignment> snapshot) {
    public DiscoveredTable {
        slots = List.copyOf(slots);
    }

    /** A slot and how many shards it will have to read. */
    public record WeightedSlot(SlotAssignment assignment, int shards) {}
}
