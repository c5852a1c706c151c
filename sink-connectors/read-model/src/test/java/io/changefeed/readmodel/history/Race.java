/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import java.util.Random;

/**
 * Two tasks at a time. The owner comes to the end of the events, now and then going back on the way; the former owner
 * delivers older ranges whenever it likes, the last of them after the owner's end.
 */
final class Race {
    private final Deliverer owner;
    private final Deliverer former;
    private final int events;
    private final Random random;
    private int lateRanges = 3;

    Race(Deliverer owner, Deliverer former, int events, Random random) {
        this.owner = owner;
        this.former = former;
        this.events = events;
        this.random = random;
        former.goTo(0, events / 2);
    }

    boolean goesOn() {
        return !owner.isDone() || !former.isDone() || lateRanges > 0;
    }

    /** Begins what can begin. */
    void step() {
        if (owner.settled()) {
            if (random.nextInt(20) == 0 && !owner.isDone()) {
                owner.goTo(random.nextInt(owner.position() + 1), events);
            }
            owner.begin();
        }
        if (former.settled() && random.nextInt(3) > 0) {
            if (former.isDone() && lateRanges > 0 && (owner.isDone() || random.nextInt(4) == 0)) {
                int first = random.nextInt(events);
                former.goTo(first, first + random.nextInt(events - first + 1));
                lateRanges--;
            }
            former.begin();
        }
    }
}
