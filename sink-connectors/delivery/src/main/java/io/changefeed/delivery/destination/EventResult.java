/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.destination;

/** The result of delivering one event. Reasons are shown to users and contain no secrets. */
public sealed interface EventResult {
    /** The destination has stored the event. */
    record Delivered() implements EventResult {}

    /** The destination already has this event or a newer event of the item. */
    record Stale() implements EventResult {}

    /** The event was not accepted and is retried. Later events of the item wait for it. */
    record Retry(String reason) implements EventResult {}

    /** The destination can never accept the event, which is sent to the dead letter queue with the reason. */
    record Rejected(String reason) implements EventResult {}
}
