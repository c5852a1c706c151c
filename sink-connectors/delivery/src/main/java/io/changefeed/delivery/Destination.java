/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.event.ChangeEvent;
import java.util.List;
import org.apache.kafka.connect.errors.DataException;

/**
 * The system that a sink delivers to. All that a sink has to write besides its configuration.
 *
 * <p>Its methods are called by one thread at a time, and must not wait for the system. An event's images are read when
 * they are first asked for their attributes: a destination asks before {@link #deliver} returns, and asks only for those
 * that it needs.
 */
public interface Destination extends AutoCloseable {
    /**
     * Where an event goes. Only events with equal routes are delivered together: those for one URL, or for one table.
     * A destination to which all events go together needs no routes.
     *
     * @throws DataException when the event says no place that it could go to, or an image cannot be read
     */
    default Object route(ChangeEvent event) {
        return Destination.class;
    }

    /**
     * Begins to deliver events.
     *
     * @param events at least one, with equal routes, each of another item. When the answer asks for it, the same events
     *     come again, together and in the same order.
     * @throws DataException when one of the events cannot be put as the destination wants it
     *     ({@link RejectedEventException}), or has an image that cannot be read: as if it had answered
     *     {@link Answer.Refused}
     */
    Attempt deliver(List<ChangeEvent> events);

    /**
     * The task is about to fail: the last chance to tell somebody. Called once at most, and before {@link #close}.
     *
     * @param reason told to people; it holds no secrets
     * @param events for which it fails; empty when it does for something else
     */
    default void failing(String reason, List<ChangeEvent> events) {}

    /** Releases what the destination holds. Every attempt has been answered, or was aborted, before. */
    @Override
    void close();
}
