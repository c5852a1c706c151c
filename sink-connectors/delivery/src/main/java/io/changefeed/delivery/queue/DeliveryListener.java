/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.delivery.record.ReceivedEvent;

/** Receives the results of deliveries. */
public interface DeliveryListener {
    void delivered(ReceivedEvent event);

    void stale(ReceivedEvent event);

    void rejected(ReceivedEvent event, String reason);

    /** The event was dropped and must be read from Kafka again later, because it cannot be delivered at present. */
    void deferred(ReceivedEvent event);

    /** The event was not accepted and will be retried. */
    void retried(ReceivedEvent event);
}
