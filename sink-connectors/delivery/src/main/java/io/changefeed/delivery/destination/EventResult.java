/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.destination;

/** The result of delivering one event. Reasons are shown to users and contain no secrets. */
public sealed interface EventResult {
    /** The destination has stored the event. */
    record Delivered() implements EventResult {}

    /** The destination already has this event or a newer event of the item. */
    record Stale() implements EventResult {}

    /**
     * The event was not accepted and is retried. Later events of the item wait for it.
     *
     * @param fault what caused the failure: an event at fault is retried for {@code retry.timeout.ms}, and a
     *     destination at fault indefinitely
     */
    record Retry(Fault fault, String reason) implements EventResult {}

    /** The destination can never accept the event, which is sent to the dead letter queue with the reason. */
    record Rejected(String reason) implements EventResult {}

    /** What caused a retry. */
    enum Fault {
        EVENT,
        DESTINATION
    }
}
