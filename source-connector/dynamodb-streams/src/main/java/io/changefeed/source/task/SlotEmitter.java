/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.metrics.TableMeter;
import io.changefeed.source.offset.SlotOffset;
import io.changefeed.source.record.PageOffsets;
import io.changefeed.source.record.TableRecords;
import io.changefeed.source.record.TableStream;
import io.changefeed.source.stream.ReadResult.Gap;
import io.changefeed.source.stream.ReadResult.Page;
import io.changefeed.source.stream.ReadResult.ShardEnd;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;

/** A slot while its task runs: the frontier of what has been handed over, and the offsets that tell it. */
final class SlotEmitter {
    private final Slot slot;
    private final TableRecords table;
    private final TableMeter meter;
    private final IdleTimer idleTimer;
    private final Map<String, String> partition;
    private final Set<String> dealt;
    private Frontier frontier;
    private Map<String, String> offset;

    /** @param dealt the shards that stand in the frontier for the first time */
    SlotEmitter(
            Slot slot,
            TableRecords table,
            TableMeter meter,
            Frontier frontier,
            Set<String> dealt,
            IdleTimer idleTimer) {
        this.meter = meter;
        this.slot = slot;
        this.table = table;
        this.idleTimer = idleTimer;
        this.partition = SlotOffset.partition(slot);
        this.frontier = frontier;
        this.dealt = Set.copyOf(dealt);
        this.offset = SlotOffset.toMap(frontier);
    }

    /** The records of a page; with the last of them the frontier stands behind the page. */
    List<SourceRecord> emit(Page page) {
        Map<String, String> before = offset;
        String shard = page.shard().shardId();
        moveTo(frontier.advance(shard, page.after()));
        meter.lag().emitted(shard, page.lastChanged());
        return table.of(page, partition, new PageOffsets(before, shard));
    }

    /** Puts a shard's children in its place. */
    void emit(ShardEnd end) {
        String shard = end.shard().shardId();
        moveTo(frontier.succeed(shard, end.children()));
        meter.lag().succeeded(shard, end.children());
    }

    /** Goes on behind a gap: at what is left of the shard, or without it. */
    void skip(Gap gap) {
        String shard = gap.shard().shardId();
        if (!gap.shardLeft()) {
            meter.lag().gone(shard);
        }
        moveTo(gap.shardLeft() ? frontier.advance(shard, new Position.TrimHorizon()) : frontier.drop(shard));
    }

    private void moveTo(Frontier next) {
        frontier = next;
        offset = SlotOffset.toMap(next);
    }

    Slot slot() {
        return slot;
    }

    TableStream table() {
        return table.table();
    }

    TableMeter meter() {
        return meter;
    }

    Map<String, String> partition() {
        return partition;
    }

    Map<String, String> offset() {
        return offset;
    }

    Position position(String shard) {
        return frontier.requireHeld(shard);
    }

    Map<String, Position> positions() {
        return frontier.positions();
    }

    /** Whether a shard has just been dealt: nobody has opened it before. */
    boolean isNew(String shard) {
        return dealt.contains(shard);
    }

    IdleTimer idleTimer() {
        return idleTimer;
    }
}
