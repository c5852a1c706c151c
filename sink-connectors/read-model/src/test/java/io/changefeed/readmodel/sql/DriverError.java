/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static io.changefeed.readmodel.sql.ErrorScene.execute;
import static io.changefeed.readmodel.sql.ErrorScene.update;

import io.changefeed.databases.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The errors of databases, each with the way to provoke it. */
enum DriverError {
    NUMBER_OUT_OF_RANGE(scene -> scene.insert("number", "int4", "99999999999")),
    NOT_A_NUMBER(scene -> scene.insert("number", "int4", "seven")),
    NOT_A_TIME(scene -> scene.insert("time", "timestamptz", "2026-02-31 00:00:00")),
    NOT_JSON(scene -> scene.insert("json", "jsonb", "{7")),
    NOT_A_UUID(scene -> scene.insert("id", "uuid", "seven")),
    TEXT_TOO_LONG(scene -> scene.insert("text", "varchar", "seven")),
    /** U+0000 in PostgreSQL, and a character outside of the column's character set in MariaDB. */
    CHARACTER_NOT_SUPPORTED(scene -> scene.insert("text", "varchar", scene.isPostgreSql() ? "\0" : "😀")),
    NOT_IN_ENUM(scene -> scene.insert("mood", "err_mood", "bad")),
    NOT_IN_SET(scene -> scene.insert("moods", "", "bad")),
    /** An index entry of PostgreSQL, a row of MariaDB. */
    ROW_TOO_LARGE(scene -> scene.execute(
            scene.isPostgreSql()
                    // Random text, which cannot be compressed.
                    ? "INSERT INTO err_long SELECT 1, string_agg(md5(n::text), '') FROM generate_series(1, 1000) n"
                    : "INSERT INTO err_long VALUES (1" + ", REPEAT('x', 3000)".repeat(11) + ")")),
    NOT_NULL(scene -> scene.execute("INSERT INTO err (k, required) VALUES (2, NULL)")),
    NO_DEFAULT(scene -> scene.execute("INSERT INTO err_no_default (k) VALUES (1)")),
    CHECK(scene -> scene.execute("INSERT INTO err (k, positive) VALUES (2, -1)")),
    CHECK_OPTION(scene -> scene.execute("INSERT INTO err_checked (k, number) VALUES (2, 1)")),
    NO_PARTITION(scene -> scene.execute("INSERT INTO err_partitions VALUES (2)")),
    TRIGGER(scene -> scene.execute("INSERT INTO err_trigger VALUES (1)")),

    UNIQUE(scene -> scene.execute("INSERT INTO err (k, uniq) VALUES (2, 7)")),
    EXCLUSION(scene -> scene.execute("INSERT INTO err_ranges VALUES ('[2,3)')")),
    PARENT_MISSING(scene -> scene.execute("INSERT INTO err (k, parent) VALUES (2, 99)")),
    CHILD_EXISTS(scene -> scene.execute("DELETE FROM err_parent WHERE k = 1")),

    STATEMENT_ABOVE_LIMIT(scene -> writePacket(scene, 1.01)),
    STATEMENT_FAR_ABOVE_LIMIT(scene -> writePacket(scene, 200)),
    /** The parameter {@code maxAllowedPacket} of MariaDB's driver. */
    STATEMENT_ABOVE_LIMIT_OF_DRIVER(scene -> execute(
            scene.connect(scene.driver().url() + "?maxAllowedPacket=10000"),
            "INSERT INTO err_packet VALUES (1, ?)",
            "x".repeat(20_000))),

    DEADLOCK(DriverError::deadlock),
    SERIALIZATION(scene -> {
        Connection late = scene.connect();
        late.rollback();
        late.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        if (!scene.isPostgreSql()) {
            execute(late, "SET SESSION innodb_snapshot_isolation = ON");
        }
        execute(late, "SELECT * FROM err_parent");
        Connection early = scene.connect();
        update(early, 1);
        early.commit();
        update(late, 1);
    }),
    LOCK_TIMEOUT(scene -> {
        scene.lock(1);
        Connection connection = scene.connect();
        scene.execute(connection, "SET lock_timeout = '10ms'", "SET innodb_lock_wait_timeout = 0");
        update(connection, 1);
    }),
    STATEMENT_TIMEOUT(scene -> {
        scene.lock(1);
        Connection connection = scene.connect();
        scene.execute(connection, "SET statement_timeout = '50ms'", "SET max_statement_time = 0.05");
        update(connection, 1);
    }),
    CANCELLED(scene -> scene.updateLockedRow(scene.connect(), PreparedStatement::cancel)),

