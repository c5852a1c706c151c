/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.store;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.row.RowChange;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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

    /** Completes the result of writing the changes with the results of the parts that could not be written. */
    public static DeliveryResult resultOf(List<WritableChange> changes, DeliveryResult written) {
        return written instanceof DeliveryResult.PerEvent perEvent
                ? new DeliveryResult.PerEvent(IntStream.range(0, changes.size())
                        .mapToObj(
                                i -> changes.get(i).resultOf(perEvent.results().get(i)))
                        .toList())
                : written;
    }

    private EventResult resultOf(EventResult written) {
        if (written instanceof EventResult.Retry) {
            return written;
        }
        if (rejection.isPresent()) {
            return new EventResult.Rejected(rejection.get());
        }
        return change.keys().isEmpty() ? new EventResult.Delivered() : written;
    }
}
