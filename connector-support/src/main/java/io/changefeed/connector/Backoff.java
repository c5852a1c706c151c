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
     * Returns a backoff with full jitter: the delay is random between zero and a limit that starts at {@code initial} and
     * doubles with each failure up to {@code max}.
     */
    static Backoff exponentialWithJitter(Duration initial, Duration max) {
        // Kafka's own jitter varies delays by a fraction of the limit only. Full jitter separates clients better.
        ExponentialBackoff limits = new ExponentialBackoff(initial.toMillis(), 2, max.toMillis(), 0);
        return failures -> Duration.ofMillis(ThreadLocalRandom.current().nextLong(limits.backoff(failures - 1L) + 1));
    }
}
