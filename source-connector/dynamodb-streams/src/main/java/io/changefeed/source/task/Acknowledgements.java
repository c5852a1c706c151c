/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.config.ReadingConfig;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when a task waits for acknowledgements. With exactly-once, Connect does not commit a transaction in which a
 * transform dropped every record, and acknowledges none of them until a later one is stored: the task must emit one.
 */
final class Acknowledgements {
    private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);

    private final String heartbeatTopic;
    private final Clock clock;
    /** Set by the threads of Connect. */
    private final AtomicBoolean received = new AtomicBoolean();

    private boolean isRequested;
    private RateLimitedLog late;

    Acknowledgements(String heartbeatTopic, Clock clock) {
        this.heartbeatTopic = heartbeatTopic;
        this.clock = clock;
        this.late = new RateLimitedLog(SnapshotEmitter.LATE_COMMIT, clock);
    }

    /** Connect has acknowledged a record. */
    void received() {
        received.set(true);
    }

    /**
     * Whether the task must emit a record so that Connect acknowledges those before it. True once until the next
     * acknowledgement.
     *
     * @param isExhausted whether the task can neither read nor emit
     */
    boolean areMissing(boolean isExhausted) {
        if (received.getAndSet(false) || !isExhausted) {
            isRequested = false;
            late = new RateLimitedLog(SnapshotEmitter.LATE_COMMIT, clock);
            return false;
        }
        if (late.isDue()) {
            LOG.warn(
                    "Reading is paused: the task has emitted as many changes as '{}' allows, and Kafka Connect has"
                            + " acknowledged none of them. Check that the worker can write to Kafka. If a transform"
                            + " drops records of topic {}, exclude it with a predicate (docs/transforms.md).",
                    ReadingConfig.MAX_QUEUE_BYTES,
                    heartbeatTopic);
        }
        boolean missing = !isRequested;
        isRequested = true;
        return missing;
    }
}
