/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import java.time.Duration;
import java.util.OptionalDouble;

/** Smoothed consumption of read capacity units by the latest reads of a table. Not thread-safe. */
final class ConsumedUnits {
    private static final long WINDOW_NANOS = Duration.ofSeconds(1).toNanos();
    /** Weight of the newest value. The AWS SDK uses the same weight to measure its client-side rate. */
    private static final double NEWEST_WEIGHT = 0.8;

    private double inWindow;
    private double perSecond;
    private OptionalDouble perRead = OptionalDouble.empty();
    private long windowStart;

    ConsumedUnits(long nanos) {
        this.windowStart = nanos;
    }

    /** @param units that a read consumed; 0 if unknown */
    void add(double units, long nanos) {
        closeWindow(nanos);
        inWindow += units;
        if (units > 0) {
            perRead = OptionalDouble.of(smoothed(perRead.orElse(units), units));
        }
    }

    double perSecond(long nanos) {
        closeWindow(nanos);
        return Math.max(perSecond, inWindow);
    }

    /** Units of one read; empty before the first read. */
    OptionalDouble perRead() {
        return perRead;
    }

    private void closeWindow(long nanos) {
        long passed = nanos - windowStart;
        if (passed >= WINDOW_NANOS) {
            double newest = inWindow * WINDOW_NANOS / passed;
            perSecond = perSecond == 0 ? newest : smoothed(perSecond, newest);
            inWindow = 0;
            windowStart = nanos;
        }
    }

    private static double smoothed(double before, double newest) {
        return NEWEST_WEIGHT * newest + (1 - NEWEST_WEIGHT) * before;
    }
}
