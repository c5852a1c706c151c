/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.benchmarks.readmodel.sql.SentStatements.Count;
import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.PostgreSql;
import io.changefeed.databases.Proxy;
import io.changefeed.databases.SharedDatabases;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SentStatementsTest {
    private static final int TRANSACTIONS = 20;
    /** Longer than the buffer of the proxy. */
    private static final int LENGTH = 200_000;

    private final PostgreSql server = SharedDatabases.postgreSql();

    @Test
    void statementsTransactionsAndBytesAreCounted() throws SQLException {
        SentStatements sent = new SentStatements();
        try (Proxy proxy = new Proxy(server.port(), sent::observer);
                Connection connection = DriverManager.getConnection(
                        server.url(proxy.port()), DatabaseServer.USER, DatabaseServer.PASSWORD)) {
            connection.setAutoCommit(false);
            Count before = sent.count();
            for (int i = 0; i < TRANSACTIONS; i++) {
                execute(connection, "SELECT length(?)");
                execute(connection, "SELECT 'constant' WHERE ? <> ''");
                connection.commit();
            }

            Count count = sent.count().since(before);
            assertThat(count.commits()).isEqualTo(TRANSACTIONS);
            assertThat(count.statements()).isEqualTo(2 * TRANSACTIONS);
            assertThat(count.bytes()).isBetween(2L * TRANSACTIONS * LENGTH, 2L * TRANSACTIONS * (LENGTH + 1_000));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, "x".repeat(LENGTH));
            statement.execute();
        }
    }
}
