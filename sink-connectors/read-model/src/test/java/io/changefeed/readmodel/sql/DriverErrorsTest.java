/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Provokes the errors of databases, and compares what the drivers throw with the table in driver-errors.md. */
class DriverErrorsTest {
    private static final String TABLE = "driver-errors.md";
    /** The lines before the first row of the table. */
    private static final int HEADER_LINES = 13;

    @BeforeAll
    static void createTables() {
        ErrorScene.createTables();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvFileSource(resources = TABLE, delimiter = '|', numLinesToSkip = HEADER_LINES, nullValues = "-")
    void errorHasKind(
            DriverError error,
            SqlErrorKind kind,
            @Nullable String postgreSql,
            @Nullable String mariaDb,
            @Nullable String mySql)
            throws Exception {
        Map<TestDriver, @Nullable String> expected = new EnumMap<>(TestDriver.class);
        expected.put(TestDriver.POSTGRESQL, postgreSql);
        expected.put(TestDriver.MARIADB, mariaDb);
        expected.put(TestDriver.MYSQL, mySql);
        SoftAssertions softly = new SoftAssertions();
        for (TestDriver driver : TestDriver.values()) {
            String description = expected.get(driver);
            if (description != null) {
                SQLException thrown = error.provoke(driver);
                softly.assertThat(describe(thrown)).as("%s: %s", driver, thrown).isIn((Object[])
                        description.split(" or "));
                softly.assertThat(SqlErrorClassifier.classify(thrown))
                        .as("%s: %s", driver, thrown)
                        .isEqualTo(kind);
            }
        }
        softly.assertAll();
    }

    private static String describe(SQLException error) {
        String name = error.getClass().getSimpleName();
        return name.equals("PSQLException")
                ? String.valueOf(error.getSQLState())
                : error.getSQLState() + "/" + error.getErrorCode() + " " + name;
    }

    @Test
    void tableShowsEachError() {
        assertThat(table().lines().skip(HEADER_LINES).map(line -> line.split(" ", 2)[0]))
                .containsAll(Arrays.stream(DriverError.values()).map(Enum::name).toList());
    }

    private static String table() {
        try (InputStream table = Objects.requireNonNull(DriverErrorsTest.class.getResourceAsStream(TABLE))) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
