/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/** How long to wait before the next call for a shard, and when waiting makes no sense any more. */
final class PollBackoff {
    private static final Duration FIRST_IDLE_WAIT = Duration.ofMillis(100);
    private static final Duration FIRST_RETRY_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_RETRY_WAIT = Duration.ofSeconds(30);

    private final BackoffStrategy idleWait;
    private final BackoffStrategy retryWait = BackoffStrategy.exponentialDelay(FIRST_RETRY_WAIT, LONGEST_RETRY_WAIT);
    private final Duration stallTimeout;
    private final Clock clock;

    PollBackoff(Duration longestIdleWait, Duration stallTimeout, Clock clock) {
        this.idleWait = BackoffStrategy.exponentialDelayWithoutJitter(FIRST_IDLE_WAIT, longestIdleWait);
        this.stallTimeout = stallTimeout;
        this.clock = clock;
    }

    /** After the {@code calls}-th call in a row that brought nothing: from 100 ms, doubling. */
    Duration afterIdle(int calls) {
        return idleWait.computeDelay(calls);
    }

    /** After the {@code calls}-th call in a row that failed: exponential with full jitter, at most 30 s. */
    Duration afterFailure(int calls) {
        return retryWait.computeDelay(calls);
    }

    Instant now() {
        return clock.instant();
    }

    /** Whether calls have failed for so long that the task must not look alive. */
    boolean hasStalled(Instant failingSince) {
        return !clock.instant().isBefore(failingSince.plus(stallTimeout));
    }

    Duration stallTimeout() {
        return stallTimeout;
    }
}
