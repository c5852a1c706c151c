/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.store;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import java.util.List;
import java.util.stream.Stream;

/** Combines the results of single writes. */
public final class WriteResults {
    private WriteResults() {}

    /**
     * The result of a delivery. If every event has to be retried, nothing was written: the events are retried together.
     */
    public static DeliveryResult ofEvents(List<EventResult> results) {
        boolean isUnavailable = !results.isEmpty() && results.stream().allMatch(EventResult.Retry.class::isInstance);
        return isUnavailable
                ? DeliveryResult.Unavailable.ofRoute(((EventResult.Retry) results.get(0)).reason())
                : new DeliveryResult.PerEvent(results);
    }

    /** The result of an event that writes several rows: the worst result of a row. It is stale only if all rows are. */
    public static EventResult ofRows(List<EventResult> results) {
        Stream<Class<? extends EventResult>> worstFirst =
                Stream.of(EventResult.Rejected.class, EventResult.Retry.class, EventResult.Delivered.class);
        return worstFirst
                .flatMap(kind -> results.stream().filter(kind::isInstance))
                .findFirst()
                .orElseGet(EventResult.Stale::new);
    }
}
