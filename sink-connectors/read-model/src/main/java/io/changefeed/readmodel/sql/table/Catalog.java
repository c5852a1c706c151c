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
    /** MySQL's and MariaDB's metadata tell neither collations nor, each of them, how fine times are. */
    private static final String COLUMNS_OF_MYSQL =
            "SELECT column_name, data_type, COALESCE(datetime_precision, numeric_scale, 0), collation_name,"
                    + " is_nullable = 'YES', column_default IS NOT NULL OR extra <> ''"
                    + " FROM information_schema.columns WHERE table_schema = ? AND table_name = ?";

    /** Nor do their drivers tell of an index that holds the beginnings of values only: two that begin alike are one there. */
    private static final String UNIQUE_OF_MYSQL =
            "SELECT index_name, CASE WHEN sub_part IS NULL THEN column_name ELSE CONCAT(column_name, '(', sub_part, ')')"
                    + " END FROM information_schema.statistics WHERE table_schema = ? AND table_name = ?"
                    + " AND non_unique = 0 ORDER BY index_name = 'PRIMARY' DESC, index_name, seq_in_index";

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
        return schemasAreCatalogs ? columnsOfMySql(name) : columnsOfPostgreSql(name);
    }

    private Map<String, Existing.Column> columnsOfPostgreSql(TableName name) throws SQLException {
        Map<String, Existing.Column> columns = new LinkedHashMap<>();
        try (ResultSet found = metaData.getColumns(null, pattern(schema(name)), pattern(name.name()), null)) {
            while (found.next()) {
                boolean isNullable = found.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls;
                boolean isFilled = found.getString("COLUMN_DEF") != null
                        || "YES".equals(found.getString("IS_AUTOINCREMENT"))
                        || "YES".equals(found.getString("IS_GENERATEDCOLUMN"));
                columns.put(
                        found.getString("COLUMN_NAME"),
                        new Existing.Column(
                                found.getString("TYPE_NAME"),
                                found.getInt("COLUMN_SIZE"),
                                found.getInt("DECIMAL_DIGITS"),
                                Optional.empty(),
                                !isNullable && !isFilled));
            }
        }
        return columns;
    }

    private Map<String, Existing.Column> columnsOfMySql(TableName name) throws SQLException {
        Map<String, Existing.Column> columns = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS_OF_MYSQL)) {
            statement.setString(1, catalog(name));
            statement.setString(2, name.name());
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    columns.put(
                            found.getString(1),
                            new Existing.Column(
                                    found.getString(2).toLowerCase(Locale.ROOT),
                                    0,
                                    found.getInt(3),
                                    Optional.ofNullable(found.getString(4)),
                                    !found.getBoolean(5) && !found.getBoolean(6)));
                }
            }
        }
        return columns;
    }

    private List<Set<String>> keys(TableName name) throws SQLException {
        return schemasAreCatalogs ? keysOfMySql(name) : keysOfPostgreSql(name);
    }

    private List<Set<String>> keysOfMySql(TableName name) throws SQLException {
        Map<String, Set<String>> unique = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(UNIQUE_OF_MYSQL)) {
            statement.setString(1, catalog(name));
            statement.setString(2, name.name());
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    unique.computeIfAbsent(found.getString(1), index -> new LinkedHashSet<>())
                            .add(String.valueOf(found.getString(2)));
                }
            }
        }
        return List.copyOf(unique.values());
    }

    private List<Set<String>> keysOfPostgreSql(TableName name) throws SQLException {
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
