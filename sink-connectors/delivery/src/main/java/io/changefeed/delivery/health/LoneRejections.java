/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.health;

import java.time.Duration;
import java.time.Instant;

/** Limits the events that are rejected although no other event has succeeded: three, and one more every 20 minutes. */
final class LoneRejections {
    private static final int MAX = 3;
    private static final Duration REFILL = Duration.ofMinutes(20);

    private int available = MAX;
    private Instant refilled = Instant.MIN;

    boolean take(Instant now) {
        while (available < MAX && !now.isBefore(refilled.plus(REFILL))) {
            available++;
            refilled = refilled.plus(REFILL);
        }
        if (available == MAX) {
            refilled = now;
        }
        if (available == 0) {
            return false;
        }
        available--;
        return true;
    }
}
