/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.TableDefinition;
import io.changefeed.readmodel.sql.table.TableDescriptor;
import io.changefeed.readmodel.sql.table.TableDescriptor.Default;
import io.changefeed.readmodel.sql.table.TableDescriptor.UniqueIndex;
import io.changefeed.readmodel.sql.table.ViewDefinition;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Compares an existing table with its required definition. Free of side effects. */
public final class TableCheck {
    private final TableDefinition definition;
    private final TableDescriptor table;
    private final Dialect dialect;
    private final Set<String> key;

    public TableCheck(TableDefinition definition, TableDescriptor table, Dialect dialect) {
        this.definition = definition;
        this.table = table;
        this.dialect = dialect;
        this.key = names(definition.key());
    }

    private NavigableSet<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(toCollection(() -> new TreeSet<>(dialect.columnNames())));
    }

    /** The columns that the table lacks. */
    public List<Column> missingColumns() {
        return definition.columns().stream()
                .filter(column -> !table.columns().containsKey(column.name()))
                .toList();
    }

    /** What is wrong with the existing table, its columns and its indexes. Statements can be executed in this order. */
    public List<TableProblem> problems() {
        Optional<String> kind = unsuitableKind();
        if (kind.isPresent()) {
            return List.of(problem(Optional.empty(), kind.get()));
        }
        return Stream.of(unsuitableColumns(), conflictingIndexes(), missingKey(), missingIndexes(), requiredColumns())
                .flatMap(problems -> problems)
                .toList();
    }

    private TableProblem problem(Optional<String> column, String predicate) {
        return TableProblem.of(definition, column, predicate);
    }

    private Optional<String> unsuitableKind() {
        String name = dialect.quote(definition.name());
        return switch (table.kind()) {
            case TABLE -> Optional.empty();
            case VIEW -> Optional.of("is a view. Name a table");
            case OTHER ->
                Optional.of("is not a regular table of this database, but for example a foreign table. Name a table");
            case TEMPORARY ->
                Optional.of("is temporary, so other connections do not see it. Drop it, and execute: "
                        + dialect.tables().createTable(definition));
            case UNLOGGED ->
                Optional.of("is unlogged: a crash of the database deletes its rows, which are not written again."
                        + " Execute: ALTER TABLE " + name + " SET LOGGED");
            case NOT_TRANSACTIONAL ->
                Optional.of(
                        "has a storage engine without transactions. Execute: ALTER TABLE " + name + " ENGINE = InnoDB");
        };
    }

    private Stream<TableProblem> unsuitableColumns() {
        return definition.columns().stream()
                .flatMap(column -> Optional.ofNullable(table.columns().get(column.name())).stream()
                        .flatMap(current -> unsuitable(column, current).stream())
                        .map(predicate -> problem(
                                Optional.of(column.name()), "has a column '" + column.name() + "' that " + predicate)));
    }

    private Optional<String> unsuitable(Column column, TableDescriptor.Column current) {
        Default value = current.defaultValue();
        if (value != Default.NONE && value != Default.VALUE) {
            return Optional.of((value == Default.AUTO_INCREMENT
                            ? "is AUTO_INCREMENT: the database replaces 0 by the next number"
                            : "the database generates, so its value cannot be written")
                    + ". Remove the column from the projection, or execute: "
                    + withoutView(dialect.tables().dropDefault(definition, column, value)));
        }
        if (current.changesOnUpdate()) {
            return Optional.of("is ON UPDATE CURRENT_TIMESTAMP: the database replaces its value when another column of"
                    + " its row changes. Execute: "
                    + alterType(column));
        }
        Optional<String> textMismatch = Optional.ofNullable(definition.lengths().get(column.name()))
                .flatMap(length -> dialect.tables().findTextMismatch(length, current));
        if (textMismatch.isPresent()) {
            return Optional.of(textMismatch.get() + ". Execute: " + alterType(column));
        }
        return dialect.tables()
                .findMismatch(column.type(), current, definition.indexOf(column).isPresent())
                .map(mismatch -> mismatch + ". Change the cast of the column, or execute: " + alterType(column));
    }

    private String alterType(Column column) {
        return withoutView(dialect.tables().alterType(definition, column));
    }

    /** A statement that alters a column, between those that drop the view of the table and create it again. */
    private String withoutView(String statement) {
        ViewStatements views = new ViewStatements(dialect);
        return definition
                .view()
                .filter(view -> dialect.tables().locksTypesOfViews())
                .map(view -> views.drop(view) + "; " + statement + "; " + views.create(withoutMissingColumns(view)))
                .orElse(statement);
    }

    private ViewDefinition withoutMissingColumns(ViewDefinition view) {
        return new ViewDefinition(
                view.name(),
                view.items(),
                view.columns().stream().filter(table.columns()::containsKey).toList());
    }

    private boolean isKey(UniqueIndex index) {
        return index.columns().equals(key) && index.restrictions().isEmpty();
    }

    private boolean hasKey() {
        return table.uniqueIndexes().stream().anyMatch(this::isKey);
    }

    /** Whether one statement has to replace the primary key by the missing one. */
    private boolean replacesPrimaryKey() {
        return !hasKey() && table.primaryKey().flatMap(this::conflict).isPresent();
    }

    private Optional<String> conflict(UniqueIndex index) {
        return isKey(index)
                ? Optional.empty()
                : dialect.tables().findConflict(index, table, key, names(definition.columns()));
    }

    private Stream<TableProblem> conflictingIndexes() {
        return table.uniqueIndexes().stream()
                .filter(index -> !index.isPrimary() || !replacesPrimaryKey())
                .flatMap(index -> conflict(index)
                        .map(reason -> problem(
                                Optional.empty(),
                                "has " + text(index) + " that " + reason + ". Execute: "
                                        + dialect.tables().dropIndex(definition.name(), index)))
                        .stream());
    }

    private static String text(UniqueIndex index) {
        return (index.isPrimary() ? "a primary key" : "a unique index '" + index.name() + "'") + " on "
                + index.columns();
    }

    private Stream<TableProblem> missingKey() {
        if (hasKey()) {
            return Stream.empty();
        }
        String unusable = table.uniqueIndexes().stream()
                .filter(index -> index.columns().equals(key))
                .map(index -> " (the index '" + index.name() + "' "
                        + index.restrictions().stream()
                                .sorted()
                                .map(TableDescriptor.Restriction::reason)
                                .collect(joining(" and "))
                        + ")")
                .findFirst()
                .orElse("");
        return Stream.of(problem(
                Optional.of(definition.key().get(0).name()),
                "has no primary key or unique index on exactly the columns of the row key" + unusable
                        + ". Change 'projection.key', or execute: "
                        + dialect.tables().addKey(definition, table, replacesPrimaryKey())));
    }

    private Stream<TableProblem> missingIndexes() {
        return definition.indexes().stream()
                .filter(columns ->
                        columns.stream().allMatch(column -> table.columns().containsKey(column.name()))
                                && !hasIndex(columns))
                .map(columns -> problem(
                        Optional.empty(),
                        "has no index that begins with the columns "
                                + columns.stream().map(Column::name).toList()
                                + ", without which statements read all rows. Execute: "
                                + dialect.tables().addIndex(definition, columns, table)));
    }

    private boolean hasIndex(List<Column> columns) {
        return table.indexes().stream()
                .filter(index -> index.size() >= columns.size())
                .anyMatch(index -> IntStream.range(0, columns.size())
                        .allMatch(i -> dialect.columnNames()
                                        .compare(index.get(i), columns.get(i).name())
                                == 0));
    }

    private Stream<TableProblem> requiredColumns() {
        return table.columns().entrySet().stream()
                .flatMap(column -> requirement(column.getKey(), column.getValue())
                        .map(requirement -> problem(
                                Optional.of(column.getKey()),
                                "has a column '" + column.getKey() + "' that is " + requirement + ". Execute: "
                                        + dropNotNull(column.getKey(), column.getValue())))
                        .stream());
    }

    /** Why rows without a value of a column cannot be written. */
    private Optional<String> requirement(String column, TableDescriptor.Column existing) {
        if (!existing.isNullable() && contains(definition.nullColumns(), column)) {
            return Optional.of("NOT NULL, but is set to NULL for some items");
        }
        boolean isOmitted = contains(definition.omittedColumns(), column);
        return existing.isRequired()
                        && (isOmitted || !names(definition.columns()).contains(column))
                ? Optional.of("NOT NULL without a default, but rows are inserted without it"
                        + (isOmitted ? " for some items" : ""))
                : Optional.empty();
    }

    private boolean contains(Set<String> columns, String column) {
        return columns.stream().anyMatch(name -> dialect.columnNames().compare(name, column) == 0);
    }

    private String dropNotNull(String column, TableDescriptor.Column existing) {
        Optional<UniqueIndex> primaryKey =
                table.primaryKey().filter(primary -> primary.columns().contains(column));
        return dialect.tables().dropNotNull(definition.name(), column, existing, primaryKey);
    }
}
