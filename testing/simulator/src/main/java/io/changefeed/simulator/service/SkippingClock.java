/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that goes with another one and can be put forward. */
public final class SkippingClock extends Clock {
    private final Clock base;
    private final AtomicReference<Duration> skipped = new AtomicReference<>(Duration.ZERO);

    public SkippingClock(Clock base) {
        this.base = base;
    }

    /**
     * Puts it forward.
     *
     * @throws IllegalArgumentException when {@code time} is negative
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time goes forward only, not by " + time);
        }
        skipped.updateAndGet(time::plus);
    }

    @Override
    public Instant instant() {
        return base.instant().plus(skipped.get());
    }

    @Override
    public ZoneId getZone() {
        return base.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the simulator's clock has one zone");
    }
}
