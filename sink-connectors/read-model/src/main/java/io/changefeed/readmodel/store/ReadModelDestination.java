/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.store;

import io.changefeed.delivery.Answer;
import io.changefeed.delivery.Attempt;
import io.changefeed.delivery.Destination;
import io.changefeed.delivery.Outcome;
import io.changefeed.delivery.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.row.RowChange;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A table of rows that a store keeps. */
public final class ReadModelDestination implements Destination {
    private final Projection projection;
    private final Store store;

    public ReadModelDestination(Projection projection, Store store) {
        this.projection = projection;
        this.store = store;
    }

    @Override
    public Attempt deliver(List<ChangeEvent> events) {
        Sifted sifted = new Sifted();
        events.forEach(event -> sift(event, sifted));
        List<RowChange> changes = sifted.changes();
        return changes.isEmpty() ? Attempt.answered(sifted.answer()) : new Written(store.write(changes), sifted);
    }

    private void sift(ChangeEvent event, Sifted sifted) {
        try {
            RowChange change = projection.of(event);
            if (change.keys().isEmpty()) {
                sifted.settle(new Outcome.Delivered());
            } else {
                sifted.write(change);
            }
        } catch (RejectedEventException e) {
            String reason = String.valueOf(e.getMessage());
            projection
                    .leaving(event)
                    .ifPresentOrElse(
                            left -> sifted.writePart(left, reason), () -> sifted.settle(new Outcome.Rejected(reason)));
        }
    }

    @Override
    public void close() {
        store.close();
    }

    /** An attempt of which the store has a part. */
    private record Written(Attempt attempt, Sifted sifted) implements Attempt {
        @Override
        public CompletionStage<Answer> answer() {
            return attempt.answer().thenApply(sifted::answer);
        }

        @Override
        public void abort() {
            attempt.abort();
        }
    }
}
