/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** How many read capacity units a second the snapshot of a table may consume. Safe for use by many threads. */
public final class ReadBudget {
    private final Optional<Bucket> bucket;

    /** @param unitsPerSecond empty for no bound */
    public ReadBudget(OptionalInt unitsPerSecond) {
        bucket = unitsPerSecond.isEmpty()
                ? Optional.empty()
                : Optional.of(Bucket.builder()
                        .addLimit(limit -> limit.capacity(unitsPerSecond.getAsInt())
                                .refillGreedy(unitsPerSecond.getAsInt(), Duration.ofSeconds(1)))
                        .build());
    }

    /** How long to wait before the next read. */
    Duration delay() {
        return bucket.map(units ->
                        Duration.ofNanos(units.estimateAbilityToConsume(1).getNanosToWaitForRefill()))
                .orElse(Duration.ZERO);
    }

    /** What a read cost is known when it is answered; later reads wait for it. */
    void spend(double readUnits) {
        if (readUnits > 0) {
            bucket.ifPresent(units -> units.consumeIgnoringRateLimits((long) Math.ceil(readUnits)));
        }
    }
}
