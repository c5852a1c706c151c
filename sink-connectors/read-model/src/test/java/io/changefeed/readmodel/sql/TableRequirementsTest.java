/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static io.changefeed.readmodel.sql.ItemEvents.deliver;
import static io.changefeed.readmodel.sql.ItemEvents.insert;
import static io.changefeed.readmodel.sql.ItemEvents.remove;
import static io.changefeed.readmodel.sql.ItemEvents.results;
import static io.changefeed.readmodel.sql.ItemEvents.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.databases.DatabaseServer;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests which existing tables are accepted. A table is accepted if every row can be written to it; a table that is not
 * is rejected when the configuration is validated, with the statement that mends it. The task makes the same check
 * before its first write: see {@link TableManagerTest}.
 */
class TableRequirementsTest {
    private static final Map<String, String> COLUMNS =
            Map.of("projection.key", "pk", "projection.columns", "n", "projection.column.n.cast", "integer");
    private static final Pattern STATEMENT = Pattern.compile("xecute: (.*)\\. Set 'validate\\.remote=false'");
    /** A key column of MariaDB. */
    private static final String MARIADB_KEY = "pk VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin";

    @BeforeAll
    static void createTypes() {
        TestDatabase.POSTGRESQL
                .server()
                .execute(
                        "CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                        "CREATE TYPE \"Grade S\" AS ENUM ('a', 'A', 'b')",
                        "CREATE DOMAIN code AS text CHECK (length(VALUE) < 10)",
                        "CREATE DOMAIN any_case_code AS text COLLATE any_case");
    }

    private static JdbcTestTable table(TestDatabase database) {
        return new JdbcTestTable(database.server(), COLUMNS);
    }

    private static JdbcTestTable table(TestDatabase database, String statements) {
        JdbcTestTable table = table(database);
        for (String statement : statements.replace("$k", MARIADB_KEY).split(";", -1)) {
            table.execute(statement);
        }
        return table;
    }

    private static void acceptsRows(JdbcTestTable table) {
        assertThat(table.errors()).isEmpty();
        try (Destination<?> destination = table.open()) {
            assertThat(results(destination, insert("a", "x", 1), insert("b", "x", 1)))
                    .containsOnly(new EventResult.Delivered());
            deliver(destination, update("a", "x", 2));
            deliver(destination, remove("b", "x", 2));
            deliver(destination, insert("b", "x", 3));

            assertThat(table.rows("SELECT pk, n FROM $t ORDER BY pk"))
                    .isEqualTo(List.of(List.of("a", "2"), List.of("b", "3")));
        } finally {
            table.drop();
        }
    }

    /** Executes the statements of the errors, repeatedly, because some problems hide others. */
    static void isRejectedAndMended(JdbcTestTable table, String property, String reason) {
        Map<String, List<String>> errors = table.errors();
        assertThat(errors).containsKey(property);
        assertThat(errors.get(property)).anyMatch(message -> message.contains(reason));
        for (int round = 0; round < 3 && !errors.isEmpty(); round++) {
            executeStatements(table, errors);
            errors = table.errors();
        }
        assertThat(errors).isEmpty();
        try (Destination<?> destination = table.open()) {
            assertThat(deliver(destination, insert("a", "x", 1))).isEqualTo(new EventResult.Delivered());
        } finally {
            table.drop();
        }
    }

    static void executeStatements(JdbcTestTable table, Map<String, List<String>> errors) {
        errors.values().stream()
                .flatMap(List::stream)
                .map(STATEMENT::matcher)
                .filter(Matcher::find)
                .forEach(found -> table.execute(found.group(1)));
    }

