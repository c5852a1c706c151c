/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.databases.DatabaseServer;
import io.changefeed.delivery.Changes;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of a table, a login or a row that is not as it must be, and what is done about it. */
class TablesTest {
    private static final Map<String, String> COLUMNS =
            Map.of("projection.key", "pk", "projection.columns", "n", "projection.column.n.cast", "integer");

    private static TestTable table(TestServer database) {
        return new TestTable(database.server(), COLUMNS)
                .with("auto.create", "false")
                .with("deleted.column", "deleted_at");
    }

    private static String key(TestServer database) {
        return database == TestServer.POSTGRESQL
                ? "pk text PRIMARY KEY"
                : "pk VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PRIMARY KEY";
    }

    private static String time(TestServer database) {
        return database == TestServer.POSTGRESQL ? "timestamptz" : "datetime(6)";
    }

    private static String full(TestServer database) {
        return "CREATE TABLE $t (" + key(database) + ", n bigint, deleted_at " + time(database) + ", __order text";
    }

    private static String broken(TestTable table) {
        try (Destination<?> destination = table.open()) {
            DeliveryResult answer = Answers.of(destination, Changes.update("a", 1));
            assertThat(answer).isInstanceOf(DeliveryResult.Fatal.class);
            return ((DeliveryResult.Fatal) answer).reason();
        } finally {
            table.drop();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingTableIsNamedWithTheStatementThatCreatesIt(TestServer database) {
        assertThat(broken(table(database)))
                .contains("there is no table t", "projection.table", "auto.create=true", "CREATE TABLE IF NOT EXISTS");
    }

    @ParameterizedTest
    @EnumSource
    void aMissingColumnIsNamedWithTheStatementThatAddsIt(TestServer database) {
        TestTable table = table(database);
        table.execute("CREATE TABLE $t (" + key(database) + ", deleted_at " + time(database) + ", __order text)");

        assertThat(broken(table)).contains("has no column 'n'", "auto.evolve=true", "ALTER TABLE", "ADD COLUMN");
    }

    @ParameterizedTest
    @EnumSource
    void aMissingColumnIsAddedWhereThatIsAllowed(TestServer database) {
        TestTable table = table(database).with("auto.evolve", "true");
        table.execute("CREATE TABLE $t (" + key(database) + ")", "INSERT INTO $t (pk) VALUES ('old')");
        Destination<?> destination = table.open();

        assertThat(Answers.of(destination, Changes.update("a", 1), Changes.update("old", 1)))
                .isEqualTo(DeliveryResult.PerEvent.of(2, new EventResult.Delivered()));

        assertThat(table.rows("SELECT pk, n FROM $t ORDER BY pk"))
                .isEqualTo(List.of(List.of("a", "1"), List.of("old", "1")));
        destination.close();
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void aColumnOfAnotherTypeIsNamedWithTheStatementThatChangesIt(TestServer database) {
        TestTable table = table(database);
        table.execute(full(database).replace("n bigint", "n real") + ")");

        assertThat(broken(table)).contains("a column 'n' that has the type", "is needed", "ALTER TABLE");
    }

    @ParameterizedTest
    @EnumSource
    void aTableWithoutThePrimaryKeyIsNamedWithTheStatementThatAddsIt(TestServer database) {
        TestTable table = table(database);
        table.execute(full(database).replace("PRIMARY KEY", "NOT NULL") + ")");

        assertThat(broken(table)).contains("no primary key or unique index", "projection.table", "ADD PRIMARY KEY");
    }

    @Test
    void aKeyOfWhichTheBeginningAloneIsIndexedIsNone() {
        TestTable table = table(TestServer.MARIADB);
        table.execute(full(TestServer.MARIADB).replace(" PRIMARY KEY", "") + ", PRIMARY KEY (pk(3)))");

        assertThat(broken(table)).contains("no primary key or unique index", "ADD PRIMARY KEY");
    }

    @Test
    void whatBackslashesMeanStaysAsTheDriverKnowsIt() throws SQLException {
        String url = TestServer.MARIADB.server().url();
        Access access = new Access(
                url + (url.contains("?") ? "&" : "?") + "sessionVariables=sql_mode='NO_BACKSLASH_ESCAPES'",
                Optional.of(DatabaseServer.USER),
                Optional.of(new Password(DatabaseServer.PASSWORD)),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30));
        try (Connection connection = new DriverSource(access).getConnection();
                Statement statement = connection.createStatement();
                ResultSet mode = statement.executeQuery("SELECT @@SESSION.sql_mode")) {
            mode.next();
            assertThat(mode.getString(1)).contains("NO_BACKSLASH_ESCAPES", "STRICT_ALL_TABLES");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aColumnThatMustBeGivenIsNamedWithTheStatementThatChangesThat(TestServer database) {
        TestTable table = table(database);
        table.execute(full(database) + ", further bigint NOT NULL)");

        assertThat(broken(table)).contains("'further' that is NOT NULL", "ALTER TABLE");
    }

    @ParameterizedTest
    @EnumSource
    void aTableOfOnesOwnIsWritten(TestServer database) {
        TestTable table = table(database);
        table.execute(full(database) + ", further bigint DEFAULT 7)");
        Destination<?> destination = table.open();

        Answers.of(destination, Changes.update("a", 1));

        assertThat(table.rows("SELECT pk, n, further FROM $t")).isEqualTo(List.of(List.of("a", "1", "7")));
        destination.close();
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordFailsTheTaskAndIsNotTold(TestServer database) {
        assertThat(broken(table(database).with("connection.password", "open-sesame")))
                .contains("28")
                .doesNotContain("open-sesame");
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatIsDroppedFailsTheTask(TestServer database) {
        TestTable table = table(database).with("auto.create", "true");
        Destination<?> destination = table.open();
        Answers.of(destination, Changes.update("a", 1));
        table.drop();

        assertThat(Answers.of(destination, Changes.update("a", 2))).isInstanceOf(DeliveryResult.Fatal.class);
        destination.close();
    }

    @ParameterizedTest
    @EnumSource
    void aRowThatMissesItsForeignRowIsTriedAgain(TestServer database) {
        TestTable table = table(database);
        table.execute(
                "CREATE TABLE $tp (n bigint PRIMARY KEY)",
                full(database) + ", FOREIGN KEY (n) REFERENCES $tp (n))",
                "INSERT INTO $tp VALUES (1)");
        Destination<?> destination = table.open();

        assertThat(Answers.of(destination, Changes.update("a", 1), Changes.update("b", 2)))
                .isInstanceOf(DeliveryResult.Rejected.class);
        assertThat(Answers.of(destination, Changes.update("b", 2)))
                .isInstanceOfSatisfying(
                        DeliveryResult.PerEvent.class,
                        each -> assertThat(each.results().get(0))
                                .isInstanceOfSatisfying(
                                        EventResult.Retry.class,
                                        retry -> assertThat(retry.fault()).isEqualTo(EventResult.Fault.EVENT)));
        table.execute("INSERT INTO $tp VALUES (2)");
        assertThat(Answers.of(destination, Changes.update("b", 2)))
                .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Delivered()));
        destination.close();
        table.drop();
        table.execute("DROP TABLE $tp");
    }

    @ParameterizedTest
    @EnumSource
    void aUserWithoutThePrivilegeFailsTheTask(TestServer database) {
        TestTable table = table(database);
        String user = "reader_" + table.name();
        String who = database == TestServer.POSTGRESQL ? user : user + "@localhost";
        table.execute(
                full(database) + ")",
                database == TestServer.POSTGRESQL
                        ? "CREATE USER " + who + " PASSWORD '" + DatabaseServer.PASSWORD + "'"
                        : "CREATE USER " + who + " IDENTIFIED BY '" + DatabaseServer.PASSWORD + "'",
                "GRANT SELECT ON $t TO " + who);

        assertThat(broken(table.with("connection.user", user))).contains("denied", "42");
    }

    @ParameterizedTest
    @EnumSource
    void withoutVersionsTheLastWriteWins(TestServer database) {
        TestTable table = new TestTable(database.server(), COLUMNS).with("write.mode", "batch");
        Destination<?> destination = table.open();

        Answers.of(destination, Changes.update("a", 2));
        Answers.of(destination, Changes.update("a", 1));

        assertThat(table.rows("SELECT pk, n FROM $t")).isEqualTo(List.of(List.of("a", "1")));
        destination.close();
        table.drop();
    }
}
