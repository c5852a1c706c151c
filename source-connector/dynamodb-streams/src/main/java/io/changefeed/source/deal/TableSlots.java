/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.deal;

import io.changefeed.source.record.TableStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A table with all of its slots that are to be read, before they are dealt to tasks; {@link TableDeal} explains the rest. */
public record TableSlots(
        TableStream table,
        Instant firstStart,
        boolean first,
        List<WeighedSlot> slots,
        Optional<SnapshotDeal> snapshot) {
    public TableSlots {
        slots = List.copyOf(slots);
    }

    /** A slot and how many shards it will have to read. */
    public record WeighedSlot(SlotDeal deal, int shards) {}
}
