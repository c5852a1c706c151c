/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.TableDefinition;
import io.changefeed.readmodel.sql.table.TableDescriptor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares an existing table with its required definition. Free of side effects. */
public final class TableCheck {
    private final TableDefinition definition;
    private final TableDescriptor table;
    private final Dialect dialect;

    public TableCheck(TableDefinition definition, TableDescriptor table, Dialect dialect) {
        this.definition = definition;
        this.table = table;
        this.dialect = dialect;
    }

    /** The columns that the table lacks. */
    public List<Column> missingColumns() {
        return definition.columns().stream()
                .filter(column -> !table.columns().containsKey(column.name()))
                .toList();
    }

    /** The first problem with the existing columns and keys, and how to fix it. */
    public Optional<String> problem() {
        return Stream.of(missingKey(), unsuitableColumn(), requiredColumn(), otherKeys())
                .flatMap(Optional::stream)
                .findFirst()
                .map(problem -> "the table " + definition.name() + " (" + definition.property() + ") " + problem);
    }

    private Set<String> key() {
        return definition.key().stream().map(Column::name).collect(Collectors.toSet());
    }

    private Optional<String> missingKey() {
        if (table.uniqueKeys().contains(key())) {
            return Optional.empty();
        }
        String names = definition.key().stream()
                .map(column -> dialect.quote(column.name()))
                .collect(Collectors.joining(", "));
        return Optional.of("has no primary key or unique index on exactly the columns of the row key. Change"
                + " 'projection.key', or execute: ALTER TABLE " + dialect.quote(definition.name())
                + " ADD PRIMARY KEY (" + names
                + ")");
    }

    private Optional<String> unsuitableColumn() {
        return definition.columns().stream()
                .flatMap(column -> Optional.ofNullable(table.columns().get(column.name()))
                        .flatMap(current -> dialect.findMismatch(
                                column.type(),
                                current,
                                definition.indexOf(column).isPresent()))
                        .map(mismatch -> "has a column '" + column.name() + "' that " + mismatch
                                + ". Change the cast of the column, or execute: "
                                + dialect.alterType(definition, column))
                        .stream())
                .findFirst();
    }

    private Optional<String> requiredColumn() {
        Set<String> inserted = definition.hasPartialRows()
                ? key()
                : definition.columns().stream().map(Column::name).collect(Collectors.toSet());
        return table.columns().entrySet().stream()
                .filter(column -> column.getValue().isRequired() && !inserted.contains(column.getKey()))
                .findFirst()
                .map(column -> "has a column '" + column.getKey() + "' that is NOT NULL without a default, but rows"
                        + " are inserted without it" + (definition.hasPartialRows() ? " for deleted items" : "")
                        + ". Execute: " + dialect.dropNotNull(definition.name(), column.getKey(), column.getValue()));
    }

    private Optional<String> otherKeys() {
        return dialect.findConflictingKey(table.uniqueKeys().stream()
                .filter(columns -> !columns.equals(key()))
                .toList());
    }
}
