/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.destination;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The result of delivering a batch. Reasons are shown to users and contain no secrets. */
public sealed interface DeliveryResult {
    /** One result for each event, in the order of the batch. */
    record PerEvent(List<EventResult> results) implements DeliveryResult {
        public PerEvent {
            results = List.copyOf(results);
        }

        /** Returns the same result for each of {@code events} events. */
        public static PerEvent of(int events, EventResult result) {
            return new PerEvent(Collections.nCopies(events, result));
        }
    }

    /**
     * The destination accepted none of the events because of at least one of them, and it is unknown which. The batch
     * is split in half until the event at fault is alone and is rejected.
     */
    record Rejected(String reason) implements DeliveryResult {}

    /**
     * The route or the whole destination is temporarily unavailable and accepted none of the events, or it is unknown
     * whether it accepted them. The batch is retried.
     *
     * @param scope what is unavailable
     * @param retryAfter the pause that the destination requested, if any
     */
    record Unavailable(Scope scope, String reason, Optional<Duration> retryAfter) implements DeliveryResult {
        /** The events of one route failed. If events of other routes fail too, the destination is at fault. */
        public static Unavailable ofRoute(String reason) {
            return new Unavailable(Scope.ROUTE, reason, Optional.empty());
        }

        /** The destination cannot be reached. */
        public static Unavailable ofDestination(String reason) {
            return new Unavailable(Scope.DESTINATION, reason, Optional.empty());
        }
    }

    /** What is unavailable. */
    enum Scope {
        ROUTE,
        DESTINATION
    }

    /**
     * The events were refused for a reason that usually applies to all events and that an operator must remove, such as
     * missing permissions. Counts as {@link Rejected} while other events are accepted. If none is accepted, the task
     * fails with the reason.
     *
     * @param isConclusive whether the task fails with the reason even if other events are accepted
     */
    record Fatal(String reason, boolean isConclusive) implements DeliveryResult {
        /** A reason that is believed only if no other event is accepted. */
        public Fatal(String reason) {
            this(reason, false);
        }
    }
}