    NO_PRIVILEGE(scene -> update(scene.connectAs("reader"), 1)),
    NO_PRIVILEGE_TO_CREATE(scene -> execute(scene.connectAs("reader"), "CREATE TABLE err_new (k INT)")),
    WRONG_PASSWORD(scene -> TestDriver.connect(scene.driver().url(), "reader", "wrong", Duration.ofSeconds(30))),
    UNKNOWN_DATABASE(scene -> scene.connect(scene.url("err_missing"))),
    NO_PRIVILEGE_ON_DATABASE(
            scene -> scene.connectAs("reader", scene.url(scene.isPostgreSql() ? "err_denied" : "mysql"))),
    DATABASE_CLOSED(scene -> scene.connect(scene.url("err_closed"))),
    INVALID_PARAMETER_OF_URL(scene -> scene.connect(
            scene.driver().url() + (scene.isPostgreSql() ? "?defaultRowFetchSize=all" : "?defaultFetchSize=all"))),
    UNKNOWN_TABLE(scene -> scene.execute("INSERT INTO err_missing VALUES (1)")),
    UNKNOWN_COLUMN(scene -> scene.execute("INSERT INTO err (k, missing) VALUES (2, 1)")),
    GENERATED_COLUMN(scene -> scene.execute("INSERT INTO err (k, generated) VALUES (2, 1)")),
    VIEW_NOT_WRITABLE(scene -> scene.execute("INSERT INTO err_count VALUES (1)")),

    CONNECTION_REFUSED(scene -> {
        // Bound, so that no other process listens on the port.
        try (Socket reserved = new Socket()) {
            reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            scene.connect(scene.driver().url(reserved.getLocalPort()));
        }
    }),
    UNKNOWN_HOST(scene -> scene.connect(scene.driver().url().replace("127.0.0.1", "database.invalid"))),
    CONNECTION_CLOSED_BY_PROXY(scene -> {
        Proxy proxy = scene.proxy();
        proxy.hangUp();
        scene.connect(scene.driver().url(proxy.port()));
    }),
    NO_RESPONSE_TO_CONNECT(scene -> {
        Proxy proxy = scene.proxy();
        proxy.hold();
        scene.connect(scene.driver().url(proxy.port()), Duration.ofSeconds(1));
    }),
    NO_RESPONSE_TO_STATEMENT(scene -> {
        Proxy proxy = scene.proxy();
        Connection connection = scene.connect(scene.driver().url(proxy.port()));
        connection.setNetworkTimeout(Runnable::run, 500);
        proxy.hold();
        update(connection, 1);
    }),
    /** {@code pg_terminate_backend}, KILL. */
    IDLE_SESSION_KILLED(scene -> {
        Connection connection = scene.connect();
        String id = scene.sessionId(connection);
        scene.killSession(id);
        scene.awaitEndOfSession(id);
        update(connection, 1);
    }),
    ACTIVE_SESSION_KILLED(scene -> {
        Connection connection = scene.connect();
        String id = scene.sessionId(connection);
        scene.updateLockedRow(connection, update -> scene.killSession(id));
    }),
    TRANSACTION_IDLE_TOO_LONG(scene -> {
        Connection connection = scene.connect();
        scene.execute(
                connection,
                "SET idle_in_transaction_session_timeout = '10ms'",
                "SET SESSION idle_transaction_timeout = 1");
        connection.commit();
        String id = scene.sessionId(connection);
        update(connection, 1);
        scene.awaitEndOfSession(id);
        update(connection, 1);
    }),
    TRANSACTION_TOO_LONG(scene -> {
        Connection connection = scene.connect();
        execute(connection, "SET LOCAL transaction_timeout = '50ms'");
        scene.lock(1);
        update(connection, 1);
    }),
    SERVER_KILLED(scene -> {
        scene.restartAtEnd();
        scene.updateLockedRow(scene.connect(), update -> scene.server().kill());
    }),
    CONNECTION_CLOSED_BY_DRIVER(scene -> {
        Connection connection = scene.connect();
        connection.close();
        update(connection, 1);
    }),
    /**
     * A new connection to PostgreSQL, which waits for the end of others, and a statement in MariaDB, which does not.
     */
    SHUTDOWN(scene -> {
        scene.restartAtEnd();
        Connection connection = scene.connect();
        if (scene.isPostgreSql()) {
            scene.server().terminate();
            while (true) {
                scene.connect().close();
            }
        }
        scene.updateLockedRow(connection, update -> scene.server().terminate());
    }),

