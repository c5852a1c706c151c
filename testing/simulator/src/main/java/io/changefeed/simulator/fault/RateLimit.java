/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.fault;

/**
 * A number of calls a second that are served. As in AWS, it is a token bucket: after a pause, the calls of one second
 * can come at once.
 */
public record RateLimit(int callsPerSecond, Scope scope) {
    /** Which calls share a bucket. */
    public enum Scope {
        /** All calls of the account. */
        ACCOUNT,
        /** The calls for one shard. */
        SHARD
    }

    public RateLimit {
        if (callsPerSecond < 1) {
            throw new IllegalArgumentException("at least 1 call a second must be allowed, not " + callsPerSecond);
        }
    }
}
