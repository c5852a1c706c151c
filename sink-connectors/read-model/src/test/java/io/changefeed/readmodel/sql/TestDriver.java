/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.databases.DatabaseServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;

/** The JDBC drivers, each with the server that it connects to. */
enum TestDriver {
    POSTGRESQL(TestDatabase.POSTGRESQL, "jdbc:postgresql:"),
    MARIADB(TestDatabase.MARIADB, "jdbc:mariadb:"),
    /** With MariaDB: no registry that the build uses has the binaries of a MySQL server. */
    MYSQL(TestDatabase.MARIADB, "jdbc:mysql:");

    private final TestDatabase database;
    private final String prefix;

    TestDriver(TestDatabase database, String prefix) {
        this.database = database;
        this.prefix = prefix;
    }

    TestDatabase database() {
        return database;
    }

    boolean isPostgreSql() {
        return this == POSTGRESQL;
    }

    String url() {
        return url(database.server().port());
    }

    String url(int viaPort) {
        return prefix + database.server().url(viaPort).replaceFirst("jdbc:[a-z]+:", "");
    }

    /** Connects as the connector does. The timeout is that of the connection and of each statement. */
    static Connection connect(String url, String user, String password, Duration timeout) throws SQLException {
        return new DriverDataSource(new JdbcConnectionSettings(
                        url, Optional.of(user), Optional.of(new Password(password)), timeout, timeout))
                .getConnection();
    }

    /** Connects as a superuser. */
    Connection connect() throws SQLException {
        return connect(url(), DatabaseServer.USER, DatabaseServer.PASSWORD, Duration.ofSeconds(30));
    }
}
