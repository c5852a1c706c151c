/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;

/**
 * Limits the rate at which a task writes to a new collection: its share of 500 writes per second, plus 50% every 5
 * minutes (Firestore documentation, "Best practices", "Ramping up traffic"). Not thread-safe.
 */
final class RampUpLimiter {
    private static final int INITIAL_RATE = 500;
    private static final double GROWTH = 1.5;
    private static final long STEP = Duration.ofMinutes(5).toNanos();

    /** 100 minutes after the start, when the limit exceeds what a task can write. */
    private static final int LAST_STEP = 20;

    private final int tasks;
    private final TimeMeter time;
    private final long start;
    private final Bucket bucket;
    private int step;

    /** @param tasks number of tasks that share the rate */
    RampUpLimiter(int tasks, TimeMeter time) {
        this.tasks = tasks;
        this.time = time;
        start = time.currentTimeNanos();
        bucket = Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(bandwidth(0))
                .build();
    }

    /** Reserves writes and returns the delay before they may start. */
    Duration reserve(int writes) {
        grow();
        return step == LAST_STEP ? Duration.ZERO : Duration.ofNanos(bucket.consumeIgnoringRateLimits(writes));
    }

    private void grow() {
        int now = (int) Math.min(LAST_STEP, (time.currentTimeNanos() - start) / STEP);
        if (now > step) {
            step = now;
            bucket.replaceConfiguration(
                    BucketConfiguration.builder().addLimit(bandwidth(step)).build(), TokensInheritanceStrategy.AS_IS);
        }
    }

    private Bandwidth bandwidth(int step) {
        long rate = Math.max(1, (long) (INITIAL_RATE * Math.pow(GROWTH, step) / tasks));
        return Bandwidth.builder()
                .capacity(rate)
                .refillGreedy(rate, Duration.ofSeconds(1))
                .build();
    }
}
