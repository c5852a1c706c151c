/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.feed;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How fast a snapshot goes on in this task, told once a minute. */
final class SnapshotProgress {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final long items;
    private final Clock clock;
    private final Instant start;
    private final long rowsAtStart;
    private Instant told;

    /**
     * @param items how many the table has, as far as DynamoDB knows; 0 where it does not
     * @param rows that were handed over before
     */
    SnapshotProgress(long items, long rows, Clock clock) {
        this.items = items;
        this.clock = clock;
        this.start = clock.instant();
        this.rowsAtStart = rows;
        this.told = start;
    }

    /** What to tell, if it is time to. */
    Optional<String> after(long rows) {
        Instant now = clock.instant();
        if (now.isBefore(told.plus(INTERVAL))) {
            return Optional.empty();
        }
        told = now;
        double perSecond =
                (rows - rowsAtStart) * 1000.0 / Duration.between(start, now).toMillis();
        String speed = String.format("%d rows, %.0f a second", rows, perSecond);
        // The number of items is some hours old, so the share can pass 100 %.
        if (items == 0 || perSecond == 0) {
            return Optional.of(speed);
        }
        Duration left = Duration.ofSeconds(Math.max(0, (long) ((items - rows) / perSecond)));
        return Optional.of(String.format("%s, about %d %%, about %s left", speed, 100 * rows / items, left));
    }
}
