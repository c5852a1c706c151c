/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.metrics.TableMetrics;
import io.changefeed.source.offset.SlotOffset;
import io.changefeed.source.record.ConvertedChange;
import io.changefeed.source.record.ConvertedEvent;
import io.changefeed.source.record.StreamPageConverter;
import io.changefeed.source.record.TableStream;
import io.changefeed.source.stream.HeapBudget.Allocation;
import io.changefeed.source.stream.ReadResult.Gap;
import io.changefeed.source.stream.ReadResult.Page;
import io.changefeed.source.stream.ReadResult.ShardEnd;
import io.changefeed.source.stream.SnapshotWindows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;

/** Emits the changes of a slot, and advances its frontier. */
final class SlotEmitter {
    private final Slot slot;
    private final StreamPageConverter converter;
    private final SnapshotWindows windows;
    private final TableMetrics metrics;
    private final IdleTimer idleTimer;
    private final Map<String, String> partition;
    private final Set<String> added;
    private Frontier frontier;
    private Map<String, String> offset;

    /**
     * @param windows of the table's snapshot, which record the keys of emitted changes
     * @param added the shards of the frontier that were never read before
     */
    SlotEmitter(
            Slot slot,
            StreamPageConverter converter,
            SnapshotWindows windows,
            TableMetrics metrics,
            Frontier frontier,
            Set<String> added,
            IdleTimer idleTimer) {
        this.metrics = metrics;
        this.slot = slot;
        this.converter = converter;
        this.windows = windows;
        this.idleTimer = idleTimer;
        this.partition = SlotOffset.partition(slot);
        this.frontier = frontier;
        this.added = Set.copyOf(added);
        this.offset = SlotOffset.toMap(frontier);
    }

    /**
     * Returns the records of a page, and advances the frontier past them. Each record has the offset after it, except a
     * delete that is followed by a tombstone: it has the offset before it, and the tombstone the offset after it, so that
     * a restart never separates them.
     */
    List<SourceRecord> emit(Page page) {
        String shard = page.shard().shardId();
        PageOffsets offsets = new PageOffsets(offset, shard);
        List<ConvertedChange> changes = page.conversion().changes();
        List<SourceRecord> records = new ArrayList<>(changes.size());
        Map<String, String> before = offset;
        for (ConvertedChange change : changes) {
            Map<String, String> after = offsets.after(change.sequenceNumber());
            emit(change.event(), page.allocation(), before, after, records);
            before = after;
        }
        if (!changes.isEmpty()) {
            String last = changes.get(changes.size() - 1).sequenceNumber();
            setFrontier(frontier.advance(shard, new Position.After(last)));
        }
        if (page.conversion().failure().isEmpty()) {
            metrics.lag().emitted(shard, page.lastChanged());
        }
        return records;
    }

    private void emit(
            ConvertedEvent event,
            Allocation allocation,
            Map<String, String> before,
            Map<String, String> after,
            List<SourceRecord> records) {
        Optional<String> tombstone = event.tombstoneHeader();
        records.add(ChangeRecord.of(event, partition, tombstone.isPresent() ? before : after, allocation));
        tombstone.ifPresent(header -> records.add(ChangeRecord.tombstone(event, header, partition, after, allocation)));
        event.emitted(metrics);
        windows.emitted(event.key());
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
        return converter.table();
    }

    StreamPageConverter converter() {
        return converter;
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
