/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Recognizes the commits that Kafka Connect makes before it revokes partitions or stops the task. It calls the task as
 * for a periodic commit. But while the task requests commits more often than Connect makes periodic ones, a commit that
 * the task did not request is probably such a final one. An error has no consequence but a delay or a redelivery.
 */
final class CommitRequests {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration MIN_INTERVAL = Duration.ofMillis(100);

    private final SinkTaskContext context;
    private final InstantSource clock;
    private Duration interval = INTERVAL;
    private Instant lastCommit;
    private boolean isRequested;
    private boolean wasUnexpected;

    CommitRequests(SinkTaskContext context, InstantSource clock) {
        this.context = context;
        this.clock = clock;
        lastCommit = clock.instant();
    }

    /** Requests a commit if one is due. Called in each {@code put} in which events are pending. */
    void request() {
        if (!isRequested && !clock.instant().isBefore(lastCommit.plus(interval))) {
            context.requestCommit();
            isRequested = true;
        }
    }

    /**
     * Returns whether a commit is probably a final one. After two of them in a row, the worker evidently makes periodic
     * commits more often ({@code offset.flush.interval.ms}), and so does the task from then on.
     */
    boolean isFinal() {
        Instant now = clock.instant();
        boolean isUnexpected = !isRequested;
        if (isUnexpected && wasUnexpected) {
            Duration shorter = Duration.between(lastCommit, now).dividedBy(2);
            interval = shorter.compareTo(interval) < 0 ? shorter : interval;
            interval = interval.compareTo(MIN_INTERVAL) < 0 ? MIN_INTERVAL : interval;
        }
        wasUnexpected = isUnexpected;
        isRequested = false;
        lastCommit = now;
        return isUnexpected;
    }

    /** A final commit is no periodic one. */
    void onRevoked() {
        wasUnexpected = false;
    }
}
