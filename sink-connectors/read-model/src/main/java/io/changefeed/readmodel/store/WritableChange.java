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

    /** The changes that write a row. The others are not sent: their results would hide that the store is unavailable. */
    public static List<RowChange> writingRows(List<WritableChange> changes) {
        return changes.stream()
                .filter(WritableChange::writesRows)
                .map(WritableChange::change)
                .toList();
    }

    /** Completes the result of the changes {@link #writingRows} with the results of the changes that were not sent. */
    public static DeliveryResult resultOf(List<WritableChange> changes, DeliveryResult written) {
        if (!(written instanceof DeliveryResult.PerEvent perEvent)) {
            return written;
        }
        Iterator<EventResult> results = perEvent.results().iterator();
        return new DeliveryResult.PerEvent(changes.stream()
                .map(change -> change.resultOf(change.writesRows() ? results.next() : new EventResult.Delivered()))
                .toList());
    }

    private boolean writesRows() {
        return !change.keys().isEmpty();
    }

    private EventResult resultOf(EventResult written) {
        if (written instanceof EventResult.Retry) {
            return written;
        }
        return rejection.<EventResult>map(EventResult.Rejected::new).orElse(written);
    }
}
