/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.config.GapPolicy;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.config.TablesConfig;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.offset.SlotOffset;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.record.TableStream;
import io.changefeed.source.stream.ReadResult;
import io.changefeed.source.stream.ReadResult.Gap;
import io.changefeed.source.stream.ReadResult.Page;
import io.changefeed.source.stream.ReadResult.Rows;
import io.changefeed.source.stream.ReadResult.ShardEnd;
import io.changefeed.source.stream.ReaderPool;
import io.changefeed.source.stream.ShardRef;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A started task: what the readers bring of its slots becomes source records, and the slots' frontiers move with them.
 *
 * <p>Used by the task's thread alone, but for {@link #acknowledged}.
 */
public final class SourceLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceLoop.class);

    /** Connect asks for a stop between two polls, and counts on hearing of it soon. */
    private static final Duration MAX_WAIT = Duration.ofMillis(500);

    private final ReaderPool readers;
    private final HeartbeatRecords heartbeats;
    private final TablesConfig tables;
    private final Function<TableStream, SnapshotOffset> needed;
    private final TaskSnapshots snapshots;
    private final Clock clock;
    private final Map<String, SlotEmitter> slots = new HashMap<>();
    private final ReadResult.Visitor<List<SourceRecord>> emitter = new Emitter();
    private List<SourceRecord> startRecords;
    private Optional<ConnectException> failure = Optional.empty();

    /**
     * @param slots all slots of the task; those of their shards that can be read are opened at once
     * @param snapshots to take, or to finish
     * @param needed what is to be stored where a table needs a snapshot
     * @param startRecords records to hand over before anything else: positions that are not stored yet
     */
    SourceLoop(
            ReaderPool readers,
            HeartbeatRecords heartbeats,
            SourceConfig config,
            Clock clock,
            Collection<SlotEmitter> slots,
            TaskSnapshots snapshots,
            List<SourceRecord> startRecords,
            Function<TableStream, SnapshotOffset> needed) {
        this.readers = readers;
        this.heartbeats = heartbeats;
        this.tables = config.tables();
        this.needed = needed;
        this.snapshots = snapshots;
        this.clock = clock;
        this.startRecords = List.copyOf(startRecords);
        for (SlotEmitter slot : slots) {
            this.slots.put(slot.slot().name(), slot);
            slot.positions().keySet().forEach(shard -> open(slot, shard, slot.isNew(shard)));
        }
    }

    /**
     * What is to be handed over next, in order; waits for it for half a second at most.
     *
     * @return empty when there is nothing
     * @throws ConnectException when a table cannot be read any further
     */
    public List<SourceRecord> poll() throws InterruptedException {
        requireNoFailure();
        List<SourceRecord> records = new ArrayList<>(startRecords());
        records.addAll(snapshots.poll());
        for (ReadResult result : readers.poll(records.isEmpty() ? MAX_WAIT : Duration.ZERO)) {
            records.addAll(result.accept(emitter));
        }
        records.addAll(idleHeartbeats());
        return records;
    }

    /** A failure waits for one poll, so that what tells of it is handed over. */
    private void requireNoFailure() {
        failure.ifPresent(reason -> {
            throw reason;
        });
    }

    private List<SourceRecord> startRecords() {
        List<SourceRecord> records = startRecords;
        startRecords = List.of();
        return records;
    }

    private final class Emitter implements ReadResult.Visitor<List<SourceRecord>> {
        @Override
        public List<SourceRecord> page(Page page) {
            return feed(page.shard().slot()).emit(page);
        }

        @Override
        public List<SourceRecord> shardEnd(ShardEnd end) {
            SlotEmitter slot = feed(end.shard().slot());
            slot.emit(end);
            slot.meter().shardFinished();
            LOG.info("{} has ended; reading on in {}", end.shard(), end.children());
            end.children().forEach(child -> open(slot, child, false));
            return List.of(heartbeat(slot));
        }

        @Override
        public List<SourceRecord> rows(Rows rows) {
            return snapshots.emit(rows);
        }

        @Override
        public List<SourceRecord> gap(Gap gap) {
            SlotEmitter slot = feed(gap.shard().slot());
            slot.meter().gap();
            GapPolicy onGap = tables.onGap(slot.table().name());
            String lost =
                    "Changes of table " + slot.table().name() + " were lost: DynamoDB no longer has what comes after "
                            + gap.position().text() + " up to " + gap.to().text() + " in " + gap.shard() + " ("
                            + gap.reason() + ").";
            if (onGap == GapPolicy.FAIL) {
                LOG.error("{}", lost);
                failure = Optional.of(new ConnectException(lost + " To go on with what DynamoDB still has, set '"
                        + TablesConfig.ON_GAP + "' to 'continue'."));
                return List.of(heartbeats.gap(slot, gap));
            }
            LOG.error("{} Reading on with what it still has, as '{}' says.", lost, TablesConfig.ON_GAP);
            if (onGap != GapPolicy.RESNAPSHOT) {
                return goOnBehind(slot, gap);
            }
            return snapshots.want(slot.table().arn(), needed.apply(slot.table()), () -> goOnBehind(slot, gap)).stream()
                    .map(snapshot -> heartbeats.snapshotNeeded(slot.table(), snapshot))
                    .toList();
        }
    }

    private List<SourceRecord> goOnBehind(SlotEmitter slot, Gap gap) {
        slot.skip(gap);
        if (gap.shardLeft()) {
            open(slot, gap.shard().shardId(), false);
        }
        return List.of(heartbeats.gap(slot, gap));
    }

    private void open(SlotEmitter slot, String shard, boolean mayBeGone) {
        Position position = slot.position(shard);
        if (!(position instanceof Position.End)) {
            readers.open(new ShardRef(slot.slot(), shard), position, mayBeGone, slot.meter());
        }
    }

    private List<SourceRecord> idleHeartbeats() {
        Instant now = clock.instant();
        return slots.values().stream()
                .filter(slot -> slot.idleTimer().hasExpired(now))
                .map(this::heartbeat)
                .toList();
    }

    private SourceRecord heartbeat(SlotEmitter slot) {
        slot.idleTimer().reset(clock.instant());
        return heartbeats.slot(slot);
    }

    private SlotEmitter feed(Slot slot) {
        SlotEmitter feed = slots.get(slot.name());
        if (feed == null) {
            throw new IllegalStateException("slot " + slot.name() + " is not this task's");
        }
        return feed;
    }

    /** Kafka has stored this record, not merely seen it dropped by a transform. May be called by any thread. */
    public void acknowledged(SourceRecord record) {
        SlotEmitter slot = slots.get(String.valueOf(record.sourcePartition().get(SlotOffset.PARTITION)));
        if (slot != null) {
            slot.idleTimer().reset(clock.instant());
        }
    }

    /** Kafka has stored the offsets of what it acknowledged before. May be called by any thread. */
    public void committed() {
        snapshots.committed();
    }

    @Override
    public void close() {
        readers.close();
    }
}
