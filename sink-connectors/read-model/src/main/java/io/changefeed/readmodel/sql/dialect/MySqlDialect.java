/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Optional;

/** The dialect of MySQL 8.0.17 and later and MariaDB 10.2 and later. */
public final class MySqlDialect implements Dialect {
    /** Of a statement that the server prepares. */
    private static final int MAX_PARAMETERS = 65_535;

    private final TableDialect tables;
    private final RowDialect rows = new MySqlRowDialect();

    private MySqlDialect(String collation) {
        tables = new MySqlTableDialect(collation);
    }

    public static MySqlDialect forMySql() {
        return new MySqlDialect("utf8mb4_0900_bin");
    }

    public static MySqlDialect forMariaDb() {
        return new MySqlDialect("utf8mb4_nopad_bin");
    }

    /**
     * Enables strict mode, without which values are truncated, and sets the time zone to UTC and the isolation to READ
     * COMMITTED. The mode NO_BACKSLASH_ESCAPES is kept, because the driver has already adapted its quoting to it.
     */
    @Override
    public void initializeSession(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = CONCAT("
                    + "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,NO_ZERO_DATE,NO_ZERO_IN_DATE',"
                    + " IF(FIND_IN_SET('NO_BACKSLASH_ESCAPES', @@SESSION.sql_mode),"
                    + " ',NO_BACKSLASH_ESCAPES', '')),"
                    + " time_zone = '+00:00', innodb_lock_wait_timeout = 10, lock_wait_timeout = 10");
        }
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }

    @Override
    public String selectReadOnly() {
        return "SELECT @@GLOBAL.read_only NOT IN ('0', 'OFF') OR @@GLOBAL.innodb_read_only NOT IN ('0', 'OFF')";
    }

    @Override
    public Optional<String> findNameProblem(String name) {
        return MySqlNames.findProblem(name);
    }

    @Override
    public Comparator<String> columnNames() {
        return String.CASE_INSENSITIVE_ORDER;
    }

    @Override
    public boolean acceptsNullCharacters() {
        return true;
    }

    @Override
    public String quote(String identifier) {
        return MySqlNames.quote(identifier);
    }

    @Override
    public StatementLimit statementLimit(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet limit = statement.executeQuery("SELECT @@max_allowed_packet")) {
            limit.next();
            return new StatementLimit("max_allowed_packet", limit.getLong(1), MAX_PARAMETERS);
        }
    }

    @Override
    public TableDialect tables() {
        return tables;
    }

    @Override
    public RowDialect rows() {
        return rows;
    }
}
