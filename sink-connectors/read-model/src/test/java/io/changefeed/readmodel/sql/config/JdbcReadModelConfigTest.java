/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.readmodel.sql.JdbcDrivers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

class JdbcReadModelConfigTest {
    private static final Map<String, String> MINIMAL = Map.of(
            "connection.url", "jdbc:postgresql://localhost/shop",
            "projection.table", "rows",
            "projection.source.key", "pk",
            "projection.key", "pk");

    private static List<String> errors(String property, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(MINIMAL);
        properties.putAll(more);
        return JdbcReadModelConfig.check(properties).result().configValues().stream()
                .filter(value -> value.name().equals(property))
                .map(ConfigValue::errorMessages)
                .findFirst()
                .orElseThrow();
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
}
