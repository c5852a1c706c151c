/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.task;

import io.changefeed.fanout.ring.Ring;

/**
 * Whether the ring is warm after a start: it has evicted an event, or the consumer has reached the end of its topics.
 * Connect does not provide end offsets to a sink, so several consecutive empty polls count as the end.
 */
final class WarmUp {
    private static final int EMPTY_POLLS = 10;

    private boolean isAssigned;
    private int emptyPolls;
    private boolean isDone;

    /** The consumer has partitions, and their start offsets are known. */
    void recordAssignment() {
        isAssigned = true;
    }

    /** The consumer has returned {@code records} records. */
    void recordPoll(int records, Ring ring) {
        emptyPolls = isAssigned && records == 0 ? emptyPolls + 1 : 0;
        isDone |= isAssigned && (ring.hasEvicted() || emptyPolls >= EMPTY_POLLS);
    }

    boolean isDone() {
        return isDone;
    }
}
