/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts what is in use by key, up to the same limit for every key. Thread-safe.
 *
 * @param <K> the key
 */
final class UsageCounts<K> {
    private final ConcurrentMap<K, Integer> counts = new ConcurrentHashMap<>();
    private final int limit;

    UsageCounts(int limit) {
        this.limit = limit;
    }

    /** Counts one more; returns false and counts nothing if the limit is reached. */
    boolean acquire(K key) {
        return acquire(key, 1);
    }

    /** Counts more; returns false and counts nothing if the limit would be exceeded. */
    boolean acquire(K key, int amount) {
        if (counts.merge(key, amount, Integer::sum) <= limit) {
            return true;
        }
        release(key, amount);
        return false;
    }

    /** Counts one less. */
    void release(K key) {
        release(key, 1);
    }

    /** Counts less. */
    void release(K key, int amount) {
        counts.computeIfPresent(key, (same, count) -> count == amount ? null : count - amount);
    }
}
