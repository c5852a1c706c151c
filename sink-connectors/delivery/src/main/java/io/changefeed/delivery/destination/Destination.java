/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.destination;

import io.changefeed.event.ChangeEvent;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;

/**
 * The system that a sink delivers to. Every sink implements this interface.
 *
 * <p>Except for {@link #routeName}, the methods are called by one thread at a time. Except for {@link #close}, they
 * must not block.
 *
 * @param <P> an event in the form in which the destination sends it
 */
public interface Destination<P> extends AutoCloseable {
    /**
     * Returns the route of an event. Called once for each event, when it is received. Must not read the images, which
     * are parsed on first use: thousands of events can be waiting.
     *
     * @param head the event
     * @throws RejectedEventException if the event does not have a field that its route requires; the event is rejected
     */
    default Route route(ChangeEvent head) {
        return Route.ONLY;
    }

    /**
     * Whether events can have different isolations. If they can, and no event is accepted, events of other routes can
     * follow that will be, so the task reads on.
     */
    default boolean hasManyRoutes() {
        return false;
    }

    /**
     * Returns the name of a route in the log. It contains neither secrets nor data of items; several routes can have
     * the same name. Can be called by any thread.
     *
     * @param isolation of a route that {@link #route} has returned
     */
    default String routeName(Object isolation) {
        return isolation.toString();
    }

    /**
     * Converts an event to the form in which it is sent. Called once for each event, before its first delivery. Must
     * not have side effects.
     *
     * @throws DataException if the destination cannot accept the event ({@link RejectedEventException}) or an image
     *     cannot be read; only this event is rejected
     */
    P prepare(ChangeEvent event);

    /**
     * Starts a delivery of events.
     *
     * @param batch at least one event, each of a different item and all with this route. A batch that must be retried
     *     as a whole is delivered again with the same events in the same order.
     */
    Delivery deliver(Route route, List<P> batch);

    /**
     * Called when the task is about to fail, so that the destination can send a notification. Called at most once, and
     * before {@link #close}.
     *
     * @param reason why the task fails, as shown to users; contains no secrets
     * @param table the table whose event caused the failure; empty if no event did
     */
    default void onTaskFailure(String reason, Optional<String> table) {}

    /**
     * Called when the destination has been unavailable for so long that a person should look, so that it can send a
     * notification. Deliveries are still retried. Called once for each outage.
     *
     * @param reason why the latest delivery failed, as shown to users; contains no secrets
     */
    default void onOutage(String reason) {}

    /** Called when a delivery succeeds after {@link #onOutage}. */
    default void onRecovery() {}

    /**
     * Releases all resources, within about two seconds. Called once, by the thread that stops the task, after every
     * delivery has completed or been aborted.
     */
    @Override
    void close();
}
