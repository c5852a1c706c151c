/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.databases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatabasesTest {
    @Test
    void postgreSqlKeepsDataAfterSigkill() throws SQLException {
        try (PostgreSql server = PostgreSql.launch()) {
            assertKeepsDataAfterSigkill(server);
        }
    }

    @Test
    void mariaDbKeepsDataAfterSigkill() throws SQLException {
        try (MariaDb server = MariaDb.launch()) {
            assertKeepsDataAfterSigkill(server);
        }
    }

    private static void assertKeepsDataAfterSigkill(DatabaseServer server) throws SQLException {
        server.execute("CREATE TABLE t (k INT PRIMARY KEY)", "INSERT INTO t VALUES (7)");
        List<ProcessHandle> processes = ProcessHandle.current().descendants().toList();
        server.kill();
        assertThat(processes).isNotEmpty().noneMatch(ProcessHandle::isAlive);
        assertThatThrownBy(server::connect).isInstanceOf(SQLException.class);

        server.start();

        assertThat(readKey(server.url())).isEqualTo(7);
        try (Proxy proxy = new Proxy(server.port())) {
            assertThat(readKey(server.url(proxy.port()))).isEqualTo(7);
        }
    }

    private static int readKey(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, DatabaseServer.USER, DatabaseServer.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT k FROM t")) {
            assertThat(rows.next()).isTrue();
            return rows.getInt(1);
        }
    }
}
