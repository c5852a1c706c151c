/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.fault;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The token buckets of a {@link RateLimit}, one for each shard or one for the account. Not thread-safe. */
final class TokenBuckets {
    private record Bucket(double tokens, Instant at) {}

    private final RateLimit limit;
    private final Map<String, Bucket> buckets = new HashMap<>();

    TokenBuckets(RateLimit limit) {
        this.limit = limit;
    }

    /** Takes a token for a call; returns whether there was none. */
    boolean isExceeded(Call call, Instant now) {
        String key =
                limit.scope() == RateLimit.Scope.ACCOUNT ? "" : call.shard().orElse("");
        Bucket last = buckets.getOrDefault(key, new Bucket(limit.callsPerSecond(), now));
        double refilled = Duration.between(last.at(), now).toNanos() / 1e9 * limit.callsPerSecond();
        double tokens = Math.min(limit.callsPerSecond(), last.tokens() + refilled);
        boolean exceeded = tokens < 1;
        buckets.put(key, new Bucket(exceeded ? tokens : tokens - 1, now));
        return exceeded;
    }
}
