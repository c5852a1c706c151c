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
 * How many read capacity units a second the snapshot of a table may consume: not more than is configured, and after
 * DynamoDB has throttled it not more than DynamoDB gave, then slowly more again. Safe for use by many threads.
 *
 * <p>What a read costs is known when it is answered. Until then it is taken to cost as much as those before it, so that
 * many segments read one after the other instead of all at once.
 */
public final class ReadRateLimiter {
    /** Of what DynamoDB gave; it leaves room for others to read the table. */
    private static final double SHARE_AFTER_THROTTLING = 0.7;

    /** A second. What was cut comes back in about 18 s, ten times as much in two minutes. */
    private static final double RECOVERY = 1.02;

    /** Slower than this, the waits after a failed call have their say. */
    private static final double LONGEST_PAUSE_SECONDS = 5;

    /** 1 MB, at 4 KB a unit. */
    private static final double UNITS_OF_A_FULL_PAGE = 256;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final OptionalInt most;
    private final TimeMeter time;
    private final ConsumedUnits consumed;
    private Optional<Bucket> bucket;
    private double unitsPerSecond;
    private long recoveredAt;
    private OptionalLong throttledAt = OptionalLong.empty();

    /** @param most units a second; empty for no bound but DynamoDB's own */
    public ReadRateLimiter(OptionalInt most) {
        this(most, TimeMeter.SYSTEM_NANOTIME);
    }

    ReadRateLimiter(OptionalInt most, TimeMeter time) {
        this.most = most;
        this.time = time;
        this.consumed = new ConsumedUnits(time.currentTimeNanos());
        this.unitsPerSecond = most.orElse(Integer.MAX_VALUE);
        this.recoveredAt = time.currentTimeNanos();
        this.bucket = most.isEmpty() ? Optional.empty() : Optional.of(newBucket(most.getAsInt()));
    }

    /**
     * A read that is going to be made.
     *
     * @param units that were taken for it
     * @param delay to make it after
     */
    record Reservation(long units, Duration delay) {}

    /** Takes what a read will probably cost. Settle it when the read has been answered, or has failed. */
    synchronized Reservation reserve() {
        recover();
        long units = (long) Math.max(1, consumed.byOneRead().orElse(Math.min(UNITS_OF_A_FULL_PAGE, unitsPerSecond)));
        return bucket.map(limited ->
                        new Reservation(units, Duration.ofNanos(Math.max(0, limited.consumeIgnoringRateLimits(units)))))
                .orElse(new Reservation(0, Duration.ZERO));
    }

    /** @param units that the read cost; 0 where DynamoDB does not say, or did not answer */
    synchronized void settle(Reservation reservation, double units) {
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

    /** DynamoDB refused a read because there were too many. Segments that are refused together count as one. */
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
        double least = Math.max(1, consumed.byOneRead().orElse(0) / LONGEST_PAUSE_SECONDS);
        unitsPerSecond = Math.min(Math.max(next, least), most.orElse(Integer.MAX_VALUE));
        bucket.ifPresentOrElse(
                limited -> limited.replaceConfiguration(
                        BucketConfiguration.builder().addLimit(limit(0)).build(), TokensInheritanceStrategy.AS_IS),
                () -> bucket = Optional.of(newBucket(0)));
    }

    private Bucket newBucket(long atOnce) {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit(atOnce))
                .build();
    }

    private Bandwidth limit(long atOnce) {
        long units = Math.max(1, Math.round(unitsPerSecond));
        return Bandwidth.builder()
                .capacity(units)
                .refillGreedy(units, Duration.ofSeconds(1))
                .initialTokens(atOnce)
                .build();
    }
}
