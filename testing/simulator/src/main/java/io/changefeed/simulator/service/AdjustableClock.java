/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that follows another clock and can be advanced. */
public final class AdjustableClock extends Clock {
    private final Clock base;
    private final AtomicReference<Duration> skipped = new AtomicReference<>(Duration.ZERO);

    public AdjustableClock(Clock base) {
        this.base = base;
    }

    /**
     * Advances the clock.
     *
     * @throws IllegalArgumentException if {@code time} is negative
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("cannot advance the clock by a negative time: " + time);
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
