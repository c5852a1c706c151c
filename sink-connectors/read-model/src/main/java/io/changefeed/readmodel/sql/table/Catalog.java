/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the database says of its tables. */
final class Catalog {
    private static final String COLLATIONS =
            "SELECT column_name, collation_name FROM information_schema.columns WHERE table_schema = ? AND table_name = ?";

    private final Connection connection;
    private final DatabaseMetaData metaData;
    /** MySQL calls the schema a catalog. */
    private final boolean schemasAreCatalogs;

    Catalog(Connection connection) throws SQLException {
        this.connection = connection;
        this.metaData = connection.getMetaData();
        this.schemasAreCatalogs = !metaData.getDatabaseProductName().equals("PostgreSQL");
    }

    /** What a table is; empty when there is none. */
    Optional<Existing> table(TableName name) throws SQLException {
        Map<String, Existing.Column> columns = columns(name);
        return columns.isEmpty() ? Optional.empty() : Optional.of(new Existing(columns, keys(name)));
    }

    private @Nullable String catalog(TableName name) throws SQLException {
        return schemasAreCatalogs ? name.schema().orElse(connection.getCatalog()) : null;
    }

    private @Nullable String schema(TableName name) throws SQLException {
        return schemasAreCatalogs ? null : name.schema().orElse(connection.getSchema());
    }

    private Map<String, Existing.Column> columns(TableName name) throws SQLException {
        Map<String, String> collations = schemasAreCatalogs ? collations(name) : Map.of();
        Map<String, Existing.Column> columns = new LinkedHashMap<>();
        try (ResultSet found = metaData.getColumns(catalog(name), pattern(schema(name)), pattern(name.name()), null)) {
            while (found.next()) {
                String column = found.getString("COLUMN_NAME");
                columns.put(column, column(found, Optional.ofNullable(collations.get(column))));
            }
        }
        return columns;
    }

    private static Existing.Column column(ResultSet found, Optional<String> collation) throws SQLException {
        String type = found.getString("TYPE_NAME").toLowerCase(Locale.ROOT);
        boolean isNullable = found.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls;
        boolean isFilled = found.getString("COLUMN_DEF") != null
                || "YES".equals(found.getString("IS_AUTOINCREMENT"))
                || "YES".equals(found.getString("IS_GENERATEDCOLUMN"));
        return new Existing.Column(
                type,
                found.getInt("COLUMN_SIZE"),
                found.getInt("DECIMAL_DIGITS"),
                collation,
                isNullable,
                !isNullable && !isFilled);
    }

    private Map<String, String> collations(TableName name) throws SQLException {
        Map<String, String> collations = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(COLLATIONS)) {
            statement.setString(1, catalog(name));
            statement.setString(2, name.name());
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    String collation = found.getString(2);
                    if (collation != null) {
                        collations.put(found.getString(1), collation);
                    }
                }
            }
        }
        return collations;
    }

    private List<Set<String>> keys(TableName name) throws SQLException {
        Map<String, Set<String>> unique = new LinkedHashMap<>();
        Set<String> primary = new LinkedHashSet<>();
        try (ResultSet found = metaData.getPrimaryKeys(catalog(name), schema(name), name.name())) {
            while (found.next()) {
                primary.add(found.getString("COLUMN_NAME"));
            }
        }
        try (ResultSet found = metaData.getIndexInfo(catalog(name), schema(name), name.name(), true, true)) {
            while (found.next()) {
                String column = found.getString("COLUMN_NAME");
                if (column != null && found.getString("FILTER_CONDITION") == null) {
                    unique.computeIfAbsent(found.getString("INDEX_NAME"), index -> new LinkedHashSet<>())
                            .add(column.replaceAll("^\"|\"$", ""));
                }
            }
        }
        List<Set<String>> keys = new ArrayList<>();
        if (!primary.isEmpty()) {
            keys.add(primary);
        }
        unique.values().stream().filter(columns -> !columns.equals(primary)).forEach(keys::add);
        return keys;
    }

    private @Nullable String pattern(@Nullable String name) throws SQLException {
        String escape = metaData.getSearchStringEscape();
        return name == null
                ? null
                : name.replace(escape, escape + escape)
                        .replace("_", escape + "_")
                        .replace("%", escape + "%");
    }
}
