/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.utils.ExponentialBackoff;

/** The delay before a failed operation is retried. */
@FunctionalInterface
public interface Backoff {
    /**
     * Returns the delay before the next attempt.
     *
     * @param failures the number of consecutive failed attempts, at least 1
     */
    Duration delay(int failures);

    /**
     * Returns a backoff with jitter: the delay is random between half of a limit and the limit, which starts at
     * {@code initial} and doubles with each failure up to {@code max}.
     */
    static Backoff exponentialWithJitter(Duration initial, Duration max) {
        // Kafka's own jitter exceeds the limit, and its last delay has none.
        ExponentialBackoff limits = new ExponentialBackoff(initial.toMillis(), 2, max.toMillis(), 0);
        return failures -> {
            long limit = limits.backoff(failures - 1L);
            return Duration.ofMillis(ThreadLocalRandom.current().nextLong(limit / 2, limit + 1));
        };
    }
}
