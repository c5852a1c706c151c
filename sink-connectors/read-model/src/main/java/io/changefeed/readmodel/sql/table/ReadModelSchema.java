/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.row.ColumnType.Kind;
import io.changefeed.readmodel.row.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tables of a read model and their columns.
 *
 * @param isGuarded whether stale writes are skipped, which requires versions
 * @param deletedColumn the column for the time of a soft delete; empty if rows are deleted
 * @param versionColumn the column for the version of a row, if rows contain their versions
 */
public record ReadModelSchema(
        TargetTable target, boolean isGuarded, Optional<String> deletedColumn, String versionColumn) {
    /** The suffix of the version table's name. */
    public static final String VERSIONS_SUFFIX = "_versions";

    private static final ColumnType TEXT = ColumnType.of(Kind.STRING);

    /**
     * Whether rows contain their version. This requires that a row belongs to one item and that deleted rows remain.
     * Otherwise, versions are stored in a separate table.
     */
    public boolean hasVersionInRow() {
        return isGuarded && target.hasOneItemPerRow() && deletedColumn.isPresent();
    }

    /** Whether a table contains the row of each item, so that old images are not needed to find it. */
    public boolean knowsRowsOfItems() {
        return isGuarded && !hasVersionInRow();
    }

    public boolean hasVersionTable() {
        return isGuarded && !hasVersionInRow();
    }

    /** The table of rows. Its last columns are those for the deletion time and the version, if there are any. */
    public TableDefinition rowTable() {
        List<Column> columns = new ArrayList<>(target.columns());
        deletedColumn.ifPresent(name -> columns.add(new Column(name, ColumnType.of(Kind.TIMESTAMP))));
        if (hasVersionInRow()) {
            columns.add(new Column(versionColumn, TEXT));
        }
        return new TableDefinition(name(), target.key(), columns, "projection.table", deletedColumn.isPresent());
    }

    /** The table of row versions. */
    public TableDefinition versionTable() {
        return new TableDefinition(
                name().withSuffix(VERSIONS_SUFFIX),
                List.of(new Column("row_hash", TEXT)),
                List.of(
                        new Column("row_key", TEXT),
                        new Column("versions", TEXT),
                        new Column("expires", ColumnType.of(Kind.TIMESTAMP))),
                "row versions of projection.table",
                true);
    }

    private TableName name() {
        return TableName.parse(target.name());
    }
}
