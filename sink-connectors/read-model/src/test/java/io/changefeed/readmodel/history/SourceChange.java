/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue.S;
import io.changefeed.event.Operation;
import io.changefeed.event.Order;
import io.changefeed.event.Source;
import io.changefeed.event.ViewType;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A change of an item, or the read of an item by a snapshot.
 *
 * @param before the item before; empty if it did not exist, and for a read
 * @param after the item after; empty if it was deleted
 * @param generation increases when the table is replaced and when a snapshot starts
 * @param sequence increases with each change within a generation; 0 for a read
 */
record SourceChange(
        String table,
        String id,
        Optional<ItemState> before,
        Optional<ItemState> after,
        long generation,
        long sequence,
        Instant time,
        ViewType viewType) {
    boolean isRead() {
        return sequence == 0;
    }

    Order order() {
        return isRead() ? Order.ofSnapshot(generation) : Order.of(generation, Long.toString(sequence));
    }

    private Operation operation() {
        if (isRead()) {
            return Operation.READ;
        }
        if (after.isEmpty()) {
            return Operation.REMOVE;
        }
        return before.isEmpty() ? Operation.INSERT : Operation.MODIFY;
    }

    /** The event that the source emits. */
    ChangeEvent event() {
        return new ChangeEvent(
                operation(),
                new ItemKey(Map.of("id", new S(id))),
                image(before, viewType.hasOldImage()),
                image(after, isRead() || viewType.hasNewImage()),
                source(),
                time);
    }

    private static Optional<Item> image(Optional<ItemState> state, boolean isInStream) {
        return state.filter(any -> isInStream).map(ItemState::item);
    }

    private Source source() {
        return new Source(
                "0.2.0",
                "shop",
                time,
                isRead() ? Source.Snapshot.INCREMENTAL : Source.Snapshot.FALSE,
                "eu-central-1",
                table,
                "123456789012",
                Optional.of("arn"),
                Optional.empty(),
                Optional.empty(),
                order(),
                table + "-" + order() + "-" + id,
                Optional.of(viewType),
                100,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
