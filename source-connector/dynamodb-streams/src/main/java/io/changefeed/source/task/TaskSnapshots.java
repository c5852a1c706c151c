/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.stream.ReadResult.Rows;
import java.util.ArrayList;
import java.util.Collection;
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
 * <p>None begins before Kafka has stored where the table's stream is read from: after a crash the stream could otherwise be
 * begun later than the rows that were handed over, and what happened between the two would be lost. None is done before
 * Kafka has stored the end of each of its segments.
 */
final class TaskSnapshots {
    private final Map<String, SnapshotEmitter> byTable = new HashMap<>();
    private final DeferredPositions deferredPositions;
    /** The snapshots that are to be taken because of gaps, by table. */
    private final Map<String, SnapshotOffset> wanted = new HashMap<>();
    /** Kafka may have stored something since we last looked. Offsets are committed on another thread. */
    private final AtomicBoolean newsOfOffsets = new AtomicBoolean(true);

    TaskSnapshots(Collection<SnapshotEmitter> snapshots, DeferredPositions deferredPositions) {
        this.deferredPositions = deferredPositions;
        snapshots.forEach(snapshot -> byTable.put(snapshot.table().arn(), snapshot));
    }

    /** Begins and ends those that may, now that Kafka has stored more; has those read on that waited for the stream. */
    List<SourceRecord> poll() {
        byTable.values().forEach(SnapshotEmitter::attend);
        deferredPositions.remind();
        List<SourceRecord> records = new ArrayList<>();
        if ((!byTable.isEmpty() || !deferredPositions.isEmpty()) && newsOfOffsets.getAndSet(false)) {
            records.addAll(deferredPositions.take());
            byTable.values().forEach(snapshot -> records.addAll(snapshot.poll()));
            byTable.values().removeIf(SnapshotEmitter::isDone);
        }
        return records;
    }

    /** The rows of one read; none of a snapshot that was abandoned. */
    List<SourceRecord> emit(Rows rows) {
        SnapshotEmitter snapshot = byTable.get(rows.reader().segment().tableArn());
        if (snapshot == null) {
            rows.window().close();
            return List.of();
        }
        return snapshot.emit(rows);
    }

    /**
     * Has another snapshot of a table taken, because of a gap, and reads no further in the one that there may be.
     *
     * @param next the snapshot that is to be taken, unless one was wanted before
     * @param behind goes on behind the gap; done when Kafka has stored that the snapshot is to be taken
     * @return the snapshot to be stored; empty when one was wanted before
     */
    Optional<SnapshotOffset> want(String tableArn, SnapshotOffset next, Supplier<List<SourceRecord>> behind) {
        Optional.ofNullable(byTable.remove(tableArn)).ifPresent(SnapshotEmitter::abandon);
        boolean isNew = wanted.putIfAbsent(tableArn, next) == null;
        deferredPositions.untilStored(
                tableArn, wanted.getOrDefault(tableArn, next).id(), behind);
        return isNew ? Optional.of(next) : Optional.empty();
    }

    void committed() {
        newsOfOffsets.set(true);
    }
}
