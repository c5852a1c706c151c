/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import java.time.Instant;
import java.util.Optional;

/**
 * The failed attempts to deliver an event.
 *
 * @param attempts the number of failed attempts, whatever the cause
 * @param since the time of the first failure that the event caused, if any
 */
record Failures(int attempts, Optional<Instant> since) {
    static final Failures NONE = new Failures(0, Optional.empty());

    Failures plusDestinationFault() {
        return new Failures(attempts + 1, since);
    }

    Failures plusEventFault(Instant now) {
        return new Failures(attempts + 1, since.or(() -> Optional.of(now)));
    }
}
