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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        List<Optional<Outcome>> settled = new ArrayList<>();
        List<RowChange> changes = new ArrayList<>();
        for (ChangeEvent event : events) {
            settled.add(settledOr(event, changes));
        }
        return changes.isEmpty()
                ? Attempt.answered(Answers.merged(settled, List.of()))
                : new Written(store.write(changes), settled);
    }

    /** The outcome of an event that writes nothing; empty when its change was added to {@code changes}. */
    private Optional<Outcome> settledOr(ChangeEvent event, List<RowChange> changes) {
        try {
            RowChange change = projection.of(event);
            if (change.keys().isEmpty()) {
                return Optional.of(new Outcome.Delivered());
            }
            changes.add(change);
            return Optional.empty();
        } catch (RejectedEventException e) {
            return Optional.of(new Outcome.Rejected(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public void close() {
        store.close();
    }

    /** An attempt of which the store has a part. */
    private record Written(Attempt attempt, List<Optional<Outcome>> settled) implements Attempt {
        @Override
        public CompletionStage<Answer> answer() {
            return attempt.answer()
                    .thenApply(stored ->
                            stored instanceof Answer.Each each ? Answers.merged(settled, each.outcomes()) : stored);
        }

        @Override
        public void abort() {
            attempt.abort();
        }
    }
}
