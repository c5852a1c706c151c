/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.databases.DatabaseServer;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.readmodel.JdbcReadModelSinkConnector;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.sql.config.JdbcReadModelConfig;
import io.changefeed.readmodel.store.ReadModelDestination;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A target table with a unique name, and the properties of the connector that writes to it. */
public final class JdbcTestTable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final DatabaseServer server;
    private final String name = "t" + NUMBER.incrementAndGet();
    private final Map<String, String> properties = new LinkedHashMap<>();

    public JdbcTestTable(DatabaseServer server, Map<String, String> properties) {
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

    Map<String, String> properties() {
        return properties;
    }

    public JdbcTestTable with(String property, String value) {
        properties.put(property, value);
        return this;
    }

    /** The errors of the validation by Kafka Connect, by property. */
    public Map<String, List<String>> errors() {
        Map<String, List<String>> errors = new TreeMap<>();
        new JdbcReadModelSinkConnector()
                .validate(properties).configValues().stream()
                        .filter(value -> !value.errorMessages().isEmpty())
                        .forEach(value -> errors.put(value.name(), value.errorMessages()));
        return errors;
    }

    /** Opens a destination as the task does, after validating the configuration. */
    public Destination<?> open() {
        assertThat(JdbcReadModelConfig.check(properties).result().configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
        JdbcReadModelConfig config = new JdbcReadModelConfig(properties);
        Projection projection = config.projection();
        return new ReadModelDestination(
                projection,
                JdbcRowStore.open(
                        config.connection().settings(),
                        config.writerFactory(projection),
                        new DeliveryConfig(config).maxInFlight()));
    }

    Connection connect() throws SQLException {
        return server.connect();
    }

    /** Executes statements in which {@code $t} is replaced by the table name. */
    public void execute(String... statements) {
        for (String statement : statements) {
            server.execute(statement.replace("$t", name));
        }
    }

    /** The rows of a query, as strings. {@code $t} is replaced by the table name. */
    public List<List<@Nullable String>> rows(String query) {
        try (Connection connection = connect();
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
        boolean isView = !rows("SELECT table_name FROM information_schema.views WHERE table_name = '$t'")
                .isEmpty();
        execute(
                isView ? "DROP VIEW $t" : "DROP TABLE IF EXISTS $t",
                "DROP TABLE IF EXISTS $t_items",
                "DROP TABLE IF EXISTS $t_versions");
    }
}
