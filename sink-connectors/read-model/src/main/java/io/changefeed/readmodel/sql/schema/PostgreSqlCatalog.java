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
import java.sql.Types;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the catalog of PostgreSQL. Columns of the catalog that old versions lack are read as JSON: attidentity (10),
 * attgenerated and collisdeterministic (12), indnkeyatts (11).
 */
record PostgreSqlCatalog(Connection connection, Dialect dialect) implements CatalogReader {
    /** As statements do, finds a name without a schema in the first schema of the search path that contains it. */
    private static final String TABLE =
            "SELECT c.oid, c.relkind, c.relpersistence FROM pg_class c WHERE c.oid = to_regclass(?)";

    /** Follows domains to their base types. */
    private static final String COLUMNS = "WITH RECURSIVE part AS ("
            + "SELECT a.attnum, a.attname, a.attcollation, a.atttypid AS type, a.atttypmod AS modifier,"
            + " a.attnotnull AS required, CASE WHEN to_jsonb(a) ->> 'attgenerated' = 's' THEN 'STORED'"
            + " WHEN to_jsonb(a) ->> 'attgenerated' = 'v' THEN 'VIRTUAL'"
            + " WHEN to_jsonb(a) ->> 'attidentity' = 'a' THEN 'IDENTITY'"
            + " WHEN a.atthasdef OR to_jsonb(a) ->> 'attidentity' = 'd' THEN 'VALUE' ELSE 'NONE' END AS value"
            + " FROM pg_attribute a WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped"
            + " UNION ALL SELECT p.attnum, p.attname, p.attcollation, t.typbasetype, t.typtypmod,"
            + " p.required OR t.typnotnull,"
            + " CASE WHEN p.value = 'NONE' AND t.typdefault IS NOT NULL THEN 'VALUE' ELSE p.value END"
            + " FROM part p JOIN pg_type t ON t.oid = p.type WHERE t.typtype = 'd')"
            + " SELECT p.attname, CASE t.typtype WHEN 'e' THEN 'enum' ELSE t.typname END, format_type(p.type, -1),"
            + " p.modifier, p.required, p.value, c.collname FROM part p JOIN pg_type t ON t.oid = p.type"
            + " LEFT JOIN pg_collation c"
            + " ON c.oid = p.attcollation AND to_jsonb(c) ->> 'collisdeterministic' = 'false'"
            + " WHERE t.typtype <> 'd' ORDER BY p.attnum";

    /** One row for each key part of an index; a part without a column is an expression. */
    private static final String UNIQUE_INDEXES = "SELECT c.relname, i.indisprimary,"
            + " EXISTS (SELECT 1 FROM pg_constraint o WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u')),"
            + " a.attname, i.indpred IS NOT NULL, NOT i.indimmediate, NOT i.indisvalid, o.oid IS NOT NULL"
            + " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid CROSS JOIN LATERAL"
            + " generate_series(0, COALESCE((to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts) - 1) AS part"
            + " LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[part]"
            + " LEFT JOIN pg_collation o ON o.oid = i.indcollation[part] AND o.oid <> a.attcollation"
            + " AND to_jsonb(o) ->> 'collisdeterministic' = 'false'"
            + " WHERE i.indrelid = ? AND i.indisunique AND NOT i.indisexclusion"
            + " ORDER BY i.indisprimary DESC, c.relname, part";

    private static final String INDEXES = "SELECT c.relname, a.attname"
            + " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam"
            + " CROSS JOIN LATERAL"
            + " generate_series(0, COALESCE((to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts) - 1) AS part"
            + " LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[part]"
            + " WHERE i.indrelid = ? AND i.indisvalid AND i.indpred IS NULL AND m.amname = 'btree'"
            + " ORDER BY c.relname, part";

    private static final String VIEW_COLUMNS = "SELECT n.nspname, a.attname FROM pg_class c"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            + " WHERE c.oid = to_regclass(?) ORDER BY a.attnum";

    /** The columns of a table that the rule of a view depends on. */
    private static final String ITEM_COLUMNS = "SELECT DISTINCT a.attname FROM pg_rewrite r"
            + " JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid"
            + " AND d.refclassid = 'pg_class'::regclass"
            + " JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid"
            + " WHERE r.ev_class = to_regclass(?) AND d.refobjid = to_regclass(?)";

    private static final String SCHEMA = "SELECT s.name, has_schema_privilege(n.oid, 'CREATE')"
            + " FROM (SELECT COALESCE(?, current_schema()) AS name) AS s"
            + " LEFT JOIN pg_namespace n ON n.nspname = s.name";

    private static final int VARIABLE_LENGTH_HEADER = 4;
    private static final int MICROSECONDS = 6;

