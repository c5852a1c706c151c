/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * How far the shards of a table that a task reads are behind: for each, since when it may hold changes that have not been
 * handed over. DynamoDB cuts the time of a change to the second, so a lag can be told a second too large. Safe for use by
 * many threads.
 */
public final class StreamLag {
    private final Map<String, ShardLag> shards = new HashMap<>();

    /**
     * A shard is going to be read. The child of a shard that was read is known already.
     *
     * @param since when its changes matter; empty where nobody knows before it has answered
     */
    public synchronized void opened(String shard, Optional<Instant> since, Instant now) {
        shards.putIfAbsent(shard, new ShardLag(since.orElse(now), since.isPresent()));
    }

    /** Changes of a shard were read; the first of them was made then. */
    public synchronized void read(String shard, Instant first) {
        lag(shard).ifPresent(lag -> {
            if (!lag.known) {
                lag.known = true;
                lag.toldUntil = first;
            }
            lag.isAtTip = false;
            lag.unread.add(first);
        });
    }

    /** A shard that was asked then has nothing more, as it seems: an empty answer is no proof. */
    public synchronized void readAll(String shard, Instant asked) {
        lag(shard).ifPresent(lag -> {
            lag.known = true;
            lag.isAtTip = true;
            lag.toldUntil = asked;
        });
    }

    /** Nobody knows what a shard has: a call for it failed, or it has ended and its children are not known yet. */
    public synchronized void lostSight(String shard) {
        lag(shard).ifPresent(lag -> lag.isAtTip = false);
    }

    /** What was read first of all that was not handed over was handed over; the last of it was made then. */
    public synchronized void emitted(String shard, Instant last) {
        lag(shard).ifPresent(lag -> {
            lag.unread.poll();
            if (last.isAfter(lag.toldUntil)) {
                lag.toldUntil = last;
            }
        });
    }

    /** A shard has ended and all of it was handed over: its children hold what comes next. */
    public synchronized void succeeded(String parent, Collection<String> children) {
        lag(parent).ifPresent(lag -> {
            shards.remove(parent);
            children.forEach(child -> shards.put(child, new ShardLag(lag.toldUntil, lag.known)));
        });
    }

    /** A shard is read no further. */
    public synchronized void gone(String shard) {
        shards.remove(shard);
    }

    /** How far the slowest shard is behind; zero when nothing is known that has not been handed over. */
    public synchronized Duration at(Instant now) {
        return shards.values().stream()
                .flatMap(shard -> shard.behindSince().stream())
                .min(Comparator.naturalOrder())
                .map(since -> Duration.between(since, now))
                .filter(lag -> !lag.isNegative())
                .orElse(Duration.ZERO);
    }

    /** Whether a shard is further behind than this, or may be, because it has not answered yet. */
    public synchronized boolean isOver(Duration limit, Instant now) {
        return shards.values().stream().anyMatch(shard -> !shard.known) || at(now).compareTo(limit) > 0;
    }

    private Optional<ShardLag> lag(String shard) {
        return Optional.ofNullable(shards.get(shard));
    }

    private static final class ShardLag {
        /** When the first change of each page was made that was read and not handed over. */
        private final Queue<Instant> unread = new ArrayDeque<>();
        /** All changes made before were handed over, once {@link #unread} is empty. */
        private Instant toldUntil;

        /** Whether {@link #toldUntil} is more than when the shard was opened. */
        private boolean known;

        private boolean isAtTip;

        private ShardLag(Instant toldUntil, boolean known) {
            this.toldUntil = toldUntil;
            this.known = known;
        }

        private Optional<Instant> behindSince() {
            if (!unread.isEmpty()) {
                return Optional.ofNullable(unread.peek());
            }
            return isAtTip ? Optional.empty() : Optional.of(toldUntil);
        }
    }
}
