/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.Proxy;
import io.changefeed.delivery.Changes;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.row.TargetTable;
import io.changefeed.readmodel.sql.table.ReadModelSchema;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests that the password is in no message. Messages are therefore shown as they are: replacing the letters of a
 * password in them would also replace those of other words.
 */
class DriverSecretsTest {
    private static final String SECRET = "Sesame-öffne=dich&1%7B";

    @ParameterizedTest
    @EnumSource
    void failedConnectionDoesNotShowPassword(TestDriver driver) {
        String url = driver.url();
        List<String> urls = List.of(
                url,
                url + "_missing",
                url.replace("127.0.0.1", "database.invalid"),
                url.replaceFirst(":[0-9]+/", ":port/"),
                url + "?connectTimeout=long&defaultRowFetchSize=all&defaultFetchSize=all",
                url + "?sslmode=verify-full&sslMode=VERIFY_CA",
                url + "?%zz",
                url.replaceFirst("//.*", ""));
        for (String failing : urls) {
            assertThat(stackTrace(failing)).as(failing).doesNotContain(SECRET, "Sesame");
        }
        try (Proxy proxy = new Proxy(driver.database().server().port())) {
            proxy.hangUp();
            assertThat(stackTrace(driver.url(proxy.port()))).doesNotContain(SECRET, "Sesame");
            proxy.refuse();
            assertThat(stackTrace(driver.url(proxy.port()))).doesNotContain(SECRET, "Sesame");
        }
    }

    /** The messages of an error, its causes and suppressed errors, and the reason that a validation shows. */
    private static String stackTrace(String url) {
        JdbcConnectionSettings settings = new JdbcConnectionSettings(
                url,
                Optional.of(DatabaseServer.USER),
                Optional.of(new Password(SECRET)),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        StringWriter text = new StringWriter();
        SQLException error =
                catchThrowableOfType(SQLException.class, () -> new DriverDataSource(settings).getConnection());
        assertThat((Throwable) error).as(url).isNotNull();
        error.printStackTrace(new PrintWriter(text, true));
        return text.toString() + JdbcRemoteCheck.problems(settings, writerFactory()) + settings;
    }

    private static SqlWriterFactory writerFactory() {
        TargetTable target = new TargetTable(
                "rows", List.of(new Column("pk", ColumnType.of(ColumnType.Kind.STRING))), List.of(), true);
        ReadModelSchema schema = new ReadModelSchema(target, true, Optional.empty(), "version");
        return new SqlWriterFactory(schema, false, false, Duration.ofDays(7), InstantSource.system());
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void shortPasswordLeavesMessagesAndStatementsIntact(TestDriver driver) {
        DatabaseServer server = driver.database().server();
        server.execute(
                driver.isPostgreSql()
                        ? "CREATE ROLE x LOGIN PASSWORD 'x'"
                        : "CREATE USER x@localhost IDENTIFIED BY 'x'");
        if (!driver.isPostgreSql()) {
            server.execute("GRANT ALL ON changefeed.* TO x@localhost");
        }
        JdbcTestTable table = new JdbcTestTable(server, Map.of("projection.key", "pk", "projection.columns", "text"))
                .with("auto.create", "false")
                .with("connection.user", "x")
                .with("connection.password", "x");

        try (Destination<?> destination = table.open()) {
            assertThat(DeliveryResults.of(destination, Changes.update("a", 1)))
                    .isInstanceOfSatisfying(
                            DeliveryResult.Fatal.class,
                            fatal -> assertThat(fatal.reason())
                                    .contains("does not exist", "execute: CREATE TABLE ", "text"));
        }
        table.drop();
    }
}
