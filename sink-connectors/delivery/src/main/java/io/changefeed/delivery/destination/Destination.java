/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.destination;

import io.changefeed.event.ChangeEvent;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;

/**
 * The system that a sink delivers to. A sink implements it besides its configuration.
 *
 * <p>Its methods are called by one thread at a time and must not block.
 *
 * @param <P> an event in the form in which the destination sends it
 */
public interface Destination<P> extends AutoCloseable {
    /**
     * Returns where an event goes. It is called once for each event, when the event arrives, and must not read the
     * event's images: they are parsed when they are first read, and thousands of events may wait.
     *
     * @param head the event
     * @throws RejectedEventException when the event lacks a field that its route needs: the event is rejected
     */
    default Route route(ChangeEvent head) {
        return Route.ONLY;
    }

    /**
     * Converts an event to the form in which it is sent. It is called once for each event, before the event's first
     * delivery, and has no side effects.
     *
     * @throws DataException when the destination cannot take the event ({@link RejectedEventException}) or an image
     *     cannot be read: the event alone is rejected
     */
    P prepare(ChangeEvent event);

    /**
     * Starts to deliver events.
     *
     * @param batch at least one event, each of another item and all with this route. A batch that has to be retried as
     *     a whole is delivered again with the same events in the same order.
     */
    Delivery deliver(Route route, List<P> batch);

    /**
     * Called when the task is about to fail, so that the destination can notify somebody; at most once, and before
     * {@link #close}.
     *
     * @param reason why it fails, for people; it contains no secrets
     * @param table the table whose events caused the failure; empty when none did
     */
    default void onTaskFailure(String reason, Optional<String> table) {}

    /** Releases all resources. Every delivery has a result, or was aborted, before. */
    @Override
    void close();
}
