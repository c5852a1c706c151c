/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import static io.changefeed.readmodel.sql.dialect.PostgreSqlNames.quote;
import static java.util.stream.Collectors.joining;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.sql.table.TableDefinition;
import io.changefeed.readmodel.sql.table.TableDescriptor;
import io.changefeed.readmodel.sql.table.TableDescriptor.Restriction;
import io.changefeed.readmodel.sql.table.TableDescriptor.UniqueIndex;
import io.changefeed.readmodel.sql.table.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tables of PostgreSQL. */
final class PostgreSqlTableDialect implements TableDialect {
    /** Types that convert text to numbers, times or shorter text and round or truncate silently. */
    private static final Set<String> ROUNDING_TYPES = Set.of(
            "float4",
            "float8",
            "money",
            "date",
            "time",
            "timetz",
            "timestamp",
            "timestamptz",
            "interval",
            "point",
            "line",
            "lseg",
            "box",
            "path",
            "polygon",
            "circle",
            "name",
            "char");

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    @Override
    public String createTable(TableDefinition table) {
        return "CREATE TABLE " + quote(table.name()) + " ("
                + table.key().stream()
                        .map(column -> definition(table, column) + " NOT NULL, ")
                        .collect(joining())
                + table.nonKeyColumns().stream()
                        .map(column -> definition(table, column) + ", ")
                        .collect(joining())
                + "PRIMARY KEY (" + columnNames(table.key()) + "))"
                + table.indexes().stream()
                        .map(columns -> "; " + createIndex(table.name(), columns))
                        .collect(joining());
    }

    private String createIndex(TableName table, List<Column> columns) {
        return "CREATE INDEX ON " + quote(table) + " (" + columnNames(columns) + ")";
    }

    private String columnNames(List<Column> columns) {
        return columns.stream().map(column -> quote(column.name())).collect(joining(", "));
    }

    private String definition(TableDefinition table, Column column) {
        return definition(column) + (table.lengths().containsKey(column.name()) ? " COLLATE \"C\"" : "");
    }

    private String definition(Column column) {
        return quote(column.name()) + " " + type(column.type());
    }

    private static String type(ColumnType type) {
        return switch (type.kind()) {
            case ANY, STRING -> "text";
            case INTEGER -> "bigint";
            case DECIMAL -> "numeric(" + type.precision() + "," + type.scale() + ")";
            case DOUBLE -> "double precision";
            case BOOLEAN -> "boolean";
            case TIMESTAMP -> "timestamptz";
            case JSON -> "jsonb";
            case BINARY -> "bytea";
        };
    }

    @Override
    public String addColumn(TableName table, Column column) {
        return "ALTER TABLE " + quote(table) + " ADD COLUMN " + definition(column);
    }

    /** Includes the unique violation that concurrent CREATE TABLE statements can cause in the catalog. */
    @Override
    public boolean isAlreadyExistsError(SQLException error) {
        return Set.of("42P07", "42701", "23505", "42710").contains(String.valueOf(error.getSQLState()));
    }

    @Override
    public boolean isPrivilegeError(SQLException error) {
        return INSUFFICIENT_PRIVILEGE.equals(error.getSQLState());
    }

    @Override
    public String grantWrites(TableName table, String user) {
        return "GRANT SELECT, INSERT, UPDATE, DELETE ON " + quote(table) + " TO " + quote(user);
    }

    @Override
    public String addKey(TableDefinition table, TableDescriptor existing, boolean replacesPrimaryKey) {
        String key =
                " (" + table.key().stream().map(column -> quote(column.name())).collect(joining(", ")) + ")";
        if (existing.primaryKey().isPresent() && !replacesPrimaryKey) {
            return "CREATE UNIQUE INDEX ON " + quote(table.name()) + key;
        }
        return existing.primaryKey()
                        .map(primary -> dropIndex(table.name(), primary) + ",")
                        .orElse("ALTER TABLE " + quote(table.name()))
                + " ADD PRIMARY KEY" + key;
    }

    @Override
    public String addIndex(TableDefinition table, List<Column> columns, TableDescriptor existing) {
        return createIndex(table.name(), columns);
    }

    @Override
    public String dropIndex(TableName table, UniqueIndex index) {
        return index.isConstraint()
                ? "ALTER TABLE " + quote(table) + " DROP CONSTRAINT " + quote(index.name())
                : "DROP INDEX " + quote(new TableName(table.schema(), index.name()));
    }

