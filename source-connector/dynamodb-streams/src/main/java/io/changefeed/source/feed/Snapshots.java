/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.feed;

import io.changefeed.source.stream.Arrival.Rows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The snapshots of a task's tables.
 *
 * <p>None begins before Kafka has stored where the table's stream is read from: after a crash the stream could otherwise be
 * begun later than the rows that were handed over, and what happened between the two would be lost. None is done before
 * Kafka has stored the end of each of its segments.
 */
final class Snapshots {
    private final Map<String, SnapshotFeed> byTable = new HashMap<>();
    private final Set<String> abandoned = new HashSet<>();
    /** Kafka may have stored something since we last looked. Offsets are committed on another thread. */
    private final AtomicBoolean newsOfOffsets = new AtomicBoolean(true);

    Snapshots(Collection<SnapshotFeed> snapshots) {
        snapshots.forEach(snapshot -> byTable.put(snapshot.table().arn(), snapshot));
    }

    /** Begins and ends those that may, now that Kafka has stored more; has those read on that waited for the stream. */
    List<SourceRecord> goOn() {
        byTable.values().forEach(SnapshotFeed::attend);
        List<SourceRecord> records = new ArrayList<>();
        if (!byTable.isEmpty() && newsOfOffsets.getAndSet(false)) {
            byTable.values().forEach(snapshot -> records.addAll(snapshot.goOn()));
            byTable.values().removeIf(SnapshotFeed::isDone);
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

    /**
     * Reads no further in this table's snapshot: another one is to be taken.
     *
     * @return whether that was not known yet
     */
    boolean abandon(String tableArn) {
        Optional.ofNullable(byTable.remove(tableArn)).ifPresent(SnapshotFeed::abandon);
        return abandoned.add(tableArn);
    }

    void committed() {
        newsOfOffsets.set(true);
    }
}
