/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.offset.SnapshotOffset.State;
import io.changefeed.source.offset.StoredOffsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Positions behind a gap, which are handed over when Kafka has stored that a snapshot is to be taken. Stored first, they
 * would hide the gap after a crash, and nobody would take the snapshot.
 */
final class DeferredPositions {
    private record Step(String tableArn, String snapshot, Supplier<List<SourceRecord>> records) {}

    private static final Logger LOG = LoggerFactory.getLogger(DeferredPositions.class);

    private final StoredOffsets offsets;
    private final String heartbeatTopic;
    private final Clock clock;
    private RateLimitedLog reminder;
    private List<Step> steps = new ArrayList<>();

    DeferredPositions(StoredOffsets offsets, String heartbeatTopic, Clock clock) {
        this.offsets = offsets;
        this.heartbeatTopic = heartbeatTopic;
        this.clock = clock;
        this.reminder = new RateLimitedLog(SnapshotEmitter.LATE_BEGIN, clock);
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    /**
     * Has something done when it is stored that this snapshot of the table is to be taken, or another one that has not begun:
     * two tasks can find gaps in one table.
     *
     * @param records does it, and makes what is to be handed over then
     */
    void untilStored(String tableArn, String snapshot, Supplier<List<SourceRecord>> records) {
        if (steps.isEmpty()) {
            reminder = new RateLimitedLog(SnapshotEmitter.LATE_BEGIN, clock);
        }
        steps.add(new Step(tableArn, snapshot, records));
    }

    /** Warns when that takes long. Call it now and then. */
    void remind() {
        if (!steps.isEmpty() && reminder.isDue()) {
            LOG.warn(
                    "Not reading on behind gaps of {}: Kafka has not stored that a snapshot is to be taken. A record of the"
                            + " topic {} stores it. Where a transform drops it, give it a predicate that leaves it alone;"
                            + " otherwise look for what keeps Connect from storing offsets",
                    steps.stream().map(Step::tableArn).distinct().toList(),
                    heartbeatTopic);
        }
    }

    /** Does what may be done now. Call it when Kafka may have stored something. */
    List<SourceRecord> take() {
        List<SourceRecord> taken = new ArrayList<>();
        List<Step> left = new ArrayList<>();
        for (Step step : steps) {
            boolean stored = offsets.snapshot(step.tableArn())
                    .filter(snapshot -> snapshot.id().equals(step.snapshot()) || snapshot.state() == State.NEEDED)
                    .isPresent();
            if (stored) {
                taken.addAll(step.records().get());
            } else {
                left.add(step);
            }
        }
        steps = left;
        return taken;
    }
}
