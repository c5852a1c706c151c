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
 * The lag of a table's stream in a task: for each shard that the task reads, the time since its oldest change that may
 * not have been emitted. DynamoDB truncates the time of a change to seconds, so the lag can be up to one second too
 * high.
 *
 * <p>A shard at its tip has no lag, although it is read only now and then. If it is not read in time, because calls
 * hang or the task has no room for more changes, its lag is the time since its last read. Thread-safe.
 */
public final class StreamLag {
    /**
     * How much later than planned a shard at its tip may be read: it waits for a thread, for room and for a response,
     * each for some seconds while other shards have changes.
     */
    private static final Duration READ_TOLERANCE = Duration.ofMinutes(1);

    private final Duration maxTipAge;
    private final Map<String, ShardLag> shards = new HashMap<>();

    /** @param maxIdleDelay the longest delay between two reads of a shard at its tip */
    public StreamLag(Duration maxIdleDelay) {
        this.maxTipAge = maxIdleDelay.plus(READ_TOLERANCE);
    }

    /**
     * A shard was opened. The child of a shard that was read before keeps the lag of its parent.
     *
     * @param since the time from which its changes are read; empty if it is unknown before the first changes
     */
    public synchronized void shardOpened(String shard, Optional<Instant> since, Instant now) {
        shards.putIfAbsent(shard, new ShardLag(since.orElse(now), since.isPresent()));
    }

    /** Changes of a shard were read. */
    public synchronized void changesRead(String shard, Instant first) {
        lag(shard).ifPresent(lag -> {
            if (!lag.known) {
                lag.known = true;
                lag.emittedUntil = first;
            }
            lag.isAtTip = false;
            lag.notEmitted.add(first);
        });
    }

    /** All changes of a shard before this request were read. */
    public synchronized void tipReached(String shard, Instant requested) {
        lag(shard).ifPresent(lag -> {
            lag.known = true;
            lag.isAtTip = true;
            lag.emittedUntil = requested;
        });
    }

    /** The changes of a shard are unknown: a call failed, or the shard ended and its children are not known yet. */
    public synchronized void tipUnknown(String shard) {
        lag(shard).ifPresent(lag -> lag.isAtTip = false);
    }

    /** The oldest page that was pending has been emitted; {@code last} is the time of its last change. */
    public synchronized void emitted(String shard, Instant last) {
        lag(shard).ifPresent(lag -> {
            lag.notEmitted.poll();
            if (last.isAfter(lag.emittedUntil)) {
                lag.emittedUntil = last;
            }
        });
    }

    /** All changes of a shard were emitted: its children continue it. */
    public synchronized void shardFinished(String parent, Collection<String> children) {
        lag(parent).ifPresent(lag -> {
            shards.remove(parent);
            children.forEach(child -> shards.put(child, new ShardLag(lag.emittedUntil, lag.known)));
        });
    }

    /** A shard is no longer read. */
    public synchronized void shardClosed(String shard) {
        shards.remove(shard);
    }

    /**
     * The lag of the slowest shard; zero if all changes have been emitted that could be read when each shard was read
     * last, and that was not too long ago.
     *
     * @return empty if the lag of a shard is unknown: neither changes nor its tip were read
     */
    public synchronized Optional<Duration> at(Instant now) {
        if (shards.values().stream().anyMatch(shard -> !shard.known)) {
            return Optional.empty();
        }
        return Optional.of(shards.values().stream()
                .flatMap(shard -> shard.behindSince(now.minus(maxTipAge)).stream())
                .min(Comparator.naturalOrder())
                .map(since -> Duration.between(since, now))
                .filter(lag -> !lag.isNegative())
                .orElse(Duration.ZERO));
    }

    /** The number of shards without a lag. */
    public synchronized long idleShards(Instant now) {
        return shards.values().stream()
                .filter(shard ->
                        shard.known && shard.behindSince(now.minus(maxTipAge)).isEmpty())
                .count();
    }

    /** Whether the lag of a shard exceeds the limit, or is unknown. */
    public synchronized boolean isOver(Duration limit, Instant now) {
        return at(now).map(lag -> lag.compareTo(limit) > 0).orElse(true);
    }

    private Optional<ShardLag> lag(String shard) {
        return Optional.ofNullable(shards.get(shard));
    }

    private static final class ShardLag {
        /** The time of the first change of each page that was read and not emitted. */
        private final Queue<Instant> notEmitted = new ArrayDeque<>();
        /** All changes before this time were emitted if {@link #notEmitted} is empty. */
        private Instant emittedUntil;

        /** Whether {@link #emittedUntil} is the time of a change or of the tip rather than of the opening. */
        private boolean known;

        private boolean isAtTip;

        private ShardLag(Instant emittedUntil, boolean known) {
            this.emittedUntil = emittedUntil;
            this.known = known;
        }

        /** @param oldestTip the tip of a shard that was read earlier may have moved */
        private Optional<Instant> behindSince(Instant oldestTip) {
            if (!notEmitted.isEmpty()) {
                return Optional.ofNullable(notEmitted.peek());
            }
            return isAtTip && !emittedUntil.isBefore(oldestTip) ? Optional.empty() : Optional.of(emittedUntil);
        }
    }
}
