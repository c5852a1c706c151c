/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.readmodel.sql.JdbcDrivers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JdbcReadModelConfigTest {
    private static final Map<String, String> MINIMAL = Map.of(
            "connection.url", "jdbc:postgresql://localhost/shop",
            "projection.table", "rows",
            "projection.source.key", "pk",
            "projection.key", "pk");

    private static Map<String, String> with(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(MINIMAL);
        properties.putAll(more);
        return properties;
    }

    private static List<String> errors(String property, Map<String, String> more) {
        return JdbcReadModelConfig.check(with(more)).result().configValues().stream()
                .filter(value -> value.name().equals(property))
                .map(ConfigValue::errorMessages)
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> inMariaDb(String property, String value) {
        return Map.of("connection.url", "jdbc:mariadb://localhost/shop", property, value);
    }

    @Test
    void acceptsMinimalConfiguration() {
        assertThat(JdbcReadModelConfig.check(MINIMAL).result().configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
    }

    @Test
    void rejectsUrlOfUnsupportedDatabase() {
        assertThat(errors("connection.url", Map.of("connection.url", "jdbc:oracle:thin:@x")))
                .singleElement()
                .asString()
                .contains("jdbc:postgresql:");
    }

    @Test
    void reportsMissingDriverWithArtifact() {
        assertThat(JdbcDrivers.missingDriverMessage("jdbc:mysql://localhost/shop"))
                .contains("plugin directory", "com.mysql:mysql-connector-j");
    }

    @Test
    void rejectsPasswordInUrlWithoutRepeatingIt() {
        for (String url : List.of(
                "jdbc:postgresql://localhost/shop?user=a&password=sesame",
                "jdbc:mariadb://a:sesame@localhost/shop",
                "jdbc:mysql://(host=localhost,user=a,password=sesame)/shop",
                "jdbc:mysql://localhost/shop?password1=sesame")) {
            assertThat(errors("connection.password", Map.of("connection.url", url)))
                    .singleElement()
                    .asString()
                    .contains("connection.password")
                    .doesNotContain("sesame");
        }
    }

    @Test
    void rejectsVersionColumnWithNameOfOtherColumn() {
        assertThat(errors("version.column", Map.of("version.column", "pk"))).hasSize(1);
        assertThat(errors("version.column", Map.of("version.column", "gone", "deleted.column", "gone")))
                .hasSize(1);
    }

    @Test
    void settingsDoNotPrintPassword() {
        Map<String, String> properties = new HashMap<>(MINIMAL);
        properties.putAll(Map.of("connection.user", "a", "connection.password", "sesame"));

        assertThat(new JdbcReadModelConfig(properties).connection().settings().toString())
                .doesNotContain("sesame");
    }

    @Test
    void misspeltOrNullPropertyIsRejected() {
        assertThat(errors("version.colunm", Map.of("version.colunm", "v")))
                .singleElement()
                .asString()
                .contains("Did you mean 'version.column'?");
        assertThat(errors("projection.column.pk.cats", Map.of("projection.column.pk.cats", "string")))
                .singleElement()
                .asString()
                .contains("Did you mean 'projection.column.pk.cast'?");
        for (String property : JdbcReadModelConfig.DEFINITION.names()) {
            Map<String, String> properties = new HashMap<>();
            properties.put(property, null);
            assertThat(errors(property, properties)).singleElement().asString().contains("is null");
        }
    }

    @Test
    void rejectsInvalidTableName() {
        for (String name : List.of("a.b.c", ".a", "a.")) {
            assertThat(errors("projection.table", Map.of("projection.table", name)))
                    .singleElement()
                    .asString()
                    .contains("Expected table or schema.table");
        }
    }

    /** PostgreSQL limits names to 63 bytes, MySQL and MariaDB to 64 characters. The suffixes of table names count. */
    @Test
    void rejectsLongNamesWithoutConnection() {
        String umlauts = "ä".repeat(32);
        assertThat(errors("projection.columns", Map.of("projection.columns", umlauts)))
                .singleElement()
                .asString()
                .contains("has 64 bytes, but PostgreSQL allows only 63");
        assertThat(errors("projection.columns", inMariaDb("projection.columns", umlauts + umlauts)))
                .isEmpty();
        assertThat(errors("projection.columns", inMariaDb("projection.columns", umlauts + umlauts + "ä")))
                .singleElement()
                .asString()
                .contains("has 65 characters");
        String table = "t".repeat(54);
        assertThat(errors("projection.table", Map.of("projection.table", table)))
                .isEmpty();
        assertThat(errors("projection.table", Map.of("projection.table", table + "t")))
                .singleElement()
                .asString()
                .contains("_versions");
        assertThat(errors("projection.table", Map.of("projection.table", table, "projection.version", "2")))
                .hasSize(1);
    }

    @Test
    void rejectsColumnsThatDifferInCaseForMySqlOnly() {
        assertThat(errors("projection.columns", Map.of("projection.columns", "a,A")))
                .isEmpty();
        assertThat(errors("projection.columns", inMariaDb("projection.columns", "a,A")))
                .singleElement()
                .asString()
                .contains("does not distinguish 'a' from it");
        assertThat(errors("deleted.column", inMariaDb("deleted.column", "PK"))).hasSize(1);
    }

    @Test
    void rejectsNamesThatTablesAlreadyHave() {
        assertThat(errors("projection.columns", Map.of("projection.columns", "ctid")))
                .singleElement()
                .asString()
                .contains("is the name of a system column");
        assertThat(errors("projection.columns", Map.of("projection.columns", "__item")))
                .isEmpty();
        assertThat(errors("projection.columns", Map.of("projection.key", "place", "projection.columns", "__item")))
                .singleElement()
                .asString()
                .contains("is also the name of another column");
    }

    @Test
    void rejectsVersionColumnThatIsNotWritten() {
        assertThat(errors("version.column", Map.of("version.column", "v", "deleted.column", "gone")))
                .isEmpty();
        for (Map<String, String> properties : List.of(
                Map.of("version.column", "v"),
                Map.of("version.column", "v", "deleted.column", "gone", "stale.write.guard", "false"))) {
            assertThat(errors("version.column", properties))
                    .singleElement()
                    .asString()
                    .contains("Has no effect", "'deleted.column'");
        }
    }

    @Test
    void rejectsTombstoneRetentionWithoutTombstones() {
        String retention = "tombstone.retention.ms";
        assertThat(errors(retention, Map.of(retention, "60000"))).isEmpty();
        assertThat(errors(retention, Map.of(retention, "60000", "projection.key", "place")))
                .isEmpty();
        for (String property : List.of("stale.write.guard=false", "deleted.column=gone")) {
            String[] parts = property.split("=", 2);
            assertThat(errors(retention, Map.of(retention, "60000", parts[0], parts[1])))
                    .singleElement()
                    .asString()
                    .contains("Has no effect with '" + parts[0]);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "string | a\0b | value: the text contains the null character U+0000",
                "json | {\"a\":[\"\\u0000\"]} | a[0]: the text contains the null character U+0000",
                "json | {\"\\u0000\":1} | the name of an attribute contains the null character U+0000"
            })
    void rejectsNullCharactersInConstantsAndDefaultsForPostgreSqlOnly(String cast, String value, String reason) {
        for (String kind : List.of("constant", "default")) {
            String property = "projection.column.c." + kind;
            Map<String, String> properties =
                    new HashMap<>(Map.of("projection.columns", "c", "projection.column.c.cast", cast, property, value));

            assertThat(errors(property, properties)).singleElement().asString().contains(reason);

            properties.putAll(inMariaDb(property, value));
            assertThat(JdbcReadModelConfig.check(with(properties)).hasErrors()).isFalse();
        }
    }

    @Test
    void acceptsZeroByteInBinaryConstantForPostgreSql() {
        assertThat(JdbcReadModelConfig.check(with(Map.of(
                                "projection.columns", "c",
                                "projection.column.c.cast", "binary",
                                "projection.column.c.constant", "AA==")))
                        .hasErrors())
                .isFalse();
    }

    @Test
    void rejectsUnguardedOrSoftlyDeletedSharedRows() {
        assertThat(errors("stale.write.guard", Map.of("projection.key", "place", "stale.write.guard", "false")))
                .hasSize(1);
        assertThat(errors("deleted.column", Map.of("topics", "a,b", "deleted.column", "gone")))
                .hasSize(1);
    }
}
