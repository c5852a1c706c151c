/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.databases.Proxy;
import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.L;
import io.changefeed.event.ItemValue.M;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.Null;
import io.changefeed.event.ItemValue.S;
import io.changefeed.event.ViewType;
import io.changefeed.readmodel.history.HistoryProfile.UnstorableValue;
import io.changefeed.readmodel.sql.JdbcTestTable;
import io.changefeed.readmodel.sql.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A table in PostgreSQL or MariaDB, some of whose columns are narrower than those of the projection. */
final class SqlStore implements TargetStore {
    private static final String DELETED_COLUMN = "deleted_at";
    private static final int TIMEOUT_SECONDS = 60;

    private final TestDatabase database;
    private final RowKeyShape shape;
    private final boolean hasSoftDeletes;
    private final JdbcTestTable table;

    SqlStore(TestDatabase database, RowKeyShape shape, boolean hasSoftDeletes) {
        this.database = database;
        this.shape = shape;
        this.hasSoftDeletes = hasSoftDeletes;
        this.table = new JdbcTestTable(database.server(), Map.of());
        shape.properties(table.name()).forEach(table::with);
        if (hasSoftDeletes) {
            table.with("deleted.column", DELETED_COLUMN);
        }
        create();
    }

    /** Lets the connector create the table, and makes columns narrower. */
    private void create() {
        try (Session session = open()) {
            deliver(session.destination(), Optional.empty(), Optional.of(item()), 1);
            deliver(session.destination(), Optional.of(item()), Optional.empty(), 2);
        }
        String name = shape.isShared() ? "$t_items" : "$t";
        if (database == TestDatabase.MARIADB) {
            table.execute("ALTER TABLE " + name + " MODIFY n SMALLINT, MODIFY text VARCHAR(8),"
                    + " MODIFY tag ENUM('t0', 't1', 't2', 't3', 't4', 't5', 't6', 't7')");
        } else if (shape.isShared()) {
            // The type of a column in a view cannot be changed.
            table.execute("ALTER TABLE " + name + " ADD CHECK (n < 32768 AND length(text) <= 8)");
        } else {
            table.execute("ALTER TABLE " + name + " ALTER n TYPE smallint, ALTER text TYPE varchar(8)"
                    + (shape.canMoveRows() ? ", ALTER grp TYPE varchar(20)" : ""));
        }
    }

    private static ItemState item() {
        return ItemState.of("deleted-before", "g1", true, 0, 0);
    }

    private void deliver(
            Destination<?> destination, Optional<ItemState> before, Optional<ItemState> after, long sequence) {
        SourceChange change = new SourceChange(
                shape.tables().get(0),
                "deleted-before",
                before,
                after,
                0,
                sequence,
                Instant.EPOCH,
                ViewType.NEW_AND_OLD_IMAGES);
        DeliveryResult result = Deliveries.deliver(destination, List.of(change.event()))
                .result()
                .toCompletableFuture()
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
        assertThat(result).isInstanceOf(DeliveryResult.PerEvent.class);
    }

    @Override
    public RowRule rule() {
        return hasSoftDeletes ? RowRule.BY_ROW : RowRule.BY_ITEM;
    }

    @Override
    public List<UnstorableValue> unstorable() {
        List<UnstorableValue> values = new ArrayList<>();
        values.add(new UnstorableValue("n", new S("many")));
        values.add(new UnstorableValue("n", new N("32768")));
        values.add(new UnstorableValue("texts", nested("too long for the column")));
        if (database == TestDatabase.POSTGRESQL) {
            values.add(new UnstorableValue("tag", new S("t\u0000")));
        } else {
            values.add(new UnstorableValue("tag", new S("not in the enumeration")));
        }
        if (shape.canMoveRows()) {
            // A key can cause the failure of two changes: of that which enters the row, and of that which leaves it.
            boolean isLimited = database == TestDatabase.MARIADB || !shape.isShared();
            values.addAll(nCopies(4, new UnstorableValue("grp", new S(isLimited ? "g".repeat(1000) : "g\u0000"))));
        }
        return values;
    }

    private static ItemValue nested(String text) {
        return new M(Map.of("of", new L(List.of(new Null(), new S(text)))));
    }

    @Override
    public Session open() {
        Proxy proxy = new Proxy(database.server().port());
        Destination<?> destination = table.with(
                        "connection.url", database.server().url(proxy.port()))
                .open();
        return new Session() {
            @Override
            public Destination<?> destination() {
                return destination;
            }

            @Override
            public void kill() {
                proxy.refuse();
            }

            @Override
            public void close() {
                destination.close();
                proxy.close();
            }
        };
    }

    @Override
    public void awaitProgress(Collection<Delivery> inFlight, Random random) {
        awaitFirst(inFlight);
    }

    /** Waits for the first result. */
    static void awaitFirst(Collection<Delivery> inFlight) {
        CompletableFuture.anyOf(inFlight.stream()
                        .map(delivery -> delivery.result().toCompletableFuture())
                        .toArray(CompletableFuture[]::new))
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public Map<List<String>, Map<String, String>> rows() {
        List<String> key = shape.key();
        List<String> columns = shape.columns();
        List<String> selected = new ArrayList<>(key);
        columns.forEach(name -> selected.add(name.equals("at") ? database.time(name) : name));
        String query = "SELECT " + String.join(", ", selected) + " FROM $t"
                + (hasSoftDeletes ? " WHERE " + DELETED_COLUMN + " IS NULL" : "");
        Map<List<String>, Map<String, String>> rows = new HashMap<>();
        for (List<@Nullable String> row : table.rows(query)) {
            Map<String, String> values = new TreeMap<>();
            for (int i = 0; i < columns.size(); i++) {
                String value = row.get(key.size() + i);
                if (value != null) {
                    values.put(columns.get(i), value);
                }
            }
            List<String> rowKey =
                    row.subList(0, key.size()).stream().map(String::valueOf).toList();
            assertThat(rows.put(rowKey, values))
                    .as("another row with the key %s", rowKey)
                    .isNull();
        }
        return rows;
    }

    @Override
    public void loseRows(boolean withTable) {
        if (!withTable) {
            table.execute("TRUNCATE TABLE " + (shape.isShared() ? "$t_items" : "$t"));
            return;
        }
        if (shape.isShared()) {
            table.execute("DROP VIEW $t", "DROP TABLE $t_items");
        } else {
            table.execute("DROP TABLE $t");
        }
        create();
    }

    @Override
    public void close() {
        table.drop();
    }
}
