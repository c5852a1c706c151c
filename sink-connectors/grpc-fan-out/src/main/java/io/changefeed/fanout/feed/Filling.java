/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.feed;

import io.changefeed.fanout.ring.Ring;
import java.time.Duration;

/**
 * Whether the ring has been filled after a start: it has lost an event, or nothing more comes. Connect does not tell a sink
 * where a topic ends, so that is taken for its end where the consumer has got nothing for a while.
 */
final class Filling {
    private static final Duration QUIET = Duration.ofSeconds(1);

    private boolean isAssigned;
    private boolean isDone;
    private long quietSince;
    private boolean isQuiet;

    /** The consumer has partitions, and has told where it begins in them. */
    void assigned() {
        isAssigned = true;
    }

    /** Records were put, possibly none. */
    void put(int records, Ring ring, long nanos) {
        if (isDone || !isAssigned) {
            return;
        }
        if (records > 0) {
            isQuiet = false;
        } else if (!isQuiet) {
            isQuiet = true;
            quietSince = nanos;
        }
        isDone = ring.hasLost() || (isQuiet && nanos - quietSince >= QUIET.toNanos());
    }

    boolean isDone() {
        return isDone;
    }
}
