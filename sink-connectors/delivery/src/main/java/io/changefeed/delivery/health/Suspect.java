/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.health;

import java.time.Instant;
import java.util.Optional;

/** The failed attempts of an event, or of a batch that failed as a whole, and the evidence against it. */
public final class Suspect {
    private int attempts;
    private int rejections;
    private int strikes;
    private long failedAt;
    private Optional<Instant> firstRejectedAt = Optional.empty();
    private Optional<Instant> firstStruckAt = Optional.empty();
    private boolean isExcused;
    private Optional<Suspect> origin = Optional.empty();

    /** The number of failed attempts. */
    public int attempts() {
        return attempts;
    }

    /** The number of times that other items succeeded after it, or a batch that contained it, had failed. */
    public int strikes() {
        return strikes + origin.map(Suspect::strikes).orElse(0);
    }

    public boolean isStruck() {
        return strikes() > 0;
    }

    /** When the item was struck for the first time. */
    public Optional<Instant> firstStruckAt() {
        return firstStruckAt.or(() -> origin.flatMap(Suspect::firstStruckAt));
    }

    /** Inherits the evidence against a batch, also what is found later: the success of its other half, for example. */
    public void inherit(Suspect batch) {
        origin = Optional.of(batch);
    }

    /** Continues the evidence against an earlier event of the same item. */
    public void continueFrom(Optional<Instant> struckAt) {
        firstStruckAt = firstStruckAt.or(() -> struckAt);
    }

    int rejections() {
        return rejections;
    }

    Optional<Instant> firstRejectedAt() {
        return firstRejectedAt;
    }

    /** The step in which the last attempt failed. */
    long failedAt() {
        return failedAt;
    }

    void fail(Failure failure, long step, Instant now) {
        attempts++;
        failedAt = step;
        if (failure.isRejection()) {
            rejections++;
            firstRejectedAt = firstRejectedAt.or(() -> Optional.of(now));
        }
    }

    /** Whether it once failed together with many others. */
    boolean isExcused() {
        return isExcused;
    }

    void excuse() {
        isExcused = true;
    }

    void strike(Instant now) {
        strikes++;
        firstStruckAt = firstStruckAt.or(() -> Optional.of(now));
    }
}
