/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When an open shard is read next. AWS charges for every call, and DynamoDB allows five a second for a shard: there are
 * more only while pages are full. Not thread-safe.
 *
 * <p>A page without records proves neither the tip nor the end of a shard: "it might take multiple calls to get to a
 * portion of the shard that contains stream records" (API Reference, GetRecords). A shard is at its tip after a recent
 * change, or after several empty pages if it is open.
 */
final class ShardPacing {
    /** Five calls a second. */
    static final Duration MIN_DELAY = Duration.ofMillis(200);

    /** A change is readable within seconds, and DynamoDB truncates its time to seconds. */
    private static final Duration RECENT = Duration.ofSeconds(10);

    /**
     * The number of empty pages at the tip of a shard of which any part may be unread. AWS does not document how much
     * of a shard one page covers. For Kinesis, about 250 calls for an empty day were reported
     * (github.com/qubole/kinesis-sql/issues/87), six minutes each. Four minutes each are assumed for a shard of
     * DynamoDB, which lasts about four hours.
     */
    static final int EMPTY_PAGES = 60;

    /** The number of empty pages if the tip was read within {@link #TIP_KNOWN}, by the same measure. */
    static final int EMPTY_PAGES_AFTER_TIP = 3;

    /** Longer than the maximum idle delay, five minutes. */
    private static final Duration TIP_KNOWN = Duration.ofMinutes(10);

    /** DynamoDB Local truncates the time of a change to minutes. */
    private static final Duration TIME_PRECISION = Duration.ofMinutes(1);

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
        /** New records only, provided that the shard is open. */
        AT_TIP_IF_OPEN,
        /** New records only: all records were read until recently. */
        AT_TIP
    }

    private final Duration maxIdleDelay;
    private boolean closed;
    private State state = State.CATCHING_UP;
    /** The number of pages without records since the last page with records, or the tip. */
    private int emptyPages;

    private boolean isLastPageEmpty;
    private Instant lastChange;
    /** When the shard was last read at its tip; null if it was not. */
    private @Nullable Instant tipRead;

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
        isLastPageEmpty = false;
        lastChange = now;
        if (tipRead != null && lastChanged.isBefore(tipRead.minus(TIME_PRECISION))) {
            // The change was made before the shard seemed to be at its tip.
            tipRead = null;
        }
        if (full) {
            state = State.FULL;
        } else if (!closed && lastChanged.isAfter(now.minus(RECENT))) {
            reachTip(now);
        } else {
            state = State.CATCHING_UP;
        }
    }

    /** A page without records was read. */
    void emptyPageRead(Instant now) {
        emptyPages++;
        boolean wasAtTip = wasAtTip(now);
        if (wasAtTip && (state == State.AT_TIP || emptyPages >= EMPTY_PAGES_AFTER_TIP)) {
            reachTip(now);
        } else if (!closed && !wasAtTip && emptyPages >= EMPTY_PAGES) {
            state = State.AT_TIP_IF_OPEN;
        } else {
            state = State.CATCHING_UP;
        }
        isLastPageEmpty = true;
    }

    private boolean wasAtTip(Instant now) {
        return tipRead != null && !now.isAfter(tipRead.plus(TIP_KNOWN));
    }

    private void reachTip(Instant now) {
        state = State.AT_TIP;
        emptyPages = 0;
        tipRead = now;
    }

    /**
     * Whether the shard is at its tip unless it was closed. It is read without pauses until the caller finds out
     * which.
     */
    boolean isAtTipIfOpen() {
        return state == State.AT_TIP_IF_OPEN;
    }

    /** The shard still receives changes. */
    void foundOpen(Instant now) {
        reachTip(now);
    }

    /** The shard receives no more changes. */
    void foundClosed() {
        closed = true;
        state = State.CATCHING_UP;
    }

    /** Whether all records of the shard were read until recently. */
    boolean isAtTip() {
        return state == State.AT_TIP;
    }

    /** How late the next call may be while those of other shards are due. */
    Duration tolerance() {
        return isLastPageEmpty ? IDLE_TOLERANCE : Duration.ZERO;
    }

    Duration delay(Instant now) {
        return switch (state) {
            case FULL -> Duration.ZERO;
            case CATCHING_UP, AT_TIP_IF_OPEN -> MIN_DELAY;
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
