/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.store;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.ItemId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** Projects events to changes of rows and writes these to a row store. */
public final class ReadModelDestination implements Destination<ItemChange> {
    private final Projection projection;
    private final RowStore store;

    public ReadModelDestination(Projection projection, RowStore store) {
        this.projection = projection;
        this.store = store;
    }

    @Override
    public ItemChange prepare(ChangeEvent event) {
        return projection.project(event);
    }

    /**
     * Two changes of an item are in one batch only if their events come from two source tables, of which one replaces the
     * other. The second change follows when the first one is written.
     */
    @Override
    public Delivery deliver(Route route, List<ItemChange> batch) {
        Map<ItemId, ItemChange> first = new LinkedHashMap<>();
        batch.forEach(change -> first.putIfAbsent(change.item(), change));
        Delivery delivery = store.write(List.copyOf(first.values()));
        return first.size() == batch.size() ? delivery : new PartialDelivery(delivery, batch, first);
    }

    /** The delivery of the first change of each item of a batch. */
    private record PartialDelivery(Delivery delivery, List<ItemChange> batch, Map<ItemId, ItemChange> first)
            implements Delivery {
        @Override
        public CompletionStage<DeliveryResult> result() {
            return delivery.result()
                    .thenApply(written -> written instanceof DeliveryResult.PerEvent perEvent
                            ? resultOf(perEvent.results().iterator())
                            : written);
        }

        private DeliveryResult resultOf(Iterator<EventResult> written) {
            List<EventResult> results = new ArrayList<>();
            for (ItemChange change : batch) {
                results.add(
                        Objects.equals(first.get(change.item()), change)
                                ? written.next()
                                : new EventResult.Retry("a change of the same item is written first"));
            }
            return new DeliveryResult.PerEvent(results);
        }

        @Override
        public void abort() {
            delivery.abort();
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
