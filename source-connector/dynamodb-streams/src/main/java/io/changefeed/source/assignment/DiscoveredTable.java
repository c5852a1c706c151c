/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.source.record.TableStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A table with all of its slots before they are assigned to tasks. {@link TableAssignment} describes the components. */
public record DiscoveredTable(
        TableStream table,
        Instant firstStart,
        boolean first,
        List<WeightedSlot> slots,
        Optional<SnapshotAssignment> snapshot) {
    public DiscoveredTable {
        slots = List.copyOf(slots);
    }

    /** A slot and the number of shards in it. */
    public record WeightedSlot(SlotAssignment assignment, int shards) {}
}
