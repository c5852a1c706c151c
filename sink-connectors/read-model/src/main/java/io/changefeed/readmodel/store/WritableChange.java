/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.store;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.row.RowChange;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The part of a change that can be written. If the new row cannot be written, the change is rejected but still deletes the
 * row that the item leaves, because no later event would delete it.
 *
 * @param change possibly without any row to write
 * @param rejection why the rest of the change is rejected; empty if the change is complete
 */
public record WritableChange(RowChange change, Optional<String> rejection) {
    /** A change that can be written completely. */
    public static WritableChange complete(RowChange change) {
        return new WritableChange(change, Optional.empty());
    }

    /** The changes that write a row. The others are not sent, so that a store can be unavailable for all that are. */
    public static List<RowChange> sent(List<WritableChange> changes) {
        return changes.stream()
                .filter(WritableChange::isSent)
                .map(WritableChange::change)
                .toList();
    }

    /** Completes the result of writing the {@link #sent} changes with the results of what could not be written. */
    public static DeliveryResult resultOf(List<WritableChange> changes, DeliveryResult written) {
        if (!(written instanceof DeliveryResult.PerEvent perEvent)) {
            return written;
        }
        Iterator<EventResult> results = perEvent.results().iterator();
        return new DeliveryResult.PerEvent(changes.stream()
                .map(change -> change.resultOf(change.isSent() ? results.next() : new EventResult.Delivered()))
                .toList());
    }

    private boolean isSent() {
        return !change.keys().isEmpty();
    }

    private EventResult resultOf(EventResult written) {
        if (written instanceof EventResult.Retry) {
            return written;
        }
        return rejection.<EventResult>map(EventResult.Rejected::new).orElse(written);
    }
}
