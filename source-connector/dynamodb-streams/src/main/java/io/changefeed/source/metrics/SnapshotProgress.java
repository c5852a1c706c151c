/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.metrics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How far a snapshot is, and how fast it goes on in this task. Moved on by one thread, read by many. */
public final class SnapshotProgress {
    private final long items;
    private final int segments;
    private final Clock clock;
    private final Instant start;
    private final long rowsAtStart;
    private volatile Reached reached;

    private record Reached(long rows, int segmentsDone) {}

    /**
     * The progress of a snapshot that begins, or goes on, now.
     *
     * @param items how many the table has, as far as DynamoDB knows; 0 where it does not
     * @param rows that were handed over before
     */
    public SnapshotProgress(long items, int segments, long rows, int segmentsDone, Clock clock) {
        this.items = items;
        this.segments = segments;
        this.clock = clock;
        this.start = clock.instant();
        this.rowsAtStart = rows;
        this.reached = new Reached(rows, segmentsDone);
    }

    /** So many rows were handed over, and so many segments are done, in all. */
    public void moveTo(long rows, int segmentsDone) {
        reached = new Reached(rows, segmentsDone);
    }

    int segmentsDone() {
        return reached.segmentsDone();
    }

    int segmentsLeft() {
        return segments - reached.segmentsDone();
    }

    /** From 0 to 1: of the items, whose number is some hours old; of the segments where DynamoDB does not know it. */
    double share() {
        Reached now = reached;
        if (now.segmentsDone() == segments || items == 0) {
            return (double) now.segmentsDone() / segments;
        }
        return Math.min(1, (double) now.rows() / items);
    }

    /** Since the snapshot began, or went on, in this task. */
    double rowsPerSecond() {
        long millis = Duration.between(start, clock.instant()).toMillis();
        return millis == 0 ? 0 : (reached.rows() - rowsAtStart) * 1000.0 / millis;
    }

    /** How long it will take at this speed; empty where nobody can tell. */
    Optional<Duration> timeLeft() {
        double perSecond = rowsPerSecond();
        if (items == 0 || perSecond == 0) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds(Math.max(0, (long) ((items - reached.rows()) / perSecond))));
    }

    /** All of it in a line. */
    @Override
    public String toString() {
        return String.format(
                        "%d rows, %.0f a second, %d of %d segments done, about %.0f %%",
                        reached.rows(), rowsPerSecond(), segmentsDone(), segments, 100 * share())
                + timeLeft().map(left -> ", about " + left + " left").orElse("");
    }
}
