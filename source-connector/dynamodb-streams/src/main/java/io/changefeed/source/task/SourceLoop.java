/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.config.GapPolicy;
import io.changefeed.source.config.TablesConfig;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.offset.SlotOffset;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of a task: emits the results of its readers as source records, and advances the frontiers of its slots.
 *
 * <p>For the task's thread only, except for {@link #acknowledged} and {@link #committed}.
 */
public final class SourceLoop {
    private static final Logger LOG = LoggerFactory.getLogger(SourceLoop.class);

    /** Connect stops a task between two polls. */
    private static final Duration MAX_WAIT = Duration.ofMillis(500);

    private final ReaderPool readers;
    private final HeartbeatRecords heartbeats;
    private final TablesConfig tables;
    private final TaskSnapshots snapshots;
    private final Acknowledgements acknowledgements;
    private final Clock clock;
    private final Duration maxFailureDelay;
    private final Map<String, SlotEmitter> slots = new HashMap<>();
    private final ReadResult.Visitor<List<SourceRecord>> emitter = new Emitter();
    private List<SourceRecord> startRecords = new ArrayList<>();
    private Optional<ConnectException> failure;
    private final LastRecord lastRecord = new LastRecord();
    private Optional<DelayedFailure> delayedFailure = Optional.empty();

    /** Opens all shards of the tables' slots that are not at their end. */
    SourceLoop(TaskResources resources, List<TableStart> tables, Optional<SourceRecord> signals) {
        this.readers = resources.readers();
        this.heartbeats = resources.heartbeats();
        this.tables = resources.config().tables();
        this.clock = resources.clock();
        this.maxFailureDelay = resources.config().reading().acknowledgementTimeout();
        this.acknowledgements = new Acknowledgements(heartbeats.topic(), clock);
        this.snapshots = new TaskSnapshots(
                tables,
                new DeferredPositions(resources.offsets(), heartbeats.topic(), clock),
                resources.config().snapshots(),
                clock);
        tables.forEach(table -> startRecords.addAll(table.records()));
        signals.ifPresent(startRecords::add);
        this.failure =
                tables.stream().flatMap(table -> table.failure().stream()).findFirst();
        tables.forEach(table -> table.slots().forEach(this::open));
    }

    private void open(SlotEmitter slot) {
        slots.put(slot.slot().name(), slot);
        slot.frontier().positions().keySet().forEach(shard -> open(slot, shard, false, slot.isAdded(shard)));
    }

    private void open(SlotEmitter slot, String shard, boolean closed, boolean mayHaveExpired) {
        Position position = slot.frontier().position(shard);
        if (!(position instanceof Position.End)) {
            readers.open(
                    new ShardRef(slot.slot(), shard),
                    position,
                    closed,
                    mayHaveExpired,
                    slot.converter(),
                    slot.metrics());
        }
    }

    /**
     * The next records to emit, in order. Waits for at most half a second.
     *
     * @return empty when there are none
     * @throws ConnectException when a table can no longer be read, and the records before that are acknowledged
     */
    public List<SourceRecord> poll() throws InterruptedException {
        if (delayedFailure.isPresent()) {
            delayedFailure.get().throwWhenDue(MAX_WAIT);
            return List.of();
        }
        List<SourceRecord> records = new ArrayList<>(startRecords());
        records.addAll(snapshots.poll());
        for (ReadResult result : read(records.isEmpty() ? MAX_WAIT : Duration.ZERO)) {
            records.addAll(emit(result));
        }
        records.addAll(idleHeartbeats());
        if (acknowledgements.areMissing(records.isEmpty() && readers.isExhausted())) {
            slots.values().stream().findFirst().map(this::heartbeat).ifPresent(records::add);
        }
        lastRecord.emitted(records);
        delayedFailure = failure.map(reason -> new DelayedFailure(reason, lastRecord, maxFailureDelay, clock));
        return records;
    }

    private List<ReadResult> read(Duration maxWait) throws InterruptedException {
        try {
            return readers.poll(maxWait);
        } catch (ConnectException e) {
            failure = Optional.of(e);
            return List.of();
        }
    }

