/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.RowVersion;
import io.changefeed.readmodel.row.RowVersions;
import io.changefeed.readmodel.store.RowStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An in-memory store that applies the pending writes of all its users one by one, in random order. */
final class InMemoryRowStore implements RowStore {
    private static final Instant NEVER = Instant.MAX;

    private final Map<RowKey, RowVersions> rows = new HashMap<>();
    private final List<Runnable> pending = new ArrayList<>();

    @Override
    public Delivery write(List<RowChange> changes) {
        CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
        List<EventResult> results = new ArrayList<>();
        int[] remaining = {0};
        for (int i = 0; i < changes.size(); i++) {
            RowChange change = changes.get(i);
            int index = i;
            results.add(new EventResult.Stale());
            change.put().ifPresent(row -> {
                remaining[0]++;
                pending.add(() -> {
                    if (write(change, row.key(), new RowVersion.Live(change.order(), change.time(), row.columns()))) {
                        results.set(index, new EventResult.Delivered());
                    }
                    finish(remaining, results, result);
                });
            });
            change.delete().ifPresent(key -> {
                remaining[0]++;
                pending.add(() -> {
                    if (write(change, key, new RowVersion.Tombstone(change.order(), change.time(), NEVER))) {
                        results.set(index, new EventResult.Delivered());
                    }
                    finish(remaining, results, result);
                });
            });
        }
        if (remaining[0] == 0) {
            result.complete(new DeliveryResult.PerEvent(results));
        }
        return new Delivery() {
            @Override
            public CompletionStage<DeliveryResult> result() {
                return result;
            }

            @Override
            public void abort() {
                // Writes in memory are never aborted.
            }
        };
    }

    private boolean write(RowChange change, RowKey key, RowVersion version) {
        Optional<RowVersions> newer =
                rows.getOrDefault(key, RowVersions.none()).with(change.item(), version, Instant.EPOCH);
        newer.ifPresent(versions -> rows.put(key, versions));
        return newer.isPresent();
    }

    private static void finish(int[] remaining, List<EventResult> results, CompletableFuture<DeliveryResult> result) {
        remaining[0]--;
        if (remaining[0] == 0) {
            result.complete(new DeliveryResult.PerEvent(results));
        }
    }

    /** Applies one of the pending writes. */
    void applyOne(Random random) {
        if (!pending.isEmpty()) {
            pending.remove(random.nextInt(pending.size())).run();
        }
    }

    /** The rows that readers see. */
    Map<RowKey, Map<String, ItemValue>> shown() {
        Map<RowKey, Map<String, ItemValue>> shown = new HashMap<>();
        rows.forEach((key, versions) -> versions.shown().ifPresent(live -> shown.put(key, live.columns())));
        return shown;
    }

    @Override
    public void close() {
        // Nothing to release.
    }
}
