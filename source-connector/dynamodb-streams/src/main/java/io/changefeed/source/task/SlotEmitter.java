/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.metrics.TableMetrics;
import io.changefeed.source.offset.SlotOffset;
import io.changefeed.source.record.PageConversion;
import io.changefeed.source.record.PageOffsets;
import io.changefeed.source.record.StreamPageConverter;
import io.changefeed.source.record.TableStream;
import io.changefeed.source.stream.ReadResult.Gap;
import io.changefeed.source.stream.ReadResult.Page;
import io.changefeed.source.stream.ReadResult.ShardEnd;
import java.util.Map;
import java.util.Set;

/** Emits the changes of a slot, and advances its frontier. */
final class SlotEmitter {
    private final Slot slot;
    private final StreamPageConverter table;
    private final TableMetrics metrics;
    private final IdleTimer idleTimer;
    private final Map<String, String> partition;
    private final Set<String> added;
    private Frontier frontier;
    private Map<String, String> offset;

    /** @param added the shards of the frontier that were never read before */
    SlotEmitter(
            Slot slot,
            StreamPageConverter table,
            TableMetrics metrics,
            Frontier frontier,
            Set<String> added,
            IdleTimer idleTimer) {
        this.metrics = metrics;
        this.slot = slot;
        this.table = table;
        this.idleTimer = idleTimer;
        this.partition = SlotOffset.partition(slot);
        this.frontier = frontier;
        this.added = Set.copyOf(added);
        this.offset = SlotOffset.toMap(frontier);
    }

    /** Converts a page to records, and advances the frontier past the changes that are published. */
    PageConversion emit(Page page) {
        String shard = page.shard().shardId();
        PageConversion converted = table.convert(page, partition, new PageOffsets(offset, shard));
        converted.after().ifPresent(after -> setFrontier(frontier.advance(shard, after)));
        if (converted.failure().isEmpty()) {
            metrics.lag().emitted(shard, page.lastChanged());
        }
        return converted;
    }

    /** Replaces a shard with its children. */
    void finish(ShardEnd end) {
        String shard = end.shard().shardId();
        setFrontier(frontier.finish(shard, end.children()));
        metrics.lag().shardFinished(shard, end.children());
    }

    /** Skips a gap: continues with the remaining records of the shard, or removes the shard. */
    void skip(Gap gap) {
        String shard = gap.shard().shardId();
        if (!gap.shardRemains()) {
            metrics.lag().shardClosed(shard);
        }
        setFrontier(gap.shardRemains() ? frontier.advance(shard, new Position.TrimHorizon()) : frontier.remove(shard));
    }

    private void setFrontier(Frontier next) {
        frontier = next;
        offset = SlotOffset.toMap(next);
    }

    Slot slot() {
        return slot;
    }

    TableStream table() {
        return table.table();
    }

    TableMetrics metrics() {
        return metrics;
    }

    Map<String, String> partition() {
        return partition;
    }

    Map<String, String> offset() {
        return offset;
    }

    Frontier frontier() {
        return frontier;
    }

    /** Whether a shard was added by the current assignment, so that it was never read before. */
    boolean isAdded(String shard) {
        return added.contains(shard);
    }

    IdleTimer idleTimer() {
        return idleTimer;
    }
}
