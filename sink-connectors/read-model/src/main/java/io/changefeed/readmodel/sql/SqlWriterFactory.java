/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.dialect.Dialects;
import io.changefeed.readmodel.sql.schema.InvalidTableException;
import io.changefeed.readmodel.sql.schema.TableManager;
import io.changefeed.readmodel.sql.table.ReadModelSchema;
import io.changefeed.readmodel.sql.write.SqlWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Creates the writer for a database after it has prepared the tables.
 *
 * @param autoCreate whether missing tables are created
 * @param autoEvolve whether missing columns are added
 * @param retention how long the versions of deleted rows are kept in the version table
 */
public record SqlWriterFactory(
        ReadModelSchema schema, boolean autoCreate, boolean autoEvolve, Duration retention, InstantSource clock) {

    /** The dialect and the writer for a database whose tables are prepared. */
    record PreparedWriter(Dialect dialect, SqlWriter writer) {}

    /**
     * Checks the tables, creates or extends them where that is allowed, and returns the writer for them.
     *
     * @throws InvalidTableException if a table does not match and cannot be changed
     */
    PreparedWriter prepare(Connection connection) throws SQLException, InvalidTableException {
        Dialect dialect = Dialects.of(connection);
        TableManager tables = new TableManager(dialect, autoCreate, autoEvolve);
        throw new UnsupportedOperationException(
                "not written yet" + tables + schema.rowTable() + dialect.maxNameLength());
    }
}
