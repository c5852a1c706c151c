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
import java.util.BitSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
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
     * Two changes of an item are in one batch only if their events come from two source tables, of which one replaces
     * the other. The second change follows when the first one is written.
     */
    @Override
    public Delivery deliver(Route route, List<ItemChange> batch) {
        List<ItemChange> written = new ArrayList<>();
        BitSet isWritten = new BitSet();
        Set<ItemId> items = new HashSet<>();
        for (int i = 0; i < batch.size(); i++) {
            if (items.add(batch.get(i).item())) {
                isWritten.set(i);
                written.add(batch.get(i));
            }
        }
        Delivery delivery = store.write(written);
        return written.size() == batch.size() ? delivery : new PartialDelivery(delivery, batch.size(), isWritten);
    }

    /**
     * The delivery of some changes of a batch.
     *
     * @param isWritten the indexes of these changes
     */
    private record PartialDelivery(Delivery delivery, int batchSize, BitSet isWritten) implements Delivery {
        @Override
        public CompletionStage<DeliveryResult> result() {
            return delivery.result()
                    .thenApply(result -> result instanceof DeliveryResult.PerEvent perEvent
                            ? resultOf(perEvent.results().iterator())
                            : result);
        }

        private DeliveryResult resultOf(Iterator<EventResult> written) {
            List<EventResult> results = new ArrayList<>();
            for (int i = 0; i < batchSize; i++) {
                results.add(
                        isWritten.get(i)
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
