/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import com.zaxxer.hikari.HikariDataSource;
import io.changefeed.readmodel.sql.Setup.Ready;
import io.changefeed.readmodel.sql.table.BrokenTableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The database, with tables that are looked at before the first write. */
final class Database implements AutoCloseable {
    private final HikariDataSource pool;
    private final Setup setup;
    private @Nullable Ready ready;

    Database(HikariDataSource pool, Setup setup) {
        this.pool = pool;
        this.setup = setup;
    }

    /** A connection of the pool, which has to be closed. Waits for one. */
    Connection connect() throws SQLException {
        return pool.getConnection();
    }

    /** How it is written to; found out once. */
    Ready ready(Connection connection) throws SQLException, BrokenTableException {
        return known().isPresent() ? known().get() : findOut(connection);
    }

    private synchronized Optional<Ready> known() {
        return Optional.ofNullable(ready);
    }

    private synchronized Ready findOut(Connection connection) throws SQLException, BrokenTableException {
        if (ready == null) {
            ready = setup.ready(connection);
            connection.commit();
        }
        return ready;
    }

    /** May take seconds. */
    @Override
    public void close() {
        pool.close();
    }
}
