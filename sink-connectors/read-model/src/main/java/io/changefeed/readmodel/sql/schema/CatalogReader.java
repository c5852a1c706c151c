/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import io.changefeed.readmodel.sql.table.TableDescriptor;
import io.changefeed.readmodel.sql.table.TableName;
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

/** Reads table definitions from the database's catalog. */
final class CatalogReader {
    /** The JDBC metadata of MySQL and MariaDB lacks collations and, depending on the driver, fractional seconds. */
    private static final String MYSQL_COLUMNS =
            "SELECT column_name, data_type, COALESCE(datetime_precision, numeric_scale, 0), collation_name,"
                    + " is_nullable = 'YES', column_default IS NOT NULL OR extra <> ''"
                    + " FROM information_schema.columns WHERE table_schema = ? AND table_name = ?";

    /** The JDBC metadata lacks prefix lengths: two values with the same prefix are equal in such an index. */
    private static final String MYSQL_UNIQUE_KEYS =
            "SELECT index_name, CASE WHEN sub_part IS NULL THEN column_name ELSE CONCAT(column_name, '(', sub_part,"
                    + " ')') END FROM information_schema.statistics WHERE table_schema = ? AND table_name = ? AND"
                    + " non_unique = 0 ORDER BY index_name = 'PRIMARY' DESC, index_name, seq_in_index";

    private final Connection connection;
    private final DatabaseMetaData metaData;
    /** The JDBC drivers of MySQL and MariaDB report schemas as catalogs. */
    private final boolean isMySql;

    CatalogReader(Connection connection) throws SQLException {
        this.connection = connection;
        this.metaData = connection.getMetaData();
        this.isMySql = !metaData.getDatabaseProductName().equals("PostgreSQL");
    }

    /** Reads the definition of a table; empty if the table does not exist. */
    Optional<TableDescriptor> table(TableName name) throws SQLException {
        Map<String, TableDescriptor.Column> columns = columns(name);
        return columns.isEmpty() ? Optional.empty() : Optional.of(new TableDescriptor(columns, uniqueKeys(name)));
    }

    private @Nullable String catalog(TableName name) throws SQLException {
        return isMySql ? name.schema().orElse(connection.getCatalog()) : null;
    }

    private @Nullable String schema(TableName name) throws SQLException {
        return isMySql ? null : name.schema().orElse(connection.getSchema());
    }

    private Map<String, TableDescriptor.Column> columns(TableName name) throws SQLException {
        return isMySql ? mySqlColumns(name) : postgreSqlColumns(name);
    }

    private Map<String, TableDescriptor.Column> postgreSqlColumns(TableName name) throws SQLException {
        Map<String, TableDescriptor.Column> columns = new LinkedHashMap<>();
        try (ResultSet found =
                metaData.getColumns(null, escapePattern(schema(name)), escapePattern(name.name()), null)) {
            while (found.next()) {
                boolean isNullable = found.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls;
                boolean hasDefault = found.getString("COLUMN_DEF") != null
                        || "YES".equals(found.getString("IS_AUTOINCREMENT"))
                        || "YES".equals(found.getString("IS_GENERATEDCOLUMN"));
                columns.put(
                        found.getString("COLUMN_NAME"),
                        new TableDescriptor.Column(
                                found.getString("TYPE_NAME"),
                                found.getInt("COLUMN_SIZE"),
                                found.getInt("DECIMAL_DIGITS"),
                                Optional.empty(),
                                !isNullable && !hasDefault));
            }
        }
        return columns;
    }

    private Map<String, TableDescriptor.Column> mySqlColumns(TableName name) throws SQLException {
        Map<String, TableDescriptor.Column> columns = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(MYSQL_COLUMNS)) {
            statement.setString(1, catalog(name));
            statement.setString(2, name.name());
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    columns.put(
                            found.getString(1),
                            new TableDescriptor.Column(
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

    private List<Set<String>> uniqueKeys(TableName name) throws SQLException {
        return isMySql ? mySqlUniqueKeys(name) : postgreSqlUniqueKeys(name);
    }

    private List<Set<String>> mySqlUniqueKeys(TableName name) throws SQLException {
        Map<String, Set<String>> indexes = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(MYSQL_UNIQUE_KEYS)) {
            statement.setString(1, catalog(name));
            statement.setString(2, name.name());
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    indexes.computeIfAbsent(found.getString(1), index -> new LinkedHashSet<>())
                            .add(String.valueOf(found.getString(2)));
                }
            }
        }
        return List.copyOf(indexes.values());
    }

    private List<Set<String>> postgreSqlUniqueKeys(TableName name) throws SQLException {
        Map<String, Set<String>> indexes = new LinkedHashMap<>();
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
                    indexes.computeIfAbsent(found.getString("INDEX_NAME"), index -> new LinkedHashSet<>())
                            .add(column.replaceAll("^\"|\"$", ""));
                }
            }
        }
        List<Set<String>> keys = new ArrayList<>();
        if (!primary.isEmpty()) {
            keys.add(primary);
        }
        indexes.values().stream().filter(columns -> !columns.equals(primary)).forEach(keys::add);
        return keys;
    }

    private @Nullable String escapePattern(@Nullable String name) throws SQLException {
        String escape = metaData.getSearchStringEscape();
        return name == null
                ? null
                : name.replace(escape, escape + escape)
                        .replace("_", escape + "_")
                        .replace("%", escape + "%");
    }
}
