/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.feed;

import io.changefeed.source.stream.Arrival.Rows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The snapshots of a task's tables.
 *
 * <p>None begins before Kafka has stored where the table's stream is read from: after a crash the stream could otherwise be
 * begun later than the rows that were handed over, and what happened between the two would be lost.
 */
final class Snapshots {
    private final Map<String, SnapshotFeed> byTable = new HashMap<>();
    /** Kafka may have stored something since we last looked. Offsets are committed on another thread. */
    private final AtomicBoolean newsOfOffsets = new AtomicBoolean(true);

    private boolean allBegun;

    Snapshots(Collection<SnapshotFeed> snapshots) {
        snapshots.forEach(snapshot -> byTable.put(snapshot.table().arn(), snapshot));
        allBegun = byTable.isEmpty();
    }

    /** Begins those that may begin now. */
    List<SourceRecord> begin() {
        List<SourceRecord> records = new ArrayList<>();
        if (!allBegun && newsOfOffsets.getAndSet(false)) {
            byTable.values().stream()
                    .filter(snapshot -> !snapshot.hasBegun() && snapshot.mayBegin())
                    .forEach(snapshot -> records.addAll(snapshot.begin()));
            allBegun = byTable.values().stream().allMatch(SnapshotFeed::hasBegun);
        }
        return records;
    }

    /** The rows of one read; none of a snapshot that was abandoned. */
    List<SourceRecord> handOver(Rows rows) {
        SnapshotFeed snapshot = byTable.get(rows.reader().segment().tableArn());
        if (snapshot == null) {
            rows.overlap().close();
            return List.of();
        }
        return snapshot.handOver(rows);
    }

    /** Reads no further: another snapshot is to be taken. */
    void abandon(String tableArn) {
        byTable.remove(tableArn);
    }

    void committed() {
        newsOfOffsets.set(true);
    }
}
