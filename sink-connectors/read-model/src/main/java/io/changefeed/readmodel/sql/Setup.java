/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.dialect.Dialects;
import io.changefeed.readmodel.sql.table.BrokenTableException;
import io.changefeed.readmodel.sql.table.Layout;
import io.changefeed.readmodel.sql.table.SqlTable;
import io.changefeed.readmodel.sql.table.Tables;
import io.changefeed.readmodel.sql.write.BatchWriter;
import io.changefeed.readmodel.sql.write.ClaimsWriter;
import io.changefeed.readmodel.sql.write.GuardedWriter;
import io.changefeed.readmodel.sql.write.Writer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What is written and how.
 *
 * @param autoCreate whether missing tables are created
 * @param autoEvolve whether missing columns are added
 * @param retention how long the version of a deleted row is kept beside the table
 */
public record Setup(Layout layout, boolean autoCreate, boolean autoEvolve, Duration retention, InstantSource clock) {

    /** The dialect and the writer for a database whose tables are as they must be. */
    record Ready(Dialect dialect, Writer writer) {}

    /**
     * Sees to it that the tables are as they must be.
     *
     * @throws BrokenTableException when they are not and may not be made so
     */
    Ready ready(Connection connection) throws SQLException, BrokenTableException {
        Dialect dialect = Dialects.of(connection);
        Tables tables = new Tables(dialect, autoCreate, autoEvolve);
        SqlTable rows = tables.ready(connection, layout.rows());
        if (!layout.hasClaims()) {
            return new Ready(
                    dialect,
                    layout.hasVersionInRow() ? new GuardedWriter(rows) : new BatchWriter(rows, layout.deletedColumn()));
        }
        SqlTable claims = tables.ready(connection, layout.claims());
        return new Ready(
                dialect,
                new ClaimsWriter(
                        rows, claims, layout.deletedColumn(), layout.target().isOwned(), retention, clock));
    }
}
