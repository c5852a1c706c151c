/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Limits the read capacity units that the snapshot of a table consumes per second: to the configured rate, and after
 * throttling to the rate that DynamoDB admitted, which then increases slowly. Thread-safe.
 *
 * <p>The cost of a read is only known from its response. Until then, it is estimated from earlier reads, so that segments
 * are read one after the other instead of all at once.
 */
public final class ReadRateLimiter {
    /** The share of the admitted rate that is used after throttling. The rest is left to other readers of the table. */
    private static final double SHARE_AFTER_THROTTLING = 0.7;

    /** Growth per second after throttling. The rate is restored in about 18 s, and multiplied by ten in two minutes. */
    private static final double RECOVERY = 1.02;

    /** The rate never falls below one read in this time. Below that, the backoff after failed calls takes over. */
    private static final double MAX_DELAY_SECONDS = 5;

    /** 1 MB at 4 KB per unit. */
    private static final double FULL_PAGE_UNITS = 256;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final OptionalInt maxUnits;
    private final TimeMeter time;
    private final ConsumedUnits consumed;
    private Optional<Bucket> bucket;
    private double unitsPerSecond;
    private long recoveredAt;
    private OptionalLong throttledAt = OptionalLong.empty();

    /** @param maxUnits per second; empty for no limit except throttling by DynamoDB */
    public ReadRateLimiter(OptionalInt maxUnits) {
        this(maxUnits, TimeMeter.SYSTEM_NANOTIME);
    }

    ReadRateLimiter(OptionalInt maxUnits, TimeMeter time) {
        this.maxUnits = maxUnits;
        this.time = time;
        this.consumed = new ConsumedUnits(time.currentTimeNanos());
        this.unitsPerSecond = maxUnits.orElse(Integer.MAX_VALUE);
        this.recoveredAt = time.currentTimeNanos();
        this.bucket = maxUnits.isEmpty() ? Optional.empty() : Optional.of(newBucket(maxUnits.getAsInt()));
    }

    /**
     * Permission for a read.
     *
     * @param units reserved for the read
     * @param delay before the read is sent
     */
    record Reservation(long units, Duration delay) {}

    /** Reserves the estimated cost of a read. Call {@link #release} when the read has succeeded or failed. */
    synchronized Reservation reserve() {
        recover();
        long units = (long) Math.max(1, consumed.perRead().orElse(Math.min(FULL_PAGE_UNITS, unitsPerSecond)));
        return bucket.map(limited ->
                        new Reservation(units, Duration.ofNanos(Math.max(0, limited.consumeIgnoringRateLimits(units)))))
                .orElse(new Reservation(0, Duration.ZERO));
    }

    /** @param units that the read consumed; 0 if it failed, or if DynamoDB did not return them */
    synchronized void release(Reservation reservation, double units) {
        consumed.add(units, time.currentTimeNanos());
        if (throttledAt.isPresent()) {
            adapt(unitsPerSecond);
        }
        long more = (long) Math.ceil(units) - reservation.units();
        bucket.ifPresent(limited -> {
            if (more > 0) {
                limited.consumeIgnoringRateLimits(more);
            } else if (more < 0) {
                limited.addTokens(-more);
            }
        });
    }

    /** DynamoDB throttled a read. Reads that are throttled within a second count as one. */
    synchronized void throttled() {
        long now = time.currentTimeNanos();
        if (throttledAt.isPresent() && now - throttledAt.getAsLong() < SECOND) {
            return;
        }
        throttledAt = OptionalLong.of(now);
        recoveredAt = now;
        adapt(SHARE_AFTER_THROTTLING * Math.min(unitsPerSecond, consumed.perSecond(now)));
    }

    private void recover() {
        long now = time.currentTimeNanos();
        double seconds = (double) (now - recoveredAt) / SECOND;
        if (throttledAt.isPresent() && seconds >= 1) {
            recoveredAt = now;
            adapt(unitsPerSecond * Math.pow(RECOVERY, seconds));
        }
    }

    private void adapt(double next) {
        double min = Math.max(1, consumed.perRead().orElse(0) / MAX_DELAY_SECONDS);
        unitsPerSecond = Math.min(Math.max(next, min), maxUnits.orElse(Integer.MAX_VALUE));
        bucket.ifPresentOrElse(
                limited -> limited.replaceConfiguration(
                        BucketConfiguration.builder().addLimit(limit(0)).build(), TokensInheritanceStrategy.AS_IS),
                () -> bucket = Optional.of(newBucket(0)));
    }

    private Bucket newBucket(long initialTokens) {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit(initialTokens))
                .build();
    }

    private Bandwidth limit(long initialTokens) {
        long units = Math.max(1, Math.round(unitsPerSecond));
        return Bandwidth.builder()
                .capacity(units)
                .refillGreedy(units, Duration.ofSeconds(1))
                .initialTokens(initialTokens)
                .build();
    }
}
