/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.databases;

/** One server of each kind for all tests of a JVM: started when it is first asked for, ended with the JVM. */
public final class SharedDatabases {
    private SharedDatabases() {}

    public static PostgreSql postgreSql() {
        return OfPostgreSql.SERVER;
    }

    public static MariaDb mariaDb() {
        return OfMariaDb.SERVER;
    }

    private static <S extends DatabaseServer> S closedWithTheJvm(S server) {
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "database-end"));
        return server;
    }

    private static final class OfPostgreSql {
        static final PostgreSql SERVER = closedWithTheJvm(PostgreSql.launch());
    }

    private static final class OfMariaDb {
        static final MariaDb SERVER = closedWithTheJvm(MariaDb.launch());
    }
}
