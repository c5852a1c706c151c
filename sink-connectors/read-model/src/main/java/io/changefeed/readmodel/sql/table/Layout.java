/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.row.ColumnType.Kind;
import io.changefeed.readmodel.row.TargetTable;
import io.changefeed.readmodel.store.WriteMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which tables there are, and what is in them.
 *
 * @param deletedColumn of a row that stays when it is deleted; empty when rows are deleted
 * @param versionColumn for the version in the row, where that is its place
 */
public record Layout(TargetTable target, WriteMode mode, Optional<String> deletedColumn, String versionColumn) {
    /** What a claims table is called after its table's name. */
    public static final String CLAIMS = "_claims";

    private static final ColumnType TEXT = ColumnType.of(Kind.STRING);

    /**
     * Whether a row holds its version itself: where no other item can have it, and it stays when it is deleted. Otherwise
     * the versions are in a table beside it.
     */
    public boolean hasVersionInRow() {
        return mode == WriteMode.GUARDED && target.isOwned() && deletedColumn.isPresent();
    }

    public boolean hasClaims() {
        return mode == WriteMode.GUARDED && !hasVersionInRow();
    }

    /** The table that people read: last come the column of the deletion's time and that of the version. */
    public Wanted rows() {
        List<Column> others = new ArrayList<>(target.columns());
        deletedColumn.ifPresent(name -> others.add(new Column(name, ColumnType.of(Kind.TIMESTAMP))));
        if (hasVersionInRow()) {
            others.add(new Column(versionColumn, TEXT));
        }
        return new Wanted(name(), target.key(), others, "projection.table", deletedColumn.isPresent());
    }

    /** The table of the claims on its rows. */
    public Wanted claims() {
        return new Wanted(
                name().with(CLAIMS),
                List.of(new Column("row_hash", TEXT)),
                List.of(
                        new Column("row_key", TEXT),
                        new Column("claims", TEXT),
                        new Column("expires", ColumnType.of(Kind.TIMESTAMP))),
                "projection.table, for the versions of its rows",
                true);
    }

    private TableName name() {
        return TableName.parse(target.name());
    }
}
