/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import java.time.Duration;
import java.util.OptionalDouble;

/** What the reads of a table cost lately, smoothed. For one thread at a time. */
final class ConsumedUnits {
    private static final long WINDOW_NANOS = Duration.ofSeconds(1).toNanos();
    /** How much what is newest counts; the AWS SDK's measure of its own rate has the same. */
    private static final double NEWEST = 0.8;

    private double inWindow;
    private double perSecond;
    private OptionalDouble byOneRead = OptionalDouble.empty();
    private long windowStart;

    ConsumedUnits(long nanos) {
        this.windowStart = nanos;
    }

    /** @param units that a read cost; 0 tells nothing */
    void add(double units, long nanos) {
        closeWindow(nanos);
        inWindow += units;
        if (units > 0) {
            byOneRead = OptionalDouble.of(smoothed(byOneRead.orElse(units), units));
        }
    }

    double perSecond(long nanos) {
        closeWindow(nanos);
        return Math.max(perSecond, inWindow);
    }

    /** Empty when there was none yet. */
    OptionalDouble byOneRead() {
        return byOneRead;
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
        return NEWEST * newest + (1 - NEWEST) * before;
    }
}
