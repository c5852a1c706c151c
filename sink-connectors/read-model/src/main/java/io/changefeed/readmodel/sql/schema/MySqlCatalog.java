/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.TableDescriptor;
import io.changefeed.readmodel.sql.table.TableDescriptor.Default;
import io.changefeed.readmodel.sql.table.TableDescriptor.Kind;
import io.changefeed.readmodel.sql.table.TableDescriptor.Restriction;
import io.changefeed.readmodel.sql.table.TableDescriptor.UniqueIndex;
import io.changefeed.readmodel.sql.table.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the catalog of MySQL and MariaDB, where a schema is a database. */
record MySqlCatalog(Connection connection, Dialect dialect) implements CatalogReader {
    private static final String TABLE = "SELECT t.table_type, e.transactions FROM information_schema.tables t"
            + " LEFT JOIN information_schema.engines e ON e.engine = t.engine"
            + " WHERE t.table_schema = ? AND t.table_name = ?";

    private static final String COLUMNS =
            "SELECT column_name, data_type, CONCAT(column_type, COALESCE(CONCAT(' CHARACTER SET ',"
                    + " character_set_name, ' COLLATE ', collation_name), ''),"
                    + " IF(column_comment = '', '', CONCAT(' COMMENT ', QUOTE(column_comment)))),"
                    + " CASE data_type WHEN 'decimal' THEN numeric_precision"
                    + " WHEN 'varchar' THEN character_maximum_length ELSE 0 END,"
                    + " COALESCE(datetime_precision, numeric_scale, 0), collation_name, is_nullable = 'YES',"
                    + " CASE WHEN extra LIKE '%VIRTUAL GENERATED%' THEN 'VIRTUAL'"
                    + " WHEN COALESCE(generation_expression, '') <> '' THEN 'STORED'"
                    + " WHEN extra LIKE '%auto_increment%' THEN 'AUTO_INCREMENT'"
                    + " WHEN column_default IS NOT NULL THEN 'VALUE' ELSE 'NONE' END, extra LIKE '%on update%'"
                    + " FROM information_schema.columns WHERE table_schema = ? AND table_name = ?";

    /** A part without a column is an expression; in MariaDB, there are none. */
    private static final String UNIQUE_INDEXES = "SELECT index_name, column_name, sub_part IS NOT NULL"
            + " FROM information_schema.statistics WHERE table_schema = ? AND table_name = ? AND non_unique = 0"
            + " ORDER BY index_name = 'PRIMARY' DESC, index_name, seq_in_index";

    private static final String INDEXES = "SELECT index_name, column_name FROM information_schema.statistics"
            + " WHERE table_schema = ? AND table_name = ? AND index_type = 'BTREE' ORDER BY index_name, seq_in_index";

    private static final String COLUMN_NAMES = "SELECT column_name FROM information_schema.columns"
            + " WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position";

    /**
     * The definition is empty for a user who may not see it. In it, all names are quoted, and those of tables contain
     * their database. The catalog can have the name of a table in lower case.
     */
    private static final String VIEW = "SELECT v.view_definition, t.table_schema, t.table_name"
            + " FROM information_schema.views v LEFT JOIN information_schema.tables t"
            + " ON t.table_schema = ? AND t.table_name = ? WHERE v.table_schema = ? AND v.table_name = ?";

    private static final String SCHEMA = "SELECT 1 FROM information_schema.schemata WHERE schema_name = ?";

    /** Reads one row of a result. */
    private interface RowConsumer {
        void accept(ResultSet row) throws SQLException;
    }