    @Override
    public Optional<TableDescriptor> table(TableName name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TABLE)) {
            // Not a string: the parameter's type depends on the version.
            statement.setObject(1, dialect.quote(name), Types.OTHER);
            try (ResultSet found = statement.executeQuery()) {
                if (!found.next()) {
                    return Optional.empty();
                }
                long oid = found.getLong(1);
                return Optional.of(new TableDescriptor(
                        kind(found.getString(2), found.getString(3)), columns(oid), uniqueIndexes(oid), indexes(oid)));
            }
        }
    }

    private static Kind kind(String kind, String persistence) {
        return switch (kind) {
            case "r", "p" ->
                switch (persistence) {
                    case "t" -> Kind.TEMPORARY;
                    case "u" -> Kind.UNLOGGED;
                    default -> Kind.TABLE;
                };
            case "v" -> Kind.VIEW;
            default -> Kind.OTHER;
        };
    }

    private Map<String, TableDescriptor.Column> columns(long table) throws SQLException {
        Map<String, TableDescriptor.Column> columns = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setLong(1, table);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    String type = found.getString(2);
                    int modifier = found.getInt(4);
                    columns.put(
                            found.getString(1),
                            new TableDescriptor.Column(
                                    type,
                                    found.getString(3),
                                    size(type, modifier),
                                    scale(type, modifier),
                                    Optional.ofNullable(found.getString(7)),
                                    !found.getBoolean(5),
                                    Default.valueOf(found.getString(6)),
                                    false));
                }
            }
        }
        return columns;
    }

    /**
     * The type modifier, without the size of a header, is the length of a varchar, or the precision and scale of a
     * numeric.
     */
    private static int size(String type, int modifier) {
        if (modifier < 0) {
            return 0;
        }
        return switch (type) {
            case "varchar" -> modifier - VARIABLE_LENGTH_HEADER;
            case "numeric" -> (modifier - VARIABLE_LENGTH_HEADER) >> 16;
            default -> 0;
        };
    }

    private static int scale(String type, int modifier) {
        if (type.equals("numeric")) {
            // A scale can be negative: it is a signed number of 11 bits.
            return modifier < 0 ? 0 : (((modifier - VARIABLE_LENGTH_HEADER) & 0x7ff) ^ 0x400) - 0x400;
        }
        return type.startsWith("time") ? (modifier < 0 ? MICROSECONDS : modifier) : 0;
    }

    private List<UniqueIndex> uniqueIndexes(long table) throws SQLException {
        Map<String, UniqueIndex> indexes = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(UNIQUE_INDEXES)) {
            statement.setLong(1, table);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    UniqueIndex part = part(found);
                    indexes.merge(part.name(), part, UniqueIndex::and);
                }
            }
        }
        return new ArrayList<>(indexes.values());
    }

    private List<List<String>> indexes(long table) throws SQLException {
        IndexColumns indexes = new IndexColumns();
        try (PreparedStatement statement = connection.prepareStatement(INDEXES)) {
            statement.setLong(1, table);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    indexes.add(found.getString(1), found.getString(2));
                }
            }
        }
        return indexes.columns();
    }

    private UniqueIndex part(ResultSet found) throws SQLException {
        NavigableSet<String> columns = new TreeSet<>(dialect.columnNames());
        Set<Restriction> restrictions = EnumSet.noneOf(Restriction.class);
        Optional.ofNullable(found.getString(4))
                .ifPresentOrElse(columns::add, () -> restrictions.add(Restriction.EXPRESSION));
        List<Restriction> flags =
                List.of(Restriction.PARTIAL, Restriction.DEFERRABLE, Restriction.INVALID, Restriction.COLLATION);
        for (int i = 0; i < flags.size(); i++) {
            if (found.getBoolean(5 + i)) {
                restrictions.add(flags.get(i));
            }
        }
        return new UniqueIndex(found.getString(1), found.getBoolean(2), found.getBoolean(3), columns, restrictions);
    }

    @Override
    public ViewDescriptor view(TableName name, TableName items) throws SQLException {
        Optional<String> schema = name.schema();
        List<String> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(VIEW_COLUMNS)) {
            statement.setObject(1, dialect.quote(name), Types.OTHER);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    schema = Optional.of(found.getString(1));
                    columns.add(found.getString(2));
                }
            }
        }
        return new ViewDescriptor(new TableName(schema, name.name()), columns, Optional.of(itemColumns(name, items)));
    }

    private Set<String> itemColumns(TableName view, TableName items) throws SQLException {
        Set<String> columns = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(ITEM_COLUMNS)) {
            statement.setObject(1, dialect.quote(view), Types.OTHER);
            statement.setObject(2, dialect.quote(items), Types.OTHER);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    columns.add(found.getString(1));
                }
            }
        }
        return columns;
    }

    @Override
    public Optional<String> creationProblem(TableName name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SCHEMA)) {
            statement.setString(1, name.schema().orElse(null));
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                String schema = found.getString(1);
                boolean isAllowed = found.getBoolean(2);
                if (found.wasNull()) {
                    return Optional.of(
                            schema == null
                                    ? "No schema of this user's search_path exists. Write schema.table."
                                    : "The schema " + schema + " does not exist. Execute: CREATE SCHEMA "
                                            + dialect.quote(schema));
                }
                return isAllowed
                        ? Optional.empty()
                        : Optional.of("This user cannot create tables in the schema " + schema
                                + ". Execute: GRANT CREATE ON SCHEMA " + dialect.quote(schema) + " TO "
                                + dialect.quote(connection.getMetaData().getUserName()));
            }
        }
    }
}
