/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.offset.StoredOffsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Positions after a gap, which are emitted once Kafka Connect has committed the request for a snapshot. If they were
 * committed first, a crash would hide the gap, and the snapshot would never be taken.
 */
final class DeferredPositions {
    /**
     * A deferred position.
     *
     * @param snapshot the id of the requested snapshot
     * @param records advances the position and creates the records that store it
     */
    record Deferral(String tableArn, String snapshot, Supplier<List<SourceRecord>> records) {}

    private static final Logger LOG = LoggerFactory.getLogger(DeferredPositions.class);

    private final StoredOffsets offsets;
    private final String heartbeatTopic;
    private final Clock clock;
    private RateLimitedLog lateCommit;
    private List<Deferral> deferrals = new ArrayList<>();

    DeferredPositions(StoredOffsets offsets, String heartbeatTopic, Clock clock) {
        this.offsets = offsets;
        this.heartbeatTopic = heartbeatTopic;
        this.clock = clock;
        this.lateCommit = new RateLimitedLog(SnapshotEmitter.LATE_COMMIT, clock);
    }

    boolean isEmpty() {
        return deferrals.isEmpty();
    }

    /**
     * Defers a position until its snapshot is committed, or another one of the table that has not started: two tasks can
     * find gaps in one table.
     */
    void defer(Deferral deferral) {
        if (deferrals.isEmpty()) {
            lateCommit = new RateLimitedLog(SnapshotEmitter.LATE_COMMIT, clock);
        }
        deferrals.add(deferral);
    }

    /** Logs a warning when the commit is late. */
    void onTick() {
        if (!deferrals.isEmpty() && lateCommit.isDue()) {
            LOG.warn(
                    "Reading of {} is paused after a gap until Kafka Connect has committed the snapshot request in a"
                            + " record of topic {}. If a transform drops records of that topic, exclude it with a"
                            + " predicate (docs/transforms.md); otherwise check why the worker does not commit offsets.",
                    deferrals.stream().map(Deferral::tableArn).distinct().toList(),
                    heartbeatTopic);
        }
    }

    /** Releases the positions whose snapshots are committed. */
    List<SourceRecord> onCommit() {
        List<SourceRecord> released = new ArrayList<>();
        List<Deferral> remaining = new ArrayList<>();
        for (Deferral deferral : deferrals) {
            if (isCommitted(deferral)) {
                released.addAll(deferral.records().get());
            } else {
                remaining.add(deferral);
            }
        }
        deferrals = remaining;
        return released;
    }

    private boolean isCommitted(Deferral deferral) {
        return offsets.snapshot(deferral.tableArn())
                .filter(snapshot -> snapshot.id().equals(deferral.snapshot())
                        || !snapshot.state().hasStarted())
                .isPresent();
    }
}
