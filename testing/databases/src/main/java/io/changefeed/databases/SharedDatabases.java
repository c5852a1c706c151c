/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.databases;

/** One server of each kind for all tests in a JVM. It starts on first use and ends with the JVM. */
public final class SharedDatabases {
    private SharedDatabases() {}

    public static PostgreSql postgreSql() {
        return PostgreSqlHolder.SERVER;
    }

    public static MariaDb mariaDb() {
        return MariaDbHolder.SERVER;
    }

    private static <S extends DatabaseServer> S closeWithJvm(S server) {
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "database-shutdown"));
        return server;
    }

    private static final class PostgreSqlHolder {
        static final PostgreSql SERVER = closeWithJvm(PostgreSql.launch());
    }

    private static final class MariaDbHolder {
        static final MariaDb SERVER = closeWithJvm(MariaDb.launch());
    }
}
