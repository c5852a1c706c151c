/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import java.util.concurrent.atomic.LongAdder;

/** Counts the events sent to subscribers. Thread-safe. */
public final class SubscriptionMeter {
    private final LongAdder sent = new LongAdder();

    void recordSent(int events) {
        sent.add(events);
    }

    /** Events sent to subscribers; an event sent to two subscribers counts twice. */
    public long sent() {
        return sent.sum();
    }
}
