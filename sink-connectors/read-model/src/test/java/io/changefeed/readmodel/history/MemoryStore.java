/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.S;
import io.changefeed.readmodel.dynamodb.DynamoDbReadModelConfig;
import io.changefeed.readmodel.history.HistoryProfile.UnstorableValue;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.store.ReadModelDestination;
import io.changefeed.readmodel.store.RowStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A table in memory. Its deliveries proceed step by step, interleaved at random, and can end after each step. */
final class MemoryStore implements TargetStore {
    private static final S REJECTED_TAG = new S("unstorable");
    private static final S REJECTED_GROUP = new S("unstorable-key");

    private final RowKeyShape shape;
    private final RowRule rule;
    private final MemoryTable table;
    private final Projection projection;
    private final List<StepDelivery> running = new ArrayList<>();

    MemoryStore(RowKeyShape shape, MemoryLayout layout, Set<Mutation> mutations) {
        this.shape = shape;
        this.rule = layout.rule();
        this.table = new MemoryTable(layout, mutations, MemoryStore::isStorable);
        Projection all = new DynamoDbReadModelConfig(shape.properties("rows")).projection();
        this.projection = rule == RowRule.BY_ITEM ? all.withoutOldImages() : all;
    }

    private static boolean isStorable(Row row) {
        return !REJECTED_TAG.equals(row.columns().get("tag"))
                && !REJECTED_GROUP.equals(row.key().columns().get("grp"));
    }

    @Override
    public RowRule rule() {
        return rule;
    }

    @Override
    public List<UnstorableValue> unstorable() {
        List<UnstorableValue> values = new ArrayList<>();
        values.add(new UnstorableValue("n", new S("many")));
        values.add(new UnstorableValue("tag", REJECTED_TAG));
        if (shape.canMoveRows()) {
            values.add(new UnstorableValue("grp", REJECTED_GROUP));
        }
        return values;
    }

    @Override
    public Session open() {
        List<StepDelivery> own = new ArrayList<>();
        ReadModelDestination destination = new ReadModelDestination(projection, new RowStore() {
            @Override
            public Delivery write(List<ItemChange> changes) {
                StepDelivery delivery = new StepDelivery(table.write(changes));
                own.add(delivery);
                running.add(delivery);
                return delivery;
            }

            @Override
            public void close() {
                own.forEach(Delivery::abort);
            }
        });
        return new Session() {
            @Override
            public Destination<?> destination() {
                return destination;
            }

            @Override
            public void kill() {
                own.forEach(Delivery::abort);
            }

            @Override
            public void close() {
                destination.close();
            }
        };
    }

    /** A delivery that makes a step when it is its turn. */
    private final class StepDelivery implements Delivery {
        private final CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
        private final MemoryTable.Write write;

        StepDelivery(MemoryTable.Write write) {
            this.write = write;
        }

        void step() {
            write.step().ifPresent(found -> {
                running.remove(this);
                result.complete(found);
            });
        }

        @Override
        public CompletionStage<DeliveryResult> result() {
            return result;
        }

        @Override
        public void abort() {
            if (running.remove(this)) {
                result.complete(DeliveryResult.Unavailable.ofDestination("aborted"));
            }
        }
    }

    @Override
    public void awaitProgress(Collection<Delivery> inFlight, Random random) {
        if (!running.isEmpty()) {
            running.get(random.nextInt(running.size())).step();
        }
    }

    @Override
    public Map<List<String>, Map<String, String>> rows() {
        Map<List<String>, Map<String, String>> rows = new HashMap<>();
        for (Row row : table.rows()) {
            Map<String, String> columns = new TreeMap<>();
            row.columns().forEach((name, value) -> columns.put(name, text(value)));
            rows.put(
                    row.key().columns().values().stream().map(MemoryStore::text).toList(), columns);
        }
        return rows;
    }

    private static String text(ItemValue value) {
        return value instanceof ItemValue.N number ? number.digits() : ((S) value).text();
    }

    @Override
    public void loseRows(boolean withTable) {
        table.loseRows();
    }

    @Override
    public void close() {
        // Nothing to release.
    }
}
