/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import io.changefeed.event.ChangeEvent;
import java.util.List;

/** Writes bodies. Not safe for use by several threads. */
public interface BodyWriter {
    /**
     * Writes events in the given order.
     *
     * @throws io.changefeed.delivery.destination.RejectedEventException if an event cannot be written
     */
    Body write(List<ChangeEvent> events);
}
