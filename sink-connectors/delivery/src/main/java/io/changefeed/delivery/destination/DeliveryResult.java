/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.destination;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The result of delivering a batch. Reasons are for people and contain no secrets. */
public sealed interface DeliveryResult {
    /** One result for each event, in the order of the batch. */
    record PerEvent(List<EventResult> results) implements DeliveryResult {
        public PerEvent {
            results = List.copyOf(results);
        }

        /** The same result for each of {@code events} events. */
        public static PerEvent of(int events, EventResult result) {
            return new PerEvent(Collections.nCopies(events, result));
        }
    }

    /**
     * The destination took none of the events because of at least one of them, and it is unknown which. The batch is
     * halved until the event at fault is alone, which is rejected.
     */
    record Rejected(String reason) implements DeliveryResult {}

    /**
     * The destination is temporarily unavailable and took none of the events, or it is unknown whether it took them.
     * The batch is retried until it is taken.
     *
     * @param retryAfter the pause that the destination requested; empty when it requested none
     */
    record Unavailable(String reason, Optional<Duration> retryAfter) implements DeliveryResult {}

    /** The destination takes nothing until somebody repairs something: the task fails with the reason. */
    record Fatal(String reason) implements DeliveryResult {}
}
