/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.Proxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The tables and connections with which a {@link DriverError} is provoked. */
final class ErrorScene implements AutoCloseable {
    /** Password of all users except the superuser. */
    static final String PASSWORD = "fault";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final List<String> POSTGRESQL_TABLES = List.of(
            "CREATE TYPE err_mood AS ENUM ('good')",
            "CREATE TABLE err_parent (k INT PRIMARY KEY, n INT)",
            "INSERT INTO err_parent VALUES (1, 0), (2, 0)",
            "CREATE TABLE err (k INT PRIMARY KEY, number INT, text VARCHAR(3), time TIMESTAMPTZ, json JSONB, id UUID,"
                    + " mood err_mood, required INT NOT NULL DEFAULT 0, positive INT CHECK (positive > 0),"
                    + " uniq INT UNIQUE, parent INT REFERENCES err_parent,"
                    + " generated INT GENERATED ALWAYS AS (k) STORED)",
            "INSERT INTO err (k, uniq, parent) VALUES (1, 7, 1)",
            "CREATE TABLE err_long (k INT, text TEXT PRIMARY KEY)",
            "CREATE TABLE err_trigger (k INT)",
            "CREATE FUNCTION err_raise() RETURNS trigger LANGUAGE plpgsql AS"
                    + " $$ BEGIN RAISE EXCEPTION 'not on Sundays'; END $$",
            "CREATE TRIGGER err_raise BEFORE INSERT ON err_trigger FOR EACH ROW EXECUTE FUNCTION err_raise()",
            "CREATE TABLE err_partitions (k INT) PARTITION BY LIST (k)",
            "CREATE TABLE err_partition PARTITION OF err_partitions FOR VALUES IN (1)",
            "CREATE VIEW err_checked AS SELECT k, number FROM err WHERE number > 10 WITH CHECK OPTION",
            "CREATE VIEW err_count AS SELECT count(*) AS k FROM err",
            "CREATE TABLE err_ranges (r int4range, EXCLUDE USING gist (r WITH &&))",
            "INSERT INTO err_ranges VALUES ('[1,5)')",
            "CREATE ROLE reader LOGIN PASSWORD '" + PASSWORD + "'",
            "GRANT SELECT ON err_parent TO reader",
            "CREATE ROLE writer LOGIN PASSWORD '" + PASSWORD + "'",
            "GRANT ALL ON err_parent TO writer",
            "CREATE ROLE limited LOGIN PASSWORD '" + PASSWORD + "' CONNECTION LIMIT 1",
            "CREATE DATABASE err_denied",
            "REVOKE CONNECT ON DATABASE err_denied FROM PUBLIC",
            "CREATE DATABASE err_closed ALLOW_CONNECTIONS false");

    private static final List<String> MARIADB_TABLES = List.of(
            "CREATE TABLE err_parent (k INT PRIMARY KEY, n INT)",
            "INSERT INTO err_parent VALUES (1, 0), (2, 0)",
            "CREATE TABLE err (k INT PRIMARY KEY, number INT, text VARCHAR(3) CHARACTER SET latin1, time DATETIME(6),"
                    + " json JSON, mood ENUM('good'), moods SET('good'), id UUID, required INT NOT NULL DEFAULT 0,"
                    + " positive INT CHECK (positive > 0), uniq INT UNIQUE, parent INT REFERENCES err_parent(k),"
                    + " generated INT GENERATED ALWAYS AS (k) STORED)",
            "INSERT INTO err (k, uniq, parent) VALUES (1, 7, 1)",
            "CREATE TABLE err_no_default (k INT PRIMARY KEY, required INT NOT NULL)",
            "SET STATEMENT innodb_strict_mode = OFF FOR CREATE TABLE err_long (k INT PRIMARY KEY, "
                    + "a VARBINARY(3000), b VARBINARY(3000), c VARBINARY(3000), d VARBINARY(3000), e VARBINARY(3000),"
                    + " f VARBINARY(3000), g VARBINARY(3000), h VARBINARY(3000), i VARBINARY(3000), j VARBINARY(3000),"
                    + " l VARBINARY(3000)) ROW_FORMAT=COMPACT",
            "CREATE TABLE err_packet (k INT, text LONGTEXT)",
            "CREATE TABLE err_trigger (k INT)",
            "CREATE TRIGGER err_raise BEFORE INSERT ON err_trigger FOR EACH ROW"
                    + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not on Sundays'",
            "CREATE TABLE err_partitions (k INT) PARTITION BY LIST (k) (PARTITION p VALUES IN (1))",
            "CREATE VIEW err_checked AS SELECT k, number FROM err WHERE number > 10 WITH CHECK OPTION",
            "CREATE VIEW err_count AS SELECT count(*) AS k FROM err",
            "CREATE USER reader@localhost IDENTIFIED BY '" + PASSWORD + "'",
            "GRANT SELECT ON changefeed.* TO reader@localhost",
            "CREATE USER writer@localhost IDENTIFIED BY '" + PASSWORD + "'",
            "GRANT ALL ON changefeed.* TO writer@localhost",
            "CREATE USER limited@localhost IDENTIFIED BY '" + PASSWORD + "' WITH MAX_USER_CONNECTIONS 1",
            "GRANT ALL ON changefeed.* TO limited@localhost");

    private final TestDriver driver;
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    ErrorScene(TestDriver driver) {
        this.driver = driver;
    }

    /** Creates the tables and users in each server. */
    static void createTables() {
        TestDatabase.POSTGRESQL.server().execute(POSTGRESQL_TABLES.toArray(String[]::new));
        TestDatabase.MARIADB.server().execute(MARIADB_TABLES.toArray(String[]::new));
    }