    private void query(String sql, List<@Nullable String> parameters, RowConsumer consumer) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    consumer.accept(found);
                }
            }
        }
    }

    private List<@Nullable String> schemaAndName(TableName name) throws SQLException {
        return Arrays.asList(schema(name), name.name());
    }

    private @Nullable String schema(TableName name) throws SQLException {
        return name.schema().isPresent() ? name.schema().get() : connection.getCatalog();
    }

    @Override
    public Optional<TableDescriptor> table(TableName name) throws SQLException {
        List<Kind> kinds = new ArrayList<>();
        query(TABLE, schemaAndName(name), row -> kinds.add(kind(row.getString(1), row.getString(2))));
        return kinds.isEmpty()
                ? Optional.empty()
                : Optional.of(new TableDescriptor(kinds.get(0), columns(name), uniqueIndexes(name), indexes(name)));
    }

    private static Kind kind(String type, @Nullable String transactions) {
        return switch (type) {
            case "BASE TABLE", "SYSTEM VERSIONED" -> "YES".equals(transactions) ? Kind.TABLE : Kind.NOT_TRANSACTIONAL;
            case "VIEW" -> Kind.VIEW;
            default -> Kind.OTHER;
        };
    }

    private Map<String, TableDescriptor.Column> columns(TableName name) throws SQLException {
        Map<String, TableDescriptor.Column> columns = new TreeMap<>(dialect.columnNames());
        query(
                COLUMNS,
                schemaAndName(name),
                row -> columns.put(
                        row.getString(1),
                        new TableDescriptor.Column(
                                row.getString(2).toLowerCase(Locale.ROOT),
                                row.getString(3),
                                row.getInt(4),
                                row.getInt(5),
                                Optional.ofNullable(row.getString(6)),
                                row.getBoolean(7),
                                Default.valueOf(row.getString(8)),
                                row.getBoolean(9))));
        return columns;
    }

    private List<UniqueIndex> uniqueIndexes(TableName name) throws SQLException {
        Map<String, UniqueIndex> indexes = new LinkedHashMap<>();
        query(UNIQUE_INDEXES, schemaAndName(name), row -> {
            UniqueIndex part = part(row.getString(1), row.getString(2), row.getBoolean(3));
            indexes.merge(part.name(), part, UniqueIndex::and);
        });
        return new ArrayList<>(indexes.values());
    }

    private List<List<String>> indexes(TableName name) throws SQLException {
        IndexColumns indexes = new IndexColumns();
        query(INDEXES, schemaAndName(name), row -> indexes.add(row.getString(1), row.getString(2)));
        return indexes.columns();
    }

    private UniqueIndex part(String index, @Nullable String column, boolean isPrefix) {
        NavigableSet<String> columns = new TreeSet<>(dialect.columnNames());
        Set<Restriction> restrictions = EnumSet.noneOf(Restriction.class);
        if (column == null) {
            restrictions.add(Restriction.EXPRESSION);
        } else if (isPrefix) {
            restrictions.add(Restriction.PREFIX);
        } else {
            columns.add(column);
        }
        boolean isPrimary = index.equals("PRIMARY");
        return new UniqueIndex(index, isPrimary, isPrimary, columns, restrictions);
    }

    @Override
    public ViewDescriptor view(TableName name, TableName items) throws SQLException {
        List<String> columns = new ArrayList<>();
        query(COLUMN_NAMES, schemaAndName(name), row -> columns.add(row.getString(1)));
        return new ViewDescriptor(
                new TableName(Optional.ofNullable(schema(name)), name.name()), columns, itemColumns(name, items));
    }

    private Optional<Set<String>> itemColumns(TableName view, TableName items) throws SQLException {
        List<@Nullable String> parameters = new ArrayList<>(schemaAndName(items));
        parameters.addAll(schemaAndName(view));
        StringBuilder definition = new StringBuilder();
        List<TableName> tables = new ArrayList<>();
        query(VIEW, parameters, row -> {
            definition.append(Objects.requireNonNullElse(row.getString(1), ""));
            String table = row.getString(3);
            if (table != null) {
                tables.add(new TableName(Optional.of(row.getString(2)), table));
            }
        });
        if (definition.isEmpty()) {
            return Optional.empty();
        }
        Set<String> found = new HashSet<>();
        for (TableName table : tables) {
            if (definition.indexOf(dialect.quote(table)) >= 0) {
                columns(table).keySet().stream()
                        .filter(column -> definition.indexOf("." + dialect.quote(column)) >= 0)
                        .forEach(found::add);
            }
        }
        return Optional.of(found);
    }

    @Override
    public Optional<String> creationProblem(TableName name) throws SQLException {
        String schema = schema(name);
        if (schema == null) {
            return Optional.of("'connection.url' contains no database. Add it to the URL, or write database.table.");
        }
        List<String> found = new ArrayList<>();
        query(SCHEMA, List.of(schema), row -> found.add(schema));
        return found.isEmpty()
                ? Optional.of("The database " + schema + " does not exist, or this user has no privilege for it."
                        + " Execute: CREATE DATABASE " + dialect.quote(schema))
                : Optional.empty();
    }
}
