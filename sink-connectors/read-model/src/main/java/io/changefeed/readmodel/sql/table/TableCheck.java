/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.sql.dialect.Dialect;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a table that exists is what it must be. Pure. */
public final class TableCheck {
    private final Wanted wanted;
    private final Existing existing;
    private final Dialect dialect;

    public TableCheck(Wanted wanted, Existing existing, Dialect dialect) {
        this.wanted = wanted;
        this.existing = existing;
        this.dialect = dialect;
    }

    /** The columns that the table has not. */
    public List<Column> missing() {
        return wanted.columns().stream()
                .filter(column -> !existing.columns().containsKey(column.name()))
                .toList();
    }

    /** The first thing that is wrong with the columns and keys that there are, and what to do. */
    public Optional<String> problem() {
        return Stream.of(noKey(), misfit(), mustBeGiven(), otherKeys())
                .flatMap(Optional::stream)
                .findFirst()
                .map(problem -> "the table " + wanted.name() + " (" + wanted.property() + ") " + problem);
    }

    private Set<String> key() {
        return wanted.key().stream().map(Column::name).collect(Collectors.toSet());
    }

    private Optional<String> noKey() {
        if (existing.keys().contains(key())) {
            return Optional.empty();
        }
        String names = wanted.key().stream()
                .map(column -> dialect.quoted(column.name()))
                .collect(Collectors.joining(", "));
        return Optional.of("has no primary key or unique index on exactly the columns of the key. Change the key of the"
                + " projection, or execute: ALTER TABLE " + dialect.quoted(wanted.name()) + " ADD PRIMARY KEY (" + names
                + ")");
    }

    private Optional<String> misfit() {
        return wanted.columns().stream()
                .flatMap(column -> Optional.ofNullable(existing.columns().get(column.name()))
                        .flatMap(held ->
                                dialect.misfit(column.type(), held, wanted.key().contains(column)))
                        .map(misfit -> "has a column '" + column.name() + "' that " + misfit
                                + ". Change the cast of the column, or execute: " + dialect.alter(wanted, column))
                        .stream())
                .findFirst();
    }

    private Optional<String> mustBeGiven() {
        Set<String> given = wanted.isFilledInParts()
                ? key()
                : wanted.columns().stream().map(Column::name).collect(Collectors.toSet());
        return existing.columns().entrySet().stream()
                .filter(column -> column.getValue().mustBeGiven() && !given.contains(column.getKey()))
                .findFirst()
                .map(column -> "has a column '" + column.getKey() + "' that is NOT NULL and has no default, and rows"
                        + " are inserted without it" + (wanted.isFilledInParts() ? ", for items deleted" : "")
                        + ". Execute: " + dialect.relax(wanted.name(), column.getKey(), column.getValue()));
    }

    private Optional<String> otherKeys() {
        return dialect.misfit(existing.keys().stream()
                .filter(columns -> !columns.equals(key()))
                .toList());
    }
}
