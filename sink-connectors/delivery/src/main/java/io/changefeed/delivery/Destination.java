/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.event.ChangeEvent;
import java.util.List;

/**
 * The system that a sink delivers to. All that a sink has to write besides its configuration.
 *
 * <p>Its methods are called by one thread at a time, and must not wait for the system.
 */
public interface Destination extends AutoCloseable {
    /**
     * Where an event goes. Only events with equal routes are delivered together: those for one URL, or for one table.
     * A destination to which all events go together needs no routes.
     *
     * @throws RejectedEventException when the event says no place that it could go to
     */
    default Object route(ChangeEvent event) {
        return Destination.class;
    }

    /**
     * Begins to deliver events.
     *
     * @param events at least one, with equal routes, each of another item. When the answer asks for it, the same events
     *     come again, together and in the same order.
     */
    Attempt deliver(List<ChangeEvent> events);

    /** Releases what the destination holds. Every attempt has been answered, or was aborted, before. */
    @Override
    void close();
}
