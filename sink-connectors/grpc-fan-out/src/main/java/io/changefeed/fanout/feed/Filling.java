/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.feed;

import io.changefeed.fanout.ring.Ring;

/**
 * Whether the ring has been filled after a start: it has lost an event, or nothing more comes. Connect does not tell a sink
 * where a topic ends, so that is taken for its end where the consumer has got nothing several times in a row.
 */
final class Filling {
    private static final int POLLS = 10;

    private boolean isAssigned;
    private int emptyPolls;
    private boolean isDone;

    /** The consumer has partitions, and has told where it begins in them. */
    void assigned() {
        isAssigned = true;
    }

    /** The consumer has brought so many records. */
    void put(int records, Ring ring) {
        emptyPolls = isAssigned && records == 0 ? emptyPolls + 1 : 0;
        isDone |= isAssigned && (ring.hasLost() || emptyPolls >= POLLS);
    }

    boolean isDone() {
        return isDone;
    }
}
