/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import com.zaxxer.hikari.HikariDataSource;
import io.changefeed.readmodel.sql.SqlWriterFactory.PreparedWriter;
import io.changefeed.readmodel.sql.schema.InvalidTableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The database. Its tables are checked, and created or extended where allowed, before the first write. */
final class SqlDatabase implements AutoCloseable {
    private final HikariDataSource pool;
    private final SqlWriterFactory writerFactory;
    private @Nullable PreparedWriter writer;

    SqlDatabase(HikariDataSource pool, SqlWriterFactory writerFactory) {
        this.pool = pool;
        this.writerFactory = writerFactory;
    }

    /** Takes a connection from the pool, waiting for one if necessary. The caller closes it. */
    Connection connect() throws SQLException {
        return pool.getConnection();
    }

    /**
     * Closes a connection instead of returning it to the pool. After a failover without a disconnect, it would remain
     * connected to the former primary, while a new connection reaches the new one.
     */
    void evict(Connection connection) {
        pool.evictConnection(connection);
    }

    /** The writer for the tables, which is created once, and again after {@link #forgetTables}. */
    PreparedWriter writer(Connection connection) throws SQLException, InvalidTableException {
        Optional<PreparedWriter> prepared = preparedWriter();
        return prepared.isPresent() ? prepared.get() : prepare(connection);
    }

    /** The writer; empty before the tables were checked. */
    synchronized Optional<PreparedWriter> preparedWriter() {
        return Optional.ofNullable(writer);
    }

    private synchronized PreparedWriter prepare(Connection connection) throws SQLException, InvalidTableException {
        if (writer == null) {
            writer = prepareWriter(connection);
            connection.commit();
        }
        return writer;
    }

    /** The next write checks the tables again, which an operator can have changed. */
    synchronized void forgetTables() {
        writer = null;
    }

    /** Transactions begin with new connections, because a connection keeps the maximum size of its statements. */
    void replaceConnections() {
        pool.getHikariPoolMXBean().softEvictConnections();
    }

    /** Errors of CREATE or ALTER TABLE can have the codes of invalid values, but no change causes them. */
    private PreparedWriter prepareWriter(Connection connection) throws SQLException, InvalidTableException {
        try {
            return writerFactory.prepare(connection);
        } catch (SQLException e) {
            if (SqlErrorClassifier.classify(e).isCausedByChange()) {
                throw new InvalidTableException("the table could not be created or altered: " + e.getMessage());
            }
            throw e;
        }
    }

    /** Can take seconds. */
    @Override
    public void close() {
        pool.close();
    }
}
