/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import static java.util.stream.Collectors.toSet;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.row.ColumnType.Kind;
import io.changefeed.readmodel.row.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tables of a read model and their columns.
 *
 * @param isGuarded whether stale writes are skipped, which requires versions
 * @param deletedColumn the column for the time of a soft delete; empty if rows are deleted
 * @param versionColumn the column for the version of a row, if rows contain their versions
 */
public record ReadModelSchema(
        TargetTable target, boolean isGuarded, Optional<String> deletedColumn, String versionColumn) {
    /** The suffix of the name of the table that contains the version of each item. */
    public static final String VERSIONS_SUFFIX = "_versions";

    /** The suffix of the name of the table that contains the items of shared rows. */
    public static final String ITEMS_SUFFIX = "_items";

    private static final String PROPERTY = "projection.table";
    private static final ColumnType TEXT = ColumnType.of(Kind.STRING);
    private static final ColumnType TIMESTAMP = ColumnType.of(Kind.TIMESTAMP);
    /** The length of an item's id, and of a hash of a row key. */
    private static final int HASH_LENGTH = 43;
    /** More than an order, a time, a region, an account and a table name of 255 characters. */
    private static final int VERSION_LENGTH = 500;
    /** More than a time and an order. */
    private static final int CHANGED_LENGTH = 100;

    /** The columns of {@link #versionTable}. */
    public static final class VersionColumns {
        public static final String ITEM = "item";
        public static final String VERSION = "version";
        /** The key of the item's row as text; NULL if the item is in no row. */
        public static final String ROW_KEY = "row_key";
        /** When the record can be deleted; NULL if the item is in a row. */
        public static final String EXPIRES = "expires";

        private VersionColumns() {}
    }

    /** The columns of {@link #itemTable} that the view does not contain. */
    public static final class ItemColumns {
        public static final String ITEM = "__item";
        public static final String VERSION = "__version";
        /** The time of the item's last change; empty text if only snapshots were read. */
        public static final String CHANGED = "__changed";
        /** A hash of the key of the item's row; NULL if the item is in no row. */
        public static final String ROW = "__row";
        /** When the record can be deleted; NULL if the item is in a row. */
        public static final String EXPIRES = "__expires";

        private ItemColumns() {}
    }

    /**
     * Whether rows contain their version. This requires that a row belongs to one item and that deleted rows remain.
     */
    public boolean hasVersionInRow() {
        return isGuarded && target.hasOneItemPerRow() && deletedColumn.isPresent();
    }

    /** Whether a table contains the row of each item, so that old images are not needed to find it. */
    public boolean knowsRowsOfItems() {
        return hasVersionTable() || hasItemTable();
    }

    /** Whether the versions of items are in a separate table. */
    public boolean hasVersionTable() {
        return isGuarded && target.hasOneItemPerRow() && deletedColumn.isEmpty();
    }

    /** Whether several items can have the same row key, so that the target table is a view of their rows. */
    public boolean hasItemTable() {
        return isGuarded && !target.hasOneItemPerRow();
    }

    /** All tables, without the view. */
    public List<TableDefinition> tables() {
        if (hasItemTable()) {
            return List.of(itemTable());
        }
        return hasVersionTable() ? List.of(rowTable(), versionTable()) : List.of(rowTable());
    }

    /**
     * The table of rows, if it is not a view. Its last columns are those for the deletion time and the version, if any.
     */
    public TableDefinition rowTable() {
        List<Column> columns = new ArrayList<>(target.columns());
        deletedColumn.ifPresent(column -> columns.add(new Column(column, TIMESTAMP)));
        // A deleted row has no other columns if it did not exist before, and the other rows have no time of a delete.
        Set<String> omitted = deletedColumn.isPresent() ? names(columns) : Set.of();
        if (hasVersionInRow()) {
            columns.add(new Column(versionColumn, TEXT));
        }
        return new TableDefinition(
                name(),
                target.key(),
                columns,
                PROPERTY,
                omitted,
                deletedColumn.map(Set::of).orElse(Set.of()),
                hasVersionInRow() ? Map.of(versionColumn, VERSION_LENGTH) : Map.of(),
                List.of(),
                Optional.empty());
    }

    /** The table of the versions of items. */
    public TableDefinition versionTable() {
        Column expires = new Column(VersionColumns.EXPIRES, TIMESTAMP);
        return new TableDefinition(
                name().withSuffix(VERSIONS_SUFFIX),
                List.of(new Column(VersionColumns.ITEM, TEXT)),
                List.of(new Column(VersionColumns.VERSION, TEXT), new Column(VersionColumns.ROW_KEY, TEXT), expires),
                "versions of " + PROPERTY,
                Set.of(VersionColumns.ROW_KEY, VersionColumns.EXPIRES),
                Set.of(VersionColumns.ROW_KEY, VersionColumns.EXPIRES),
                Map.of(VersionColumns.ITEM, HASH_LENGTH, VersionColumns.VERSION, VERSION_LENGTH),
                List.of(List.of(expires)),
                Optional.empty());
    }

    /** The table of the items of shared rows. Its last column is the version. */
    public TableDefinition itemTable() {
        Column item = new Column(ItemColumns.ITEM, TEXT);
        Column changed = new Column(ItemColumns.CHANGED, TEXT);
        Column row = new Column(ItemColumns.ROW, TEXT);
        Column expires = new Column(ItemColumns.EXPIRES, TIMESTAMP);
        List<Column> columns = new ArrayList<>(viewColumns());
        columns.addAll(List.of(row, expires));
        Set<String> omitted = names(columns);
        columns.addAll(List.of(changed, new Column(ItemColumns.VERSION, TEXT)));
        return new TableDefinition(
                view().items(),
                List.of(item),
                columns,
                "items of " + PROPERTY,
                omitted,
                omitted,
                Map.of(
                        ItemColumns.ITEM, HASH_LENGTH,
                        ItemColumns.VERSION, VERSION_LENGTH,
                        ItemColumns.CHANGED, CHANGED_LENGTH,
                        ItemColumns.ROW, HASH_LENGTH),
                List.of(List.of(row, changed, item), target.key(), List.of(expires)),
                Optional.of(view()));
    }

    /** The view of {@link #itemTable} that shows one item of each row. */
    public ViewDefinition view() {
        return new ViewDefinition(
                name(),
                name().withSuffix(ITEMS_SUFFIX),
                viewColumns().stream().map(Column::name).toList());
    }

    private static Set<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(toSet());
    }

    private List<Column> viewColumns() {
        return Stream.concat(target.key().stream(), target.columns().stream()).toList();
    }

    private TableName name() {
        return TableName.parse(target.name());
    }
}
