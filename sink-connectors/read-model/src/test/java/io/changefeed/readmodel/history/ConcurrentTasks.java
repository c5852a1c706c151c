/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import java.util.Random;

/**
 * Two tasks that deliver the same partition concurrently. The owner delivers all events and occasionally rewinds. The
 * former owner delivers older ranges at random times, the last of them after the owner has finished.
 */
final class ConcurrentTasks {
    private final SimulatedTask owner;
    private final SimulatedTask formerOwner;
    private final int events;
    private final Random random;
    private int lateRanges = 3;

    ConcurrentTasks(SimulatedTask owner, SimulatedTask formerOwner, int events, Random random) {
        this.owner = owner;
        this.formerOwner = formerOwner;
        this.events = events;
        this.random = random;
        formerOwner.seek(0, events / 2);
    }

    boolean isRunning() {
        return !owner.isDone() || !formerOwner.isDone() || lateRanges > 0;
    }

    /** Starts the next deliveries of idle tasks. */
    void step() {
        if (owner.isIdle()) {
            if (random.nextInt(20) == 0 && !owner.isDone()) {
                owner.seek(random.nextInt(owner.position() + 1), events);
            }
            owner.startNext();
        }
        if (formerOwner.isIdle() && random.nextInt(3) > 0) {
            if (formerOwner.isDone() && lateRanges > 0 && (owner.isDone() || random.nextInt(4) == 0)) {
                int first = random.nextInt(events);
                formerOwner.seek(first, first + random.nextInt(events - first + 1));
                lateRanges--;
            }
            formerOwner.startNext();
        }
    }
}