    TestDriver driver() {
        return driver;
    }

    boolean isPostgreSql() {
        return driver.isPostgreSql();
    }

    DatabaseServer server() {
        return driver.database().server();
    }

    /** Closes a resource at the end of the scene, before those that were added earlier. */
    void closeAtEnd(AutoCloseable resource) {
        resources.push(resource);
    }

    Proxy proxy() {
        Proxy proxy = new Proxy(server().port());
        closeAtEnd(proxy);
        return proxy;
    }

    /** Opens a connection that does not commit automatically. */
    Connection connect() throws SQLException {
        return transaction(driver.connect());
    }

    Connection connectAs(String user) throws SQLException {
        return connectAs(user, driver.url());
    }

    Connection connectAs(String user, String url) throws SQLException {
        return transaction(TestDriver.connect(url, user, PASSWORD, TIMEOUT));
    }

    Connection connect(String url) throws SQLException {
        return connect(url, TIMEOUT);
    }

    Connection connect(String url, Duration timeout) throws SQLException {
        return transaction(TestDriver.connect(url, DatabaseServer.USER, DatabaseServer.PASSWORD, timeout));
    }

    /** The URL of another database of the server. */
    String url(String database) {
        return driver.url().replaceFirst("[^/]+$", database);
    }

    private Connection transaction(Connection connection) throws SQLException {
        closeAtEnd(() -> closeQuietly(connection));
        connection.setAutoCommit(false);
        return connection;
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // The connection is lost.
        }
    }

    static void execute(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    void execute(String sql, Object... values) throws SQLException {
        execute(connect(), sql, values);
    }

    /** Executes the statement of the driver's database. */
    void execute(Connection connection, String postgreSql, String mariaDb) throws SQLException {
        execute(connection, isPostgreSql() ? postgreSql : mariaDb);
    }

    /** Inserts a value as text, which PostgreSQL casts as in the statements of the dialect. */
    void insert(String column, String postgreSqlType, String value) throws SQLException {
        execute(
                "INSERT INTO err (k, " + column + ") VALUES (2, "
                        + (isPostgreSql() ? "?::text::" + postgreSqlType : "?") + ")",
                value);
    }

    /** Changes a global variable of MariaDB until the end of the scene. */
    void setGlobal(String variable, String value) throws SQLException {
        String previous = value("SELECT @@GLOBAL." + variable);
        closeAtEnd(() -> server().execute("SET GLOBAL " + variable + " = " + previous));
        server().execute("SET GLOBAL " + variable + " = " + value);
    }

    private String value(String query) throws SQLException {
        try (Connection connection = server().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    /** The id of the session of a connection. */
    String sessionId(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(isPostgreSql() ? "SELECT pg_backend_pid()" : "SELECT connection_id()")) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    void killSession(String id) {
        server().execute(isPostgreSql() ? "SELECT pg_terminate_backend(" + id + ")" : "KILL " + id);
    }

    void awaitEndOfSession(String id) {
        String query = isPostgreSql()
                ? "SELECT count(*) FROM pg_stat_activity WHERE pid = " + id
                : "SELECT count(*) FROM information_schema.processlist WHERE id = " + id;
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(value(query)).isEqualTo("0"));
    }

    /** Locks a row in a new connection. */
    void lock(int key) throws SQLException {
        update(connect(), key);
    }

    static void update(Connection connection, int key) throws SQLException {
        execute(connection, "UPDATE err_parent SET n = n + 1 WHERE k = ?", key);
    }

    interface StatementAction {
        void accept(PreparedStatement statement) throws Exception;
    }

    /** Updates a locked row, and executes an action while the update waits. */
    void updateLockedRow(Connection connection, StatementAction whileWaiting) throws Exception {
        lock(1);
        String lockWaits = driver.database().lockWaits();
        try (PreparedStatement statement = connection.prepareStatement("UPDATE err_parent SET n = 1 WHERE k = 1")) {
            CompletableFuture<Void> action = CompletableFuture.runAsync(() -> {
                await().atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(value(lockWaits)).isEqualTo("1"));
                try {
                    whileWaiting.accept(statement);
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            });
            closeAtEnd(action::join);
            statement.execute();
        }
    }

    /** Creates a table of PostgreSQL on a full device. */
    void createTableOnFullDevice() throws SQLException, IOException {
        Path file = createTableWithFile("err_full");
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/full"));
    }

    /** Creates a table of PostgreSQL whose only page is invalid. */
    void createDamagedTable() throws SQLException, IOException {
        byte[] page = new byte[8192];
        Arrays.fill(page, (byte) 7);
        Files.write(createTableWithFile("err_damaged"), page);
    }

    /** Creates an empty table of PostgreSQL and returns its file. */
    private Path createTableWithFile(String name) throws SQLException {
        server().execute("CREATE TABLE " + name + " (k INT)");
        closeAtEnd(() -> server().execute("DROP TABLE " + name));
        return Path.of(
                value("SELECT current_setting('data_directory') || '/' || pg_relation_filepath('" + name + "')"));
    }

    /** Kills and starts the server at the end of the scene. */
    void restartAtEnd() {
        resources.addLast(() -> {
            server().kill();
            server().start();
        });
    }

    @Override
    public void close() {
        List<Exception> failures = new ArrayList<>();
        while (!resources.isEmpty()) {
            try {
                resources.pop().close();
            } catch (Exception e) {
                failures.add(e);
            }
        }
        assertThat(failures).isEmpty();
    }
}
