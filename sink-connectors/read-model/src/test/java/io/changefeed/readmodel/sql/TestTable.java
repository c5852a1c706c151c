/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.databases.DatabaseServer;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.sql.config.JdbcConfig;
import io.changefeed.readmodel.store.ReadModelDestination;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A table of its own in a database, written by the projection that the properties say. */
public final class TestTable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final DatabaseServer server;
    private final String name = "t" + NUMBER.incrementAndGet();
    private final Map<String, String> properties = new LinkedHashMap<>();

    public TestTable(DatabaseServer server, Map<String, String> properties) {
        this.server = server;
        this.properties.putAll(Map.of(
                "connection.url",
                server.url(),
                "connection.user",
                DatabaseServer.USER,
                "connection.password",
                DatabaseServer.PASSWORD,
                "connection.timeout.ms",
                "3000",
                "projection.table",
                name,
                "projection.source.key",
                "pk",
                "auto.create",
                "true"));
        this.properties.putAll(properties);
    }

    public String name() {
        return name;
    }

    public TestTable with(String property, String value) {
        properties.put(property, value);
        return this;
    }

    /** A destination as the task makes it, of a configuration that validation takes. */
    public Destination<?> open() {
        assertThat(JdbcConfig.check(properties).result().configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
        JdbcConfig config = new JdbcConfig(properties);
        Projection projection = config.projection();
        return new ReadModelDestination(
                projection,
                JdbcStore.open(
                        config.connection().access(),
                        config.setup(projection),
                        new DeliveryConfig(config).maxInFlight()));
    }

    /** Executes statements in which {@code $t} is the table. */
    public void execute(String... statements) {
        for (String statement : statements) {
            server.execute(statement.replace("$t", name));
        }
    }

    /** The rows of a query in which {@code $t} is the table, each as its columns' texts. */
    public List<List<@Nullable String>> rows(String query) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query.replace("$t", name))) {
            List<List<@Nullable String>> rows = new ArrayList<>();
            while (found.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.add(found.getString(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void drop() {
        execute("DROP TABLE IF EXISTS $t", "DROP TABLE IF EXISTS $t_claims");
    }
}
