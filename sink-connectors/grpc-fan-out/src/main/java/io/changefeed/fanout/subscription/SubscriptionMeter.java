/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import java.util.concurrent.atomic.LongAdder;

/** Counts what subscribers are told. Safe for use by many threads. */
public final class SubscriptionMeter {
    private final LongAdder sent = new LongAdder();

    void sent(int events) {
        sent.add(events);
    }

    /** Events told to subscribers; one that is told to two counts twice. */
    public long sent() {
        return sent.sum();
    }
}
