/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.config.SnapshotConfig;
import io.changefeed.source.offset.ProcessedSignals;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotState;
import io.changefeed.source.record.TableStream;
import io.changefeed.source.stream.ReadResult.Rows;
import io.changefeed.source.task.DeferredPositions.Deferral;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The snapshots of a task's tables.
 *
 * <p>A snapshot does not scan until Kafka Connect has committed the start positions of the table's stream. Otherwise,
 * after a crash, the stream could start later than the emitted rows, and the changes in between would be lost. A
 * snapshot is complete when the end of each of its segments is committed.
 */
final class TaskSnapshots {
    private final Map<String, SnapshotEmitter> byTable = new HashMap<>();
    private final DeferredPositions deferredPositions;
    private final Map<String, ProcessedSignals> signals = new HashMap<>();
    private final SnapshotConfig config;
    private final Clock clock;
    /** The snapshots that were requested because of gaps, by table. */
    private final Map<String, SnapshotOffset> requested = new HashMap<>();
    /** Whether offsets were committed, on another thread, since the last poll. */
    private final AtomicBoolean hasCommitted = new AtomicBoolean(true);

    TaskSnapshots(List<TableStart> tables, DeferredPositions deferredPositions, SnapshotConfig config, Clock clock) {
        this.deferredPositions = deferredPositions;
        this.config = config;
        this.clock = clock;
        for (TableStart table : tables) {
            table.snapshot().ifPresent(snapshot -> byTable.put(table.table().arn(), snapshot));
            table.deferred().ifPresent(deferredPositions::defer);
            signals.put(table.table().arn(), table.signals());
        }
    }

    /**
     * Starts and completes the snapshots that committed offsets allow, and resumes scans that are waiting for their
     * stream.
     */
    List<SourceRecord> poll() {
        byTable.values().forEach(SnapshotEmitter::onTick);
        deferredPositions.onTick();
        List<SourceRecord> records = new ArrayList<>();
        if ((!byTable.isEmpty() || !deferredPositions.isEmpty()) && hasCommitted.getAndSet(false)) {
            records.addAll(deferredPositions.onCommit());
            byTable.values().forEach(snapshot -> records.addAll(snapshot.onCommit()));
            byTable.values().removeIf(SnapshotEmitter::hasEnded);
        }
        return records;
    }

    /** The records of one read; none for an abandoned snapshot. */
    List<SourceRecord> emit(Rows rows) {
        SnapshotEmitter snapshot = byTable.get(rows.reader().segment().tableArn());
        if (snapshot == null) {
            rows.window().close();
            rows.allocation().release();
            return List.of();
        }
        return snapshot.emit(rows);
    }

    /**
     * Requests a snapshot of a table because of a gap, and abandons the one that is running.
     *
     * @param afterGap skips the gap; called when Kafka Connect has committed the request
     * @return the offset to store; empty when a snapshot was requested before
     */
    Optional<SnapshotOffset> request(TableStream table, Supplier<List<SourceRecord>> afterGap) {
        Optional.ofNullable(byTable.remove(table.arn())).ifPresent(SnapshotEmitter::abandon);
        SnapshotOffset next = needed(table);
        boolean isNew = requested.putIfAbsent(table.arn(), next) == null;
        String id = requested.getOrDefault(table.arn(), next).id();
        deferredPositions.defer(new Deferral(table.arn(), id, afterGap));
        return isNew ? Optional.of(next) : Optional.empty();
    }

    private SnapshotOffset needed(TableStream table) {
        return new SnapshotOffset(
                "gap-" + clock.millis(),
                config.segments(),
                new SnapshotState.Needed(),
                false,
                config.selection(table.name()),
                signals.getOrDefault(table.arn(), ProcessedSignals.NONE));
    }

    /** Kafka Connect has committed offsets. Called by the threads of Connect. */
    void committed() {
        hasCommitted.set(true);
    }
}