    /** The records of a result; none after a failure, because it could be of the same shard. The next task reads it. */
    private List<SourceRecord> emit(ReadResult result) {
        return failure.isPresent() ? List.of() : result.accept(emitter);
    }

    /** The records that store the offsets that the assignment changed. They precede all others. */
    private List<SourceRecord> startRecords() {
        List<SourceRecord> records = startRecords;
        startRecords = List.of();
        return records;
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

    private SlotEmitter emitterOf(Slot slot) {
        SlotEmitter owned = slots.get(slot.name());
        if (owned == null) {
            throw new IllegalStateException("slot " + slot.name() + " is not assigned to this task");
        }
        return owned;
    }

    /** The records of a read result. */
    private final class Emitter implements ReadResult.Visitor<List<SourceRecord>> {
        @Override
        public List<SourceRecord> page(Page page) {
            List<SourceRecord> records = emitterOf(page.shard().slot()).emit(page);
            page.allocation().release();
            failure = page.conversion().failure();
            return records;
        }

        @Override
        public List<SourceRecord> shardEnd(ShardEnd end) {
            SlotEmitter slot = emitterOf(end.shard().slot());
            slot.finish(end);
            slot.metrics().shardFinished();
            LOG.info("{} has ended; continuing with its children {}", end.shard(), end.children());
            end.children().forEach(child -> open(slot, child, end.closed().contains(child), false));
            return List.of(heartbeat(slot));
        }

        @Override
        public List<SourceRecord> rows(Rows rows) {
            try {
                return snapshots.emit(rows);
            } catch (ConnectException e) {
                failure = Optional.of(e);
                return List.of();
            }
        }

        @Override
        public List<SourceRecord> gap(Gap gap) {
            SlotEmitter slot = emitterOf(gap.shard().slot());
            slot.metrics().gapFound();
            GapPolicy onGap = tables.onGap(slot.table().name());
            String lost = "Changes of table " + slot.table().name()
                    + " were lost: DynamoDB no longer has the records from "
                    + gap.position().text() + " up to " + gap.to().text() + " in " + gap.shard() + " (" + gap.reason()
                    + ").";
            if (onGap == GapPolicy.FAIL) {
                LOG.error("{} The task fails ('{}').", lost, TablesConfig.ON_GAP);
                failure = Optional.of(new ConnectException(lost + " To continue with the remaining records, set '"
                        + TablesConfig.ON_GAP + "' to 'continue'; to also take a new snapshot of the table, set it to"
                        + " 'resnapshot'."));
                return List.of(heartbeats.gap(slot, gap));
            }
            LOG.error("{} Continuing with the remaining records ('{}').", lost, TablesConfig.ON_GAP);
            if (onGap != GapPolicy.RESNAPSHOT) {
                return skip(slot, gap);
            }
            return snapshots.request(slot.table(), () -> skip(slot, gap)).stream()
                    .map(snapshot -> heartbeats.snapshotNeeded(slot.table(), snapshot))
                    .toList();
        }
    }

    private List<SourceRecord> skip(SlotEmitter slot, Gap gap) {
        slot.skip(gap);
        if (gap.shardRemains()) {
            open(slot, gap.shard().shardId(), false, false);
        }
        return List.of(heartbeats.gap(slot, gap));
    }

    /**
     * Kafka Connect has acknowledged a record. May be called by any thread.
     *
     * @param stored whether Kafka has stored it; otherwise a transform dropped it
     */
    public void acknowledged(SourceRecord record, boolean stored) {
        if (record instanceof ChangeRecord change) {
            change.acknowledge();
            acknowledgements.received();
        }
        lastRecord.acknowledged(record);
        if (stored) {
            resetIdleTimer(record);
        }
    }

    private void resetIdleTimer(SourceRecord record) {
        SlotEmitter slot = slots.get(String.valueOf(record.sourcePartition().get(SlotOffset.PARTITION)));
        if (slot != null) {
            slot.idleTimer().reset(clock.instant());
        }
    }

    /** Kafka Connect has committed the offsets of acknowledged records. May be called by any thread. */
    public void committed() {
        snapshots.committed();
    }
}
