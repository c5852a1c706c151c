/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.event.ChangeEvent;
import java.util.List;

/** Delivers events to a destination, as a task does. */
public final class Deliveries {
    private Deliveries() {}

    /**
     * Prepares events and starts to deliver them in one batch.
     *
     * @param events at least one event, all with the route of the first
     */
    public static <P> Delivery deliver(Destination<P> destination, List<ChangeEvent> events) {
        List<P> batch = events.stream().map(destination::prepare).toList();
        return destination.deliver(destination.route(events.get(0)), batch);
    }
}
