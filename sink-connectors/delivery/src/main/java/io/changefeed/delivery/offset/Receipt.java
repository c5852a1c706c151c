/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.offset;

import java.time.Instant;
import org.apache.kafka.common.TopicPartition;

/** Stands for one event that the task took from a partition and has to settle, once. */
public final class Receipt {
    private final TopicPartition partition;
    private final long offset;
    private final long bytes;
    private final Instant changed;
    private boolean settled;
    private volatile boolean isVoid;

    Receipt(TopicPartition partition, long offset, long bytes, Instant changed) {
        this.partition = partition;
        this.offset = offset;
        this.bytes = bytes;
        this.changed = changed;
    }

    TopicPartition partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    long bytes() {
        return bytes;
    }

    Instant changed() {
        return changed;
    }

    boolean isSettled() {
        return settled;
    }

    void settle() {
        settled = true;
    }

    /**
     * Whether the event is no longer the task's: its partition was taken away, or the consumer went back before it and
     * will bring it again. May be asked by any thread.
     */
    public boolean isVoid() {
        return isVoid;
    }

    void makeVoid() {
        isVoid = true;
    }
}
