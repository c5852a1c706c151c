/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.store;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.row.RowChange;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A table of rows that a store keeps. */
public final class ReadModelDestination implements Destination<ChangeEvent> {
    private final Projection projection;
    private final Store store;

    public ReadModelDestination(Projection projection, Store store) {
        this.projection = projection;
        this.store = store;
    }

    @Override
    public ChangeEvent prepare(ChangeEvent event) {
        return event;
    }

    @Override
    public Delivery deliver(Route route, List<ChangeEvent> events) {
        Sifted sifted = new Sifted();
        events.forEach(event -> sift(event, sifted));
        List<RowChange> changes = sifted.changes();
        return changes.isEmpty() ? Delivery.completed(sifted.answer()) : new Written(store.write(changes), sifted);
    }

    private void sift(ChangeEvent event, Sifted sifted) {
        try {
            RowChange change = projection.of(event);
            if (change.keys().isEmpty()) {
                sifted.settle(new EventResult.Delivered());
            } else {
                sifted.write(change);
            }
        } catch (RejectedEventException e) {
            String reason = String.valueOf(e.getMessage());
            projection
                    .leaving(event)
                    .ifPresentOrElse(
                            left -> sifted.writePart(left, reason),
                            () -> sifted.settle(new EventResult.Rejected(reason)));
        }
    }

    @Override
    public void close() {
        store.close();
    }

    /** An attempt of which the store has a part. */
    private record Written(Delivery attempt, Sifted sifted) implements Delivery {
        @Override
        public CompletionStage<DeliveryResult> result() {
            return attempt.result().thenApply(sifted::answer);
        }

        @Override
        public void abort() {
            attempt.abort();
        }
    }
}
