/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;

/** The pool of a task's connections. */
final class Pool {
    /** So that a database or a firewall that forgets idle connections is noticed here first. */
    private static final Duration KEEPALIVE = Duration.ofMinutes(2);

    private Pool() {}

    /** A pool that connects when it is first asked for a connection. Transactions are committed by whoever has one. */
    static HikariDataSource open(Access access, int connections) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(new DriverSource(access));
        config.setPoolName("read-model");
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setConnectionTimeout(access.connectTimeout().toMillis());
        config.setValidationTimeout(Math.min(5_000, access.connectTimeout().toMillis()));
        config.setKeepaliveTime(KEEPALIVE.toMillis());
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
