/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.metrics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The progress and the speed of a snapshot in this task. Updated by one thread, read by many. */
public final class SnapshotProgress {
    private final long items;
    private final int segments;
    private final Clock clock;
    private final Instant start;
    private final long rowsAtStart;
    private volatile Totals totals;

    private record Totals(long rows, int segmentsCompleted) {}

    /**
     * The progress of a snapshot that starts or resumes now.
     *
     * @param items the number of items in the table as DynamoDB reports it; 0 if it is unknown
     * @param rows the number of rows that were emitted before
     */
    public SnapshotProgress(long items, int segments, long rows, int segmentsCompleted, Clock clock) {
        this.items = items;
        this.segments = segments;
        this.clock = clock;
        this.start = clock.instant();
        this.rowsAtStart = rows;
        this.totals = new Totals(rows, segmentsCompleted);
    }

    /** Sets the number of rows that were emitted and of segments that are complete, both in total. */
    public void update(long rows, int segmentsCompleted) {
        totals = new Totals(rows, segmentsCompleted);
    }

    int segmentsCompleted() {
        return totals.segmentsCompleted();
    }

    int segmentsRemaining() {
        return segments - totals.segmentsCompleted();
    }

    /** From 0 to 1, estimated from the number of items, which can be hours old, or from the segments if it is unknown. */
    double ratio() {
        Totals current = totals;
        if (current.segmentsCompleted() == segments || items == 0) {
            return (double) current.segmentsCompleted() / segments;
        }
        return Math.min(1, (double) current.rows() / items);
    }

    /** Rows per second since the snapshot started or resumed in this task. */
    double rowsPerSecond() {
        long millis = Duration.between(start, clock.instant()).toMillis();
        return millis == 0 ? 0 : (totals.rows() - rowsAtStart) * 1000.0 / millis;
    }

    /** The estimated time until the end; empty if it is unknown. */
    Optional<Duration> remainingTime() {
        double perSecond = rowsPerSecond();
        if (items == 0 || perSecond == 0) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds(Math.max(0, (long) ((items - totals.rows()) / perSecond))));
    }

    /** The progress as a log message. */
    @Override
    public String toString() {
        return String.format(
                        "%d rows, %.0f rows/s, %d of %d segments completed, about %.0f %%",
                        totals.rows(), rowsPerSecond(), segmentsCompleted(), segments, 100 * ratio())
                + remainingTime()
                        .map(left -> ", about " + format(left) + " remaining")
                        .orElse("");
    }

    private static String format(Duration time) {
        if (time.toMinutes() == 0) {
            return time.toSeconds() + " s";
        }
        return time.toHours() == 0 ? time.toMinutes() + " min" : time.toHours() + " h " + time.toMinutesPart() + " min";
    }
}
