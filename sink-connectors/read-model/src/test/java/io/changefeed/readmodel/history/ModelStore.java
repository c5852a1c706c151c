/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.claim.Claim;
import io.changefeed.readmodel.claim.Claims;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store in memory, in which the writes of all that use it are made in any order, each by itself. */
final class ModelStore implements Store {
    private static final Instant NEVER = Instant.MAX;

    private final Map<RowKey, Claims> rows = new HashMap<>();
    private final List<Runnable> waiting = new ArrayList<>();

    @Override
    public Delivery write(List<RowChange> changes) {
        CompletableFuture<DeliveryResult> answer = new CompletableFuture<>();
        List<EventResult> outcomes = new ArrayList<>();
        int[] left = {0};
        for (int i = 0; i < changes.size(); i++) {
            RowChange change = changes.get(i);
            int index = i;
            outcomes.add(new EventResult.Stale());
            change.put().ifPresent(row -> {
                left[0]++;
                waiting.add(() -> {
                    if (write(change, row.key(), new Claim.Live(change.order(), change.time(), row.columns()))) {
                        outcomes.set(index, new EventResult.Delivered());
                    }
                    finish(left, outcomes, answer);
                });
            });
            change.delete().ifPresent(key -> {
                left[0]++;
                waiting.add(() -> {
                    if (write(change, key, new Claim.Gone(change.order(), change.time(), NEVER))) {
                        outcomes.set(index, new EventResult.Delivered());
                    }
                    finish(left, outcomes, answer);
                });
            });
        }
        return new Delivery() {
            @Override
            public CompletionStage<DeliveryResult> result() {
                return answer;
            }

            @Override
            public void abort() {
                // Nothing of the model is given up.
            }
        };
    }

    private boolean write(RowChange change, RowKey key, Claim claim) {
        Optional<Claims> newer = rows.getOrDefault(key, Claims.none()).with(change.owner(), claim, Instant.EPOCH);
        newer.ifPresent(claims -> rows.put(key, claims));
        return newer.isPresent();
    }

    private static void finish(int[] left, List<EventResult> outcomes, CompletableFuture<DeliveryResult> answer) {
        left[0]--;
        if (left[0] == 0) {
            answer.complete(new DeliveryResult.PerEvent(outcomes));
        }
    }

    /** Makes one of the writes that were begun. */
    void makeOne(Random random) {
        if (!waiting.isEmpty()) {
            waiting.remove(random.nextInt(waiting.size())).run();
        }
    }

    /** The rows that a reader sees. */
    Map<RowKey, Map<String, ItemValue>> shown() {
        Map<RowKey, Map<String, ItemValue>> shown = new HashMap<>();
        rows.forEach((key, claims) -> claims.shown().ifPresent(live -> shown.put(key, live.columns())));
        return shown;
    }

    @Override
    public void close() {
        // Nothing is held outside.
    }
}
