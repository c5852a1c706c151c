/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.sql;

import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.Orders;
import io.changefeed.databases.DatabaseServer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** How the connector stores rows and versions in SQL. */
public enum RowStorage {
    OWNED_SOFT("owned, soft delete"),
    OWNED_HARD("owned, hard delete"),
    SHARED("shared");

    /**
     * One of the written tables.
     *
     * @param suffix of the table name
     * @param guard a column: rows are replaced only if its value increases; empty if they are always replaced
     * @param maximum a column that keeps the greater value
     */
    record Part(String suffix, Optional<String> guard, Optional<String> maximum) {}

    /** A table without versions. */
    static final Part UNGUARDED = new Part("", Optional.empty(), Optional.empty());

    private final String title;

    RowStorage(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** The written tables, in the order of the writes. The last one contains the columns. */
    List<Part> parts() {
        return switch (this) {
            case OWNED_SOFT -> List.of(guarded("", "__order"));
            case OWNED_HARD -> List.of(guarded("_versions", "version"), UNGUARDED);
            case SHARED -> List.of(new Part("_items", Optional.of("__version"), Optional.of("__changed")));
        };
    }

    /** The name of a table, without its suffix, and of a connector. */
    String tableName() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Part guarded(String suffix, String version) {
        return new Part(suffix, Optional.of(version), Optional.empty());
    }

    /** @param suffix of the name of the connector */
    List<TargetTable> tables(DatabaseServer server, String suffix) {
        return parts().stream()
                .map(part -> new TargetTable(server, tableName() + suffix + part.suffix()))
                .toList();
    }

    /** Creates empty tables like those of the connector. */
    List<TargetTable> copyEmpty(List<TargetTable> tables, String name) {
        return IntStream.range(0, tables.size())
                .mapToObj(i -> tables.get(i).copyEmpty(name + parts().get(i).suffix()))
                .toList();
    }

    /** The properties that the configuration of the connector needs in addition. */
    Map<String, String> properties(MeasuredConnector connector) {
        return switch (this) {
            case OWNED_SOFT -> Map.of("deleted.column", "deleted_at");
            case OWNED_HARD -> Map.of();
            case SHARED -> sharedRows(connector);
        };
    }

    /** Properties for rows that several items have in common. */
    public static Map<String, String> sharedRows(MeasuredConnector connector) {
        return Map.of(
                "projection.key",
                Orders.CUSTOMER,
                "projection.columns",
                connector.property("projection.columns").replace(Orders.CUSTOMER, "id"));
    }
}
