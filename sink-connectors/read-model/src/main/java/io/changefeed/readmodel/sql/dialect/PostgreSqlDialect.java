/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import java.sql.Connection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The dialect of PostgreSQL 9.5 and later. */
public final class PostgreSqlDialect implements Dialect {
    /** Half of the size of a value, because the text of an array contains binary values as hexadecimal digits. */
    private static final long MAX_ARRAY_BYTES = 512L * 1024 * 1024;

    private static final List<String> TRANSACTION_SETTINGS =
            List.of("SET LOCAL lock_timeout = '10s'", "SET TRANSACTION ISOLATION LEVEL READ COMMITTED");

    private final TableDialect tables = new PostgreSqlTableDialect();
    private final RowDialect rows = new PostgreSqlRowDialect();

    /**
     * Nothing is set for the session: a pooler such as PgBouncer can execute each transaction of a connection in
     * another session of the server, which other clients use as well.
     */
    @Override
    public List<String> transactionSettings() {
        return TRANSACTION_SETTINGS;
    }

    @Override
    public boolean acceptsSeveralStatements() {
        return true;
    }

    @Override
    public String selectReadOnly() {
        return "SELECT current_setting('transaction_read_only') = 'on'";
    }

    @Override
    public Optional<String> findNameProblem(String name) {
        return PostgreSqlNames.findProblem(name);
    }

    @Override
    public Comparator<String> columnNames() {
        return Comparator.naturalOrder();
    }

    @Override
    public boolean acceptsNullCharacters() {
        return false;
    }

    @Override
    public String quote(String identifier) {
        return PostgreSqlNames.quote(identifier);
    }

    @Override
    public StatementLimit statementLimit(Connection connection) {
        return new StatementLimit("the maximum size of an array", MAX_ARRAY_BYTES, Integer.MAX_VALUE);
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
