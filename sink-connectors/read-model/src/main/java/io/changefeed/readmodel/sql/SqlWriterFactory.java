/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.dialect.Dialects;
import io.changefeed.readmodel.sql.dialect.StatementLimit;
import io.changefeed.readmodel.sql.schema.InvalidTableException;
import io.changefeed.readmodel.sql.schema.TableManager;
import io.changefeed.readmodel.sql.schema.TableProblem;
import io.changefeed.readmodel.sql.schema.ViewManager;
import io.changefeed.readmodel.sql.table.ReadModelSchema;
import io.changefeed.readmodel.sql.table.SqlTable;
import io.changefeed.readmodel.sql.table.TableDefinition;
import io.changefeed.readmodel.sql.write.ItemTableWriter;
import io.changefeed.readmodel.sql.write.SqlWriter;
import io.changefeed.readmodel.sql.write.UnguardedSqlWriter;
import io.changefeed.readmodel.sql.write.VersionColumnWriter;
import io.changefeed.readmodel.sql.write.VersionTableWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates the writer for a database after it has prepared the tables.
 *
 * @param autoCreate whether missing tables are created
 * @param autoEvolve whether missing columns are added
 * @param retention how long the records of items that are in no row are kept
 */
public record SqlWriterFactory(
        ReadModelSchema schema, boolean autoCreate, boolean autoEvolve, Duration retention, InstantSource clock) {

    /** The writer for a database whose tables are prepared, and the size of its statements. */
    record PreparedWriter(Dialect dialect, StatementLimit limit, SqlWriter writer) {}

    /** Checks the tables as {@link #prepare} does, but only reads the catalog. */
    List<TableProblem> check(Connection connection) throws SQLException {
        Dialect dialect = Dialects.of(connection);
        TableManager tables = new TableManager(dialect, autoCreate, autoEvolve);
        List<TableProblem> problems = new ArrayList<>();
        for (TableDefinition table : schema.tables()) {
            problems.addAll(tables.check(connection, table));
        }
        if (schema.hasItemTable()) {
            problems.addAll(new ViewManager(dialect, autoCreate, autoEvolve).check(connection, schema.view()));
        }
        return problems;
    }

    /**
     * Checks the tables, creates or extends them where that is allowed, and returns the writer for them.
     *
     * @throws InvalidTableException if a table does not match and cannot be changed
     */
    PreparedWriter prepare(Connection connection) throws SQLException, InvalidTableException {
        Dialect dialect = Dialects.of(connection);
        return new PreparedWriter(dialect, dialect.statementLimit(connection), writer(connection, dialect));
    }

    private SqlWriter writer(Connection connection, Dialect dialect) throws SQLException, InvalidTableException {
        TableManager tables = new TableManager(dialect, autoCreate, autoEvolve);
        if (schema.hasItemTable()) {
            SqlTable items = tables.prepare(connection, schema.itemTable());
            new ViewManager(dialect, autoCreate, autoEvolve).prepare(connection, schema.view());
            return new ItemTableWriter(items, retention, clock);
        }
        SqlTable rows = tables.prepare(connection, schema.rowTable());
        if (schema.hasVersionTable()) {
            SqlTable versions = tables.prepare(connection, schema.versionTable());
            return new VersionTableWriter(rows, versions, retention, clock);
        }
        return schema.hasVersionInRow()
                ? new VersionColumnWriter(rows)
                : new UnguardedSqlWriter(rows, schema.deletedColumn());
    }
}
