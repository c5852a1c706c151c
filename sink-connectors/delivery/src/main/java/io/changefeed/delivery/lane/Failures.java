/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.lane;

import java.time.Instant;
import java.util.Optional;

/**
 * How often an event was delivered and not taken.
 *
 * @param attempts that failed, for whatever reason
 * @param since when the first of them failed that was the event's own fault; empty when none was
 */
public record Failures(int attempts, Optional<Instant> since) {
    public static final Failures NONE = new Failures(0, Optional.empty());

    public Failures andOfDestination() {
        return new Failures(attempts + 1, since);
    }

    public Failures andOfEvent(Instant now) {
        return new Failures(attempts + 1, since.or(() -> Optional.of(now)));
    }
}
