/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;

/** Creates the connection pool of a task. */
final class ConnectionPool {
    /** Keeps firewalls and databases from dropping idle connections. */
    private static final Duration KEEPALIVE = Duration.ofMinutes(2);

    private ConnectionPool() {}

    /** Creates a pool that connects on demand. Its connections do not commit automatically. */
    static HikariDataSource open(JdbcConnectionSettings settings, int connections) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(new DriverDataSource(settings));
        config.setPoolName("read-model");
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setAutoCommit(false);
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        config.setValidationTimeout(Math.min(5_000, settings.connectTimeout().toMillis()));
        config.setKeepaliveTime(KEEPALIVE.toMillis());
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
