/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/** Delays before calls are repeated, and the time after which repeated failures fail the task. */
final class PollBackoff {
    private static final Duration MIN_RETRY_DELAY = Duration.ofMillis(200);
    private static final Duration MAX_RETRY_DELAY = Duration.ofSeconds(30);

    private final BackoffStrategy listingDelay;
    private final BackoffStrategy retryDelay = BackoffStrategy.exponentialDelay(MIN_RETRY_DELAY, MAX_RETRY_DELAY);
    private final Duration stallTimeout;
    private final Clock clock;

    /** @param maxListingDelay the longest delay between two listings of children */
    PollBackoff(Duration maxListingDelay, Duration stallTimeout, Clock clock) {
        this.listingDelay = BackoffStrategy.exponentialDelayWithoutJitter(MIN_RETRY_DELAY, maxListingDelay);
        this.stallTimeout = stallTimeout;
        this.clock = clock;
    }

    /** The delay after this many listings without the children of a shard: 200 ms, then doubling. */
    Duration afterListing(int calls) {
        return listingDelay.computeDelay(calls);
    }

    /** The delay after this many consecutive failed calls: exponential with full jitter, at most 30 s. */
    Duration afterFailure(int calls) {
        return retryDelay.computeDelay(calls);
    }

    Instant now() {
        return clock.instant();
    }

    /** Whether calls have failed for longer than the stall timeout, so that the task must fail. */
    boolean hasStalled(Instant failingSince) {
        return !clock.instant().isBefore(failingSince.plus(stallTimeout));
    }

    Duration stallTimeout() {
        return stallTimeout;
    }
}
