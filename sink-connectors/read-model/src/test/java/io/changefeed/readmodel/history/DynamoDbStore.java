/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.S;
import io.changefeed.readmodel.dynamodb.DynamoDbTestTable;
import io.changefeed.readmodel.history.HistoryProfile.UnstorableValue;
import io.changefeed.readmodel.store.ReadModelDestination;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A table in DynamoDB Local, with an index. */
final class DynamoDbStore implements TargetStore {
    private static final String INDEXED = "tag";
    /** More than an index key and a sort key can have. */
    private static final int TOO_LONG = 2100;

    private final RowKeyShape shape;
    private final Map<String, String> properties;
    private final DynamoDbTestTable table;

    DynamoDbStore(RowKeyShape shape, boolean hasSoftDeletes) {
        this.shape = shape;
        this.properties = new HashMap<>(shape.properties("rows"));
        if (hasSoftDeletes) {
            properties.put("deleted.column", "deleted_at");
        }
        this.table = new DynamoDbTestTable("rows", keys());
        table.recreate(INDEXED);
    }

    private String[] keys() {
        return shape.key().stream().map(name -> name + ":S").toArray(String[]::new);
    }

    @Override
    public RowRule rule() {
        return RowRule.BY_ROW;
    }

    @Override
    public List<UnstorableValue> unstorable() {
        List<UnstorableValue> values = new ArrayList<>();
        values.add(new UnstorableValue("n", new S("many")));
        values.add(new UnstorableValue(INDEXED, new N("7")));
        values.add(new UnstorableValue(INDEXED, new S("")));
        values.add(new UnstorableValue(INDEXED, new S("t".repeat(TOO_LONG))));
        if (shape.canMoveRows()) {
            values.add(new UnstorableValue("grp", new S("g".repeat(TOO_LONG))));
            values.add(new UnstorableValue("grp", new S("")));
        }
        return values;
    }

    @Override
    public Session open() {
        ReadModelDestination destination = table.open(properties);
        return new Session() {
            private boolean isClosed;

            @Override
            public Destination<?> destination() {
                return destination;
            }

            @Override
            public void kill() {
                close();
            }

            @Override
            public void close() {
                if (!isClosed) {
                    isClosed = true;
                    destination.close();
                }
            }
        };
    }

    @Override
    public void awaitProgress(Collection<Delivery> inFlight, Random random) {
        SqlStore.awaitFirst(inFlight);
    }

    @Override
    public Map<List<String>, Map<String, String>> rows() {
        Map<List<String>, Map<String, String>> rows = new HashMap<>();
        table.rows(shape.key()).forEach((key, columns) -> {
            Map<String, String> texts = new TreeMap<>();
            columns.forEach((name, value) -> texts.put(name, text(value)));
            rows.put(key, texts);
        });
        return rows;
    }

    private static String text(ItemValue value) {
        return value instanceof N number ? number.digits() : ((S) value).text();
    }

    @Override
    public void loseRows(boolean withTable) {
        if (withTable) {
            table.recreate(INDEXED);
        } else {
            table.clear();
        }
    }

    @Override
    public void close() {
        table.close();
    }
}
