/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.delivery.Changes;
import io.changefeed.delivery.Records;
import io.changefeed.delivery.destination.Route;
import io.changefeed.delivery.record.OffsetTracker;
import io.changefeed.delivery.record.PendingOffset;
import io.changefeed.delivery.record.ReceivedEvent;
import io.changefeed.event.ChangeEvent;
import java.time.Instant;
import java.util.List;

/** Creates queued events with increasing numbers. */
final class QueuedEvents {
    private final OffsetTracker offsets = new OffsetTracker();
    private long number;

    /** An event of an item, with the route {@code r}. */
    QueuedEvent<String> of(String item) {
        return of(item, "r", 100, Changes.TIME);
    }

    QueuedEvent<String> of(String item, String route, long bytes, Instant receivedAt) {
        ChangeEvent event = Changes.update(item, number);
        PendingOffset offset = offsets.track(Records.ORDERS, number, bytes, Changes.TIME);
        ReceivedEvent received =
                new ReceivedEvent(Records.record(Records.ORDERS, number, event), event, receivedAt, offset);
        return new QueuedEvent<>(number++, new Route(route, route), received);
    }

    /** Revokes all events created so far. */
    void revokeAll() {
        offsets.close(List.of(Records.ORDERS));
    }
}
