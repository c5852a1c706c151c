/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.record;

import java.time.Instant;
import org.apache.kafka.common.TopicPartition;

/** The offset of an event that the task has received. It is pending until the event is acknowledged, deferred or failed. */
public final class PendingOffset {
    private final TopicPartition partition;
    private final long offset;
    private final long bytes;
    private final Instant changedAt;
    private State state = State.PENDING;
    private volatile boolean revoked;

    enum State {
        PENDING,
        /** The event was delivered, reported or dropped. */
        ACKNOWLEDGED,
        /** The event was dropped, and must be read again. */
        DEFERRED,
        /** The event can be neither delivered nor reported, so that its offset is never committed. */
        FAILED
    }

    PendingOffset(TopicPartition partition, long offset, long bytes, Instant changedAt) {
        this.partition = partition;
        this.offset = offset;
        this.bytes = bytes;
        this.changedAt = changedAt;
    }

    public TopicPartition partition() {
        return partition;
    }

    public long offset() {
        return offset;
    }

    long bytes() {
        return bytes;
    }

    Instant changedAt() {
        return changedAt;
    }

    State state() {
        return state;
    }

    void setState(State next) {
        state = next;
    }

    /**
     * Whether the event no longer belongs to the task, because its partition was revoked or the consumer was rewound
     * and reads it again. Thread-safe.
     */
    public boolean isRevoked() {
        return revoked;
    }

    void revoke() {
        revoked = true;
    }
}