    @Override
    public String dropNotNull(
            TableName table, String column, TableDescriptor.Column existing, Optional<UniqueIndex> primaryKey) {
        if (primaryKey.isEmpty()) {
            return alterColumn(table, column) + " DROP NOT NULL";
        }
        return Set.of("int8", "int4", "int2").contains(existing.type())
                ? alterColumn(table, column) + " ADD GENERATED BY DEFAULT AS IDENTITY"
                : dropIndex(table, primaryKey.get()) + ", ALTER COLUMN " + quote(column) + " DROP NOT NULL";
    }

    private String alterColumn(TableName table, String column) {
        return "ALTER TABLE " + quote(table) + " ALTER COLUMN " + quote(column);
    }

    @Override
    public String alterType(TableDefinition table, Column column) {
        String type = type(column.type());
        boolean isBinaryText = type.equals("text")
                && (table.key().contains(column) || table.lengths().containsKey(column.name()));
        return alterColumn(table.name(), column.name()) + " TYPE " + type + (isBinaryText ? " COLLATE \"C\"" : "")
                + " USING " + quote(column.name()) + "::" + type;
    }

    @Override
    public boolean locksTypesOfViews() {
        return true;
    }

    @Override
    public String dropDefault(TableDefinition table, Column column, TableDescriptor.Default existing) {
        return switch (existing) {
            case IDENTITY -> alterColumn(table.name(), column.name()) + " DROP IDENTITY";
            case STORED -> alterColumn(table.name(), column.name()) + " DROP EXPRESSION";
            default ->
                "ALTER TABLE " + quote(table.name()) + " DROP COLUMN " + quote(column.name()) + ", ADD COLUMN "
                        + definition(column);
        };
    }

    @Override
    public Optional<String> findMismatch(ColumnType type, TableDescriptor.Column existing, boolean isKey) {
        String actual = existing.type();
        boolean fits = switch (type.kind()) {
            // Different texts can be equal as char, citext or uuid.
            case ANY, STRING -> isKey ? Set.of("text", "varchar", "enum").contains(actual) : !isRounding(existing);
            case INTEGER ->
                Set.of("int8", "int4", "int2").contains(actual) || (actual.equals("numeric") && existing.scale() >= 0);
            case DECIMAL -> actual.equals("numeric") && (isUnconstrained(existing) || existing.scale() >= type.scale());
            case DOUBLE -> actual.equals("float8");
            case BOOLEAN -> actual.equals("bool");
            case TIMESTAMP -> Set.of("timestamptz", "timestamp").contains(actual) && existing.scale() == 6;
            case JSON -> Set.of("jsonb", "json", "text").contains(actual);
            case BINARY -> actual.equals("bytea");
        };
        if (!fits) {
            return Optional.of("has the type " + existing.typeText() + " instead of " + type(type));
        }
        return existing.collation()
                .filter(collation -> isKey)
                .map(collation ->
                        "has the nondeterministic collation " + collation + ", which treats different keys as equal");
    }

    @Override
    public Optional<String> findTextMismatch(int length, TableDescriptor.Column existing) {
        boolean isLongEnough = existing.size() == 0 || existing.size() >= length;
        return Set.of("text", "varchar").contains(existing.type()) && isLongEnough
                ? Optional.empty()
                : Optional.of("has the type " + existing.typeText() + " instead of text");
    }

    /** Whether the type converts text to a number or a time and rounds silently. */
    private static boolean isRounding(TableDescriptor.Column existing) {
        return existing.type().equals("numeric")
                ? !isUnconstrained(existing)
                : ROUNDING_TYPES.contains(existing.type());
    }

    private static boolean isUnconstrained(TableDescriptor.Column numeric) {
        return numeric.size() == 0;
    }

    /**
     * ON CONFLICT uses every valid index on exactly the key columns, whatever its collation, and rejects deferrable
     * ones.
     */
    @Override
    public Optional<String> findConflict(
            UniqueIndex index, TableDescriptor existing, Set<String> key, Set<String> written) {
        boolean isUsed = index.columns().equals(key)
                && Set.of(Restriction.DEFERRABLE, Restriction.COLLATION).containsAll(index.restrictions());
        return isUsed ? index.restrictions().stream().findFirst().map(Restriction::reason) : Optional.empty();
    }
}
