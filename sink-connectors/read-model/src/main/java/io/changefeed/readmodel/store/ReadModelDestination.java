/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.store;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.row.RowChange;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Projects events to row changes and writes these to a row store. */
public final class ReadModelDestination implements Destination<WritableChange> {
    private final Projection projection;
    private final RowStore store;

    public ReadModelDestination(Projection projection, RowStore store) {
        this.projection = projection;
        this.store = store;
    }

    @Override
    public WritableChange prepare(ChangeEvent event) {
        try {
            return WritableChange.complete(projection.project(event));
        } catch (RejectedEventException e) {
            return projection
                    .projectDelete(event)
                    .map(delete -> new WritableChange(delete, Optional.of(String.valueOf(e.getMessage()))))
                    .orElseThrow(() -> e);
        }
    }

    @Override
    public Delivery deliver(Route route, List<WritableChange> batch) {
        List<RowChange> sent = WritableChange.writingRows(batch);
        return sent.isEmpty()
                ? Delivery.completed(WritableChange.resultOf(batch, new DeliveryResult.PerEvent(List.of())))
                : new StoreDelivery(store.write(sent), batch);
    }

    @Override
    public void close() {
        store.close();
    }

    private record StoreDelivery(Delivery delivery, List<WritableChange> batch) implements Delivery {
        @Override
        public CompletionStage<DeliveryResult> result() {
            return delivery.result().thenApply(written -> WritableChange.resultOf(batch, written));
        }

        @Override
        public void abort() {
            delivery.abort();
        }
    }
}