    READ_ONLY_SERVER(scene -> {
        if (scene.isPostgreSql()) {
            scene.server().execute("ALTER ROLE writer SET default_transaction_read_only = on");
            scene.closeAtEnd(() -> scene.server().execute("ALTER ROLE writer RESET default_transaction_read_only"));
        } else {
            scene.setGlobal("read_only", "1");
        }
        update(scene.connectAs("writer"), 1);
    }),
    READ_ONLY_TRANSACTION(scene -> {
        Connection connection = scene.connect();
        scene.execute(connection, "SET TRANSACTION READ ONLY", "SET SESSION TRANSACTION READ ONLY");
        update(connection, 1);
    }),
    TOO_MANY_CONNECTIONS(scene -> {
        scene.setGlobal("max_connections", "10");
        while (true) {
            scene.connectAs("writer");
        }
    }),
    TOO_MANY_CONNECTIONS_OF_USER(scene -> {
        scene.connectAs("limited");
        scene.connectAs("limited");
    }),
    DAMAGED_PAGE(scene -> {
        scene.createDamagedTable();
        scene.execute("SELECT k FROM err_damaged");
    }),
    MISSING_FILE(scene -> scene.execute("SELECT pg_read_file('err_missing')")),
    /** A full disk in PostgreSQL, a full table of the engine MEMORY in MariaDB. */
    FULL(scene -> {
        if (scene.isPostgreSql()) {
            scene.createTableOnFullDevice();
            scene.execute("INSERT INTO err_full VALUES (1)");
        } else {
            Connection connection = scene.connect();
            execute(connection, "SET max_heap_table_size = 16384");
            execute(connection, "CREATE OR REPLACE TABLE err_memory (text CHAR(200)) ENGINE=MEMORY");
            execute(connection, "INSERT INTO err_memory SELECT 'x' FROM seq_1_to_1000");
        }
    }),
    TEMPORARY_FILE_TOO_LARGE(scene -> {
        Connection connection = scene.connect();
        execute(connection, "SET LOCAL temp_file_limit = 0");
        execute(connection, "SET LOCAL work_mem = '64kB'");
        execute(connection, "SELECT md5(n::text) FROM generate_series(1, 10000) n ORDER BY 1");
    });

    /** Provokes the error in the last statement. */
    private interface Provocation {
        void provoke(ErrorScene scene) throws Exception;
    }

    @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
    private final Provocation provocation;

    DriverError(Provocation provocation) {
        this.provocation = provocation;
    }

    /** Provokes the error and returns it. */
    SQLException provoke(TestDriver driver) throws Exception {
        try (ErrorScene scene = new ErrorScene(driver)) {
            provocation.provoke(scene);
        } catch (SQLException e) {
            return e;
        }
        throw new AssertionError(this + " did not occur");
    }

    /** Writes a statement whose size is a multiple of the server's limit. */
    private static void writePacket(ErrorScene scene, double factor) throws SQLException {
        int limit = 64 * 1024;
        scene.setGlobal("max_allowed_packet", Integer.toString(limit));
        scene.execute("INSERT INTO err_packet VALUES (1, ?)", "x".repeat((int) (limit * factor)));
    }

    /** Returns the error of the transaction that the database rolls back. */
    private static void deadlock(ErrorScene scene) throws Exception {
        Connection first = scene.connect();
        Connection second = scene.connect();
        update(first, 1);
        update(second, 2);
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> updateAndRollBack(first, 2));
        scene.closeAtEnd(() -> other.exceptionally(e -> null).join());
        try {
            updateAndRollBack(second, 1);
            other.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            throw e;
        }
    }

    private static void updateAndRollBack(Connection connection, int key) {
        try {
            update(connection, key);
            connection.rollback();
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }
}
