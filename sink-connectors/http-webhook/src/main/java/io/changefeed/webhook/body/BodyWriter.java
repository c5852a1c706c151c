/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import io.changefeed.event.ChangeEvent;
import java.util.List;

/** Encodes events and combines them into request bodies. Not thread-safe. */
public interface BodyWriter {
    /**
     * Encodes an event in the format of the body.
     *
     * @throws io.changefeed.delivery.destination.RejectedEventException if the event cannot be encoded
     */
    byte[] encode(ChangeEvent event);

    /** Combines encoded events into a body, in the given order. */
    Body combine(List<byte[]> events);
}