    private static String fatalReason(JdbcTestTable table) {
        try (Destination<?> destination = table.open()) {
            DeliveryResult result = DeliveryResults.of(destination, insert("a", "x", 1));
            assertThat(result).isInstanceOf(DeliveryResult.Fatal.class);
            return ((DeliveryResult.Fatal) result).reason();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE $t (pk varchar(20) PRIMARY KEY, n bigint)",
                "CREATE TABLE $t (pk code PRIMARY KEY, n numeric(9))",
                "CREATE TABLE $t (pk \"Grade S\" PRIMARY KEY, n bigint)",
                "CREATE TABLE $t (id bigserial PRIMARY KEY, pk text NOT NULL UNIQUE, n bigint)",
                "CREATE TABLE $t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, pk text UNIQUE, n bigint)",
                "CREATE TABLE $t (pk text PRIMARY KEY, n bigint) PARTITION BY HASH (pk);"
                        + "CREATE TABLE $t_0 PARTITION OF $t FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
                "CREATE TABLE $t (pk text, n bigint); CREATE UNIQUE INDEX ON $t (pk) INCLUDE (n)",
                "CREATE TABLE $t (pk text, n bigint); CREATE UNIQUE INDEX ON $t (pk DESC) NULLS NOT DISTINCT",
                "CREATE TABLE $t (pk text, n bigint); CREATE UNIQUE INDEX ON $t (pk text_pattern_ops)",
                "CREATE TABLE $t (pk text PRIMARY KEY, n bigint); CREATE UNIQUE INDEX ON $t (n) WHERE n < 0",
                "CREATE TABLE $t (pk text PRIMARY KEY, n bigint, twice bigint GENERATED ALWAYS AS (n * 2) STORED)",
                "CREATE TABLE $t (pk text PRIMARY KEY, n bigint, further bigint NOT NULL DEFAULT 7)"
            })
    void acceptsTableOfPostgreSql(String statements) {
        acceptsRows(table(TestDatabase.POSTGRESQL, statements));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "CREATE TABLE $t (pk text COLLATE any_case PRIMARY KEY, n bigint) | projection.key"
                        + " | nondeterministic collation any_case",
                "CREATE TABLE $t (pk any_case_code PRIMARY KEY, n bigint) | projection.key | nondeterministic",
                "CREATE TABLE $t (pk uuid PRIMARY KEY, n bigint) | projection.key | the type uuid",
                "CREATE TABLE $t (pk char(5) PRIMARY KEY, n bigint) | projection.key | the type bpchar",
                "CREATE TABLE $t (pk date PRIMARY KEY, n bigint) | projection.key | the type date",
                "CREATE TABLE $t (pk int PRIMARY KEY, n bigint) | projection.key | the type int4",
                "CREATE TABLE $t (pk text PRIMARY KEY DEFERRABLE, n bigint) | projection.key | is deferrable",
                "CREATE TABLE $t (pk text PRIMARY KEY, n bigint, UNIQUE (pk) DEFERRABLE) | projection.table"
                        + " | is deferrable",
                "CREATE TABLE $t (pk text PRIMARY KEY, n bigint); CREATE UNIQUE INDEX ON $t (pk COLLATE any_case)"
                        + " | projection.table | has a collation that treats different values as equal",
                "CREATE TABLE $t (pk text, n bigint); CREATE UNIQUE INDEX ON $t (pk) WHERE n > 0 | projection.key"
                        + " | does not contain all rows",
                "CREATE TABLE $t (pk text, n bigint); CREATE UNIQUE INDEX ON $t (lower(pk), pk) | projection.key"
                        + " | contains an expression",
                "CREATE TABLE $t (id bigint PRIMARY KEY, pk text, n bigint) | projection.key | no primary key",
                "CREATE TABLE $t (pk text, region text, n bigint, PRIMARY KEY (pk, region)) | projection.table"
                        + " | 'region' that is NOT NULL",
                "CREATE TABLE $t (pk text PRIMARY KEY, n bigint GENERATED ALWAYS AS IDENTITY) | projection.columns"
                        + " | cannot be written",
                "CREATE TABLE $t (pk text PRIMARY KEY, n bigint GENERATED ALWAYS AS (1) STORED)"
                        + " | projection.columns | cannot be written",
                "CREATE TABLE $t (pk text PRIMARY KEY, n bigint GENERATED ALWAYS AS (1) VIRTUAL)"
                        + " | projection.columns | cannot be written",
                "CREATE TABLE $t (pk text PRIMARY KEY, n numeric(9,-2)) | projection.columns | numeric(9,-2)",
                "CREATE TABLE $t (pk text PRIMARY KEY, n bigint, further int NOT NULL) | projection.table"
                        + " | 'further' that is NOT NULL",
                "CREATE TABLE $t (pk text PRIMARY KEY, \"N\" bigint) | projection.columns"
                        + " | a column 'N': names are case-sensitive",
                "CREATE UNLOGGED TABLE $t (pk text PRIMARY KEY, n bigint) | projection.table | is unlogged"
            })
    void rejectsTableOfPostgreSqlWithStatement(String statements, String property, String reason) {
        isRejectedAndMended(table(TestDatabase.POSTGRESQL, statements), property, reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE $t ($k PRIMARY KEY, n BIGINT)",
                "CREATE TABLE $t (PK VARCHAR(20) COLLATE utf8mb4_nopad_bin PRIMARY KEY, N BIGINT)",
                "CREATE TABLE $t (id BIGINT AUTO_INCREMENT PRIMARY KEY, $k NOT NULL UNIQUE, n BIGINT)",
                "CREATE TABLE $t ($k PRIMARY KEY, n BIGINT, UNIQUE (n, PK))",
                "CREATE TABLE $t ($k PRIMARY KEY, n BIGINT, more TEXT, UNIQUE (more(3), pk))",
                "CREATE TABLE $t ($k PRIMARY KEY, n BIGINT, id INT AUTO_INCREMENT, UNIQUE (id, n))",
                "CREATE TABLE $t (pk LONGTEXT COLLATE utf8mb4_nopad_bin UNIQUE, n BIGINT)",
                "CREATE TABLE $t ($k, n BIGINT, UNIQUE (pk DESC))",
                "CREATE TABLE $t ($k PRIMARY KEY, n BIGINT) PARTITION BY KEY (pk)",
                "CREATE TABLE $t ($k PRIMARY KEY, n BIGINT, twice BIGINT AS (n * 2) STORED)",
                "CREATE TABLE $t ($k PRIMARY KEY, n BIGINT, further BIGINT NOT NULL DEFAULT 7)"
            })
    void acceptsTableOfMariaDb(String statements) {
        acceptsRows(table(TestDatabase.MARIADB, statements));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "CREATE TABLE $t (pk VARCHAR(20) PRIMARY KEY, n BIGINT) | projection.key | treats different keys",
                "CREATE TABLE $t (pk VARCHAR(20) COLLATE utf8mb4_bin PRIMARY KEY, n BIGINT) | projection.key"
                        + " | treats different keys",
                "CREATE TABLE $t (pk CHAR(20) COLLATE utf8mb4_nopad_bin PRIMARY KEY, n BIGINT) | projection.key"
                        + " | the type char",
                "CREATE TABLE $t (pk ENUM('a', 'b') PRIMARY KEY, n BIGINT) | projection.key | the type enum",
                "CREATE TABLE $t (pk UUID PRIMARY KEY, n BIGINT) | projection.key | the type uuid",
                "CREATE TABLE $t (pk DATE PRIMARY KEY, n BIGINT) | projection.key | the type date",
                "CREATE TABLE $t (pk INT PRIMARY KEY, n BIGINT) | projection.key | the type int",
                "CREATE TABLE $t ($k NOT NULL, n BIGINT, PRIMARY KEY (pk(3))) | projection.key | no primary key",
                "CREATE TABLE $t (pk LONGTEXT COLLATE utf8mb4_nopad_bin, n BIGINT) | projection.key"
                        + " | no primary key",
                "CREATE TABLE $t ($k PRIMARY KEY, n BIGINT, UNIQUE (n)) | projection.table | update a row",
                "CREATE TABLE $t ($k PRIMARY KEY, n BIGINT, UNIQUE (pk(3), n)) | projection.table | update a row",
                "CREATE TABLE $t (id BIGINT PRIMARY KEY, $k UNIQUE, n BIGINT) | projection.table | update a row",
                "CREATE TABLE $t ($k PRIMARY KEY, n BIGINT UNIQUE AUTO_INCREMENT) | projection.columns"
                        + " | is AUTO_INCREMENT",
                "CREATE TABLE $t ($k PRIMARY KEY, n BIGINT AS (1) STORED) | projection.columns | cannot be written",
                "CREATE TABLE $t ($k PRIMARY KEY, n BIGINT AS (1) VIRTUAL) | projection.columns | cannot be written",
                "CREATE TABLE $t ($k PRIMARY KEY, n BIGINT) ENGINE = MyISAM | projection.table | without transactions"
            })
    void rejectsTableOfMariaDbWithStatement(String statements, String property, String reason) {
        isRejectedAndMended(table(TestDatabase.MARIADB, statements), property, reason);
    }

    /** The attributes that a MODIFY does not repeat are lost. */
    @Test
    void statementForRequiredColumnKeepsItsType() {
        JdbcTestTable table = table(
                TestDatabase.MARIADB,
                "CREATE TABLE $t ($k PRIMARY KEY, n BIGINT, further ENUM('x', 'y''z') CHARACTER SET latin1"
                        + " COLLATE latin1_bin NOT NULL COMMENT 'it''s')");
        String type = "SELECT column_type, collation_name, column_comment FROM information_schema.columns"
                + " WHERE table_name = '$t' AND column_name = 'further'";
        List<List<String>> before = List.of(List.of("enum('x','y''z')", "latin1_bin", "it's"));
        assertThat(table.rows(type)).isEqualTo(before);

        executeStatements(table, table.errors());

        assertThat(table.rows(type)).isEqualTo(before);
        acceptsRows(table);
    }

    /** Different keys stay different rows in every accepted key column. */
    @ParameterizedTest
    @EnumSource
    void keysThatDifferInCaseOrSpaceAreDifferentRows(TestDatabase database) {
        JdbcTestTable table = table(
                database,
                database == TestDatabase.POSTGRESQL
                        ? "CREATE TABLE $t (pk varchar(20) UNIQUE, n bigint)"
                        : "CREATE TABLE $t (id BIGINT AUTO_INCREMENT PRIMARY KEY, $k UNIQUE, n BIGINT)");
        try (Destination<?> destination = table.open()) {
            results(destination, insert("a", "x", 1), insert("A", "x", 2), insert("a ", "x", 3), insert("á", "x", 4));
            deliver(destination, remove("A", "x", 5));

            assertThat(table.rows("SELECT n FROM $t ORDER BY n"))
                    .isEqualTo(List.of(List.of("1"), List.of("3"), List.of("4")));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void rejectsViewInPlaceOfTable(TestDatabase database) {
        JdbcTestTable table = table(database, "CREATE VIEW $t AS SELECT 'a' AS pk, 1 AS n");

        assertThat(table.errors().get("projection.table")).anyMatch(message -> message.contains("is a view"));
        assertThat(fatalReason(table)).contains("is a view");
        table.execute("DROP VIEW $t");
    }

    @ParameterizedTest
    @EnumSource
    void rejectsTableInPlaceOfViewOfSharedRows(TestDatabase database) {
        JdbcTestTable table = table(database, "CREATE TABLE $t (n bigint)").with("projection.key", "place");

        assertThat(table.errors().get("projection.table"))
                .anyMatch(message -> message.contains("is that of a table, but several items"));
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void acceptsColumnsThatCannotBeNullIfEachRecordHasAValue(TestDatabase database) {
        JdbcTestTable shared = table(database).with("projection.key", "place");
        JdbcTestTable owned = table(database);
        for (JdbcTestTable table : List.of(shared, owned)) {
            try (Destination<?> destination = table.open()) {
                deliver(destination, insert("a", "x", 1));
            }
        }
        if (database == TestDatabase.POSTGRESQL) {
            shared.execute("ALTER TABLE $t_items ALTER __version SET NOT NULL, ALTER __changed SET NOT NULL");
            owned.execute("ALTER TABLE $t_versions ALTER version SET NOT NULL");
        } else {
            String type = "(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL";
            shared.execute("ALTER TABLE $t_items MODIFY __version VARCHAR" + type + ", MODIFY __changed VARCHAR"
                    + type.replace("500", "100"));
            owned.execute("ALTER TABLE $t_versions MODIFY version VARCHAR" + type);
        }

        for (JdbcTestTable table : List.of(shared, owned)) {
            assertThat(table.errors()).isEmpty();
            try (Destination<?> destination = table.open()) {
                assertThat(results(destination, remove("a", "x", 2), insert("b", "x", 2)))
                        .containsOnly(new EventResult.Delivered());
            }
            table.drop();
        }
    }

    @ParameterizedTest
    @EnumSource
    void rejectsItemsAndVersionsWithoutIndexesWithStatements(TestDatabase database) {
        for (JdbcTestTable table : List.of(table(database).with("projection.key", "place"), table(database))) {
            try (Destination<?> destination = table.open()) {
                deliver(destination, insert("b", "x", 1));
            }
            String indexes = database == TestDatabase.POSTGRESQL
                    ? "SELECT indexname FROM pg_indexes WHERE tablename LIKE '$t\\_%' AND indexname NOT LIKE '%pkey'"
                    : "SELECT DISTINCT CONCAT(index_name, ' ON ', table_name) FROM information_schema.statistics"
                            + " WHERE table_name LIKE '$t\\_%' AND index_name <> 'PRIMARY'";
            List<List<@Nullable String>> created = table.rows(indexes);
            created.forEach(index -> table.execute("DROP INDEX " + index.get(0)));

            assertThat(table.errors().get("projection.table"))
                    .hasSameSizeAs(created)
                    .allMatch(message -> message.contains("has no index that begins with the columns"));
            isRejectedAndMended(table, "projection.table", "without which statements read all rows");
        }
    }

    @Test
    void rejectsInvalidIndexOfPostgreSql() {
        JdbcTestTable table = table(
                TestDatabase.POSTGRESQL, "CREATE TABLE $t (pk text, n bigint); INSERT INTO $t VALUES ('a'), ('a')");
        try {
            table.execute("CREATE UNIQUE INDEX CONCURRENTLY $t_i ON $t (pk)");
        } catch (RuntimeException duplicates) {
            table.execute("DELETE FROM $t");
        }

        assertThat(table.rows("SELECT indisvalid FROM pg_index WHERE indrelid = '$t'::regclass"))
                .isEqualTo(List.of(List.of("f")));
        isRejectedAndMended(table, "projection.key", "is invalid because its creation failed");
    }

    @ParameterizedTest
    @EnumSource
    void validationReportsMissingTableAndChangesNothing(TestDatabase database) {
        JdbcTestTable table = table(database);

        assertThat(table.errors()).isEmpty();
        assertThat(table.with("auto.create", "false").errors().get("projection.table"))
                .hasSize(2)
                .anyMatch(
                        message -> message.contains("The table " + table.name() + " (projection.table) does not exist"))
                .anyMatch(message -> message.contains("_versions"));
        assertThat(table.rows("SELECT 1 FROM information_schema.tables WHERE table_name LIKE '$t%'"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void reportsMissingSchemaAlthoughTablesAreCreated(TestDatabase database) {
        assertThat(table(database)
                        .with("projection.table", "nowhere.rows")
                        .errors()
                        .get("projection.table"))
                .anyMatch(message -> message.contains("nowhere does not exist") && message.contains("Execute: CREATE"));
    }

    @Test
    void reportsUrlWithoutDatabase() {
        JdbcTestTable table = table(TestDatabase.MARIADB);
        String url = TestDatabase.MARIADB.server().url();
        table.with("connection.url", url.substring(0, url.lastIndexOf('/') + 1));

        assertThat(table.errors().get("projection.table"))
                .anyMatch(message -> message.contains("'connection.url' contains no database"));
    }

    @ParameterizedTest
    @EnumSource
    void reportsMissingPrivilegeWithStatement(TestDatabase database) {
        boolean isPostgreSql = database == TestDatabase.POSTGRESQL;
        JdbcTestTable table = table(
                database,
                isPostgreSql
                        ? "CREATE TABLE $t (pk text PRIMARY KEY, n bigint)"
                        : "CREATE TABLE $t ($k PRIMARY KEY, n BIGINT)");
        String user = "reader_" + table.name();
        String account = isPostgreSql ? user : user + "@localhost";
        table.with("stale.write.guard", "false");
        table.execute(
                "CREATE USER " + account + (isPostgreSql ? " PASSWORD '" : " IDENTIFIED BY '") + DatabaseServer.PASSWORD
                        + "'",
                "GRANT SELECT ON $t TO " + account);
        table.with("connection.user", user);

        isRejectedAndMended(table, "projection.table", "cannot be written by this user");
    }

    @Test
    void reportsReadOnlyServerOnUrl() {
        JdbcTestTable table = table(TestDatabase.POSTGRESQL);
        String url = TestDatabase.POSTGRESQL.server().url();
        table.with("connection.url", url + "?options=-c%20default_transaction_read_only=on");

        assertThat(table.errors().get("connection.url")).anyMatch(message -> message.contains("is read-only"));
    }
}
