/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.feed;

import io.changefeed.source.deal.SnapshotDeal;
import io.changefeed.source.deal.TableDeal;
import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.offset.SnapshotOffset.State;
import io.changefeed.source.offset.StoredOffsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What Kafka has stored that a snapshot depends on. Connect stores the offsets of different source partitions in any
 * order, so what must be stored first has to be looked at.
 */
final class StoredSnapshot {
    private final StoredOffsets offsets;
    private final TableDeal table;
    private final SnapshotDeal snapshot;
    private final Map<Integer, Long> deals;

    /** @param deals the deal that each slot of the table has taken up */
    StoredSnapshot(StoredOffsets offsets, TableDeal table, SnapshotDeal snapshot, Map<Integer, Long> deals) {
        this.offsets = offsets;
        this.table = table;
        this.snapshot = snapshot;
        this.deals = Map.copyOf(deals);
    }

    /** Whether it is stored that the snapshot runs, and where the table's stream is read from. */
    boolean hasStarts() {
        Map<Integer, Frontier> frontiers = offsets.frontiers(table.table().streamArn());
        return offsets.table(table.table().arn()).equals(Optional.of(table.offset()))
                && offsets.snapshot(table.table().arn())
                        .filter(stored -> stored.id().equals(snapshot.id()) && stored.state() == State.RUNNING)
                        .isPresent()
                && deals.entrySet().stream()
                        .allMatch(slot -> Optional.ofNullable(frontiers.get(slot.getKey()))
                                .filter(stored -> stored.deal() == slot.getValue())
                                .isPresent());
    }

    /** Whether it is stored that every segment has ended, and so that all rows are. */
    boolean hasEnds() {
        return IntStream.range(0, snapshot.segments())
                .allMatch(number ->
                        offsets.scan(table.table().arn(), number, snapshot.id()).ended());
    }
}
