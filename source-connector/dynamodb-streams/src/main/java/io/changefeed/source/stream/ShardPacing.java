/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import java.time.Duration;
import java.time.Instant;

/**
 * When an open shard is read next. AWS charges for every call, and DynamoDB allows five a second for a shard: there are
 * more only while pages are full. Not thread-safe.
 */
final class ShardPacing {
    /** Five calls a second. */
    static final Duration MIN_DELAY = Duration.ofMillis(200);

    /** A change is readable within seconds, and DynamoDB truncates its time to seconds. */
    private static final Duration RECENT = Duration.ofSeconds(10);

    /** One empty page is no proof of the tip: several can precede records (API Reference, GetRecords). */
    private static final int EMPTY_PAGES_AT_TIP = 10;

    /** The delay at the tip is this share of the time since the last change. */
    private static final int IDLE_SHARE = 4;

    /** How late a shard may be read after an empty page, while calls are slow and other shards have changes. */
    private static final Duration IDLE_TOLERANCE = Duration.ofSeconds(10);

    /** What the next call is expected to return. */
    private enum State {
        /** Records: the last page was full. */
        FULL,
        /** Records or not: the shard may have more, and empty pages may precede them. */
        CATCHING_UP,
        /** New records only: all records were read until recently. */
        AT_TIP
    }

    private final Duration maxIdleDelay;
    private final boolean closed;
    private State state = State.CATCHING_UP;
    private int emptyPages;
    private Instant lastChange;

    /**
     * @param maxIdleDelay the longest delay between two calls, at least {@link #MIN_DELAY}
     * @param closed whether the shard is known to be closed: it has a last record, and no tip
     */
    ShardPacing(Duration maxIdleDelay, boolean closed, Instant opened) {
        this.maxIdleDelay = maxIdleDelay;
        this.closed = closed;
        this.lastChange = opened;
    }

    /**
     * A page with records was read.
     *
     * @param lastChanged the time of its last change
     * @param full whether the page has as many records as a page can have
     */
    void pageRead(Instant lastChanged, boolean full, Instant now) {
        emptyPages = 0;
        lastChange = now;
        if (full) {
            state = State.FULL;
        } else {
            state = !closed && lastChanged.isAfter(now.minus(RECENT)) ? State.AT_TIP : State.CATCHING_UP;
        }
    }

    /** A page without records was read. */
    void emptyPageRead() {
        emptyPages++;
        if (state == State.FULL) {
            state = State.CATCHING_UP;
        }
        if (!closed && emptyPages >= EMPTY_PAGES_AT_TIP) {
            state = State.AT_TIP;
        }
    }

    /** Whether all records of the shard were read until recently. */
    boolean isAtTip() {
        return state == State.AT_TIP;
    }

    /** How late the next call may be while those of other shards are due. */
    Duration tolerance() {
        return emptyPages > 0 ? IDLE_TOLERANCE : Duration.ZERO;
    }

    Duration delay(Instant now) {
        return switch (state) {
            case FULL -> Duration.ZERO;
            case CATCHING_UP -> MIN_DELAY;
            case AT_TIP -> {
                Duration share = Duration.between(lastChange, now).dividedBy(IDLE_SHARE);
                yield max(MIN_DELAY, share.compareTo(maxIdleDelay) < 0 ? share : maxIdleDelay);
            }
        };
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
