/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.readmodel.DynamoDbReadModelSinkConnector;
import io.changefeed.readmodel.dynamodb.DynamoDbReadModelConfig;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.store.WriteMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadModelConfigTest {
    private static final Map<String, String> LEAST = Map.of(
            "projection.table", "rows",
            "projection.source.key", "id",
            "projection.key", "id",
            "validate.remote", "false");

    private static Map<String, String> with(String... more) {
        Map<String, String> properties = new HashMap<>(LEAST);
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return properties;
    }

    private static Map<String, List<String>> errors(Map<String, String> properties) {
        Map<String, List<String>> errors = new TreeMap<>();
        new DynamoDbReadModelSinkConnector()
                .validate(properties).configValues().stream()
                        .filter(value -> !value.errorMessages().isEmpty())
                        .forEach(value -> errors.put(value.name(), value.errorMessages()));
        return errors;
    }

    @Test
    void theLeastConfigurationHasTheDefaults() {
        DynamoDbReadModelConfig config = new DynamoDbReadModelConfig(LEAST);

        assertThat(errors(LEAST)).isEmpty();
        assertThat(config.projection().projection().target().name()).isEqualTo("rows");
        assertThat(config.writes().writeMode()).isEqualTo(WriteMode.GUARDED);
        assertThat(config.writes().deletedColumn()).isEmpty();
        assertThat(config.writes().tombstoneRetention()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void aVersionIsATableBesideTheFirst() {
        Map<String, String> properties = with("projection.version", "3", "projection.columns", "a, b");
        Projection projection =
                new DynamoDbReadModelConfig(properties).projection().projection();

        assertThat(projection.target().name()).isEqualTo("rows_v3");
        assertThat(projection.target().columns()).extracting("name").containsExactly("a", "b");
    }

    @Test
    void whatIsMissingIsSaidToBeNeeded() {
        assertThat(errors(Map.of("validate.remote", "false")))
                .containsOnlyKeys("projection.table", "projection.source.key", "projection.key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "projection.table | \" \" | projection.table | Expected the name of a table.",
                "projection.version | 0 | projection.version | Value must be at least 1",
                "projection.source.key | a,b,c | projection.source.key | Expected one or two names.",
                "projection.key | id,id | projection.key | A name stands here twice.",
                "projection.columns | a,id | projection.columns | 'id' stands in 'projection.key' already.",
                "projection.column.id.cast | text | projection.column.id.cast | Expected `string`",
                "projection.column.id.cast | json | projection.key | 'id' has a type that no key has.",
                "projection.column.id.from | $time | projection.key | 'id' differs for each change of an item",
                "projection.column.id.from | $now | projection.column.id.from | Expected a path, $time or $order",
                "projection.column.id.from | a..b | projection.column.id.from | This is no path",
                "projection.column.x.from | a | projection.column.x.from | with the name of a column",
                "projection.column.id.form | a | projection.column.id.form | with the name of a column",
                "deleted.column | id | deleted.column | Another attribute has this name.",
                "version.attribute | expires_at | ttl.attribute | Another attribute has this name.",
                "write.mode | fast | write.mode | String must be one of",
                "tombstone.retention.ms | 1 | tombstone.retention.ms | Value must be at least 60000",
                "aws.access.key.id | a | aws.secret.access.key | is required if",
                "event.filter | { | event.filter | Not valid JSON"
            })
    void aWrongPropertyIsToldOnItself(String property, String value, String told, String reason) {
        assertThat(errors(with(property, value))).containsOnlyKeys(told);
        assertThat(errors(with(property, value)).get(told)).anyMatch(message -> message.contains(reason));
    }

    @Test
    void aConstantGoesWithNeitherPathNorDefault() {
        assertThat(errors(with(
                        "projection.columns",
                        "a",
                        "projection.column.a.constant",
                        "1",
                        "projection.column.a.from",
                        "b",
                        "projection.column.a.default",
                        "2")))
                .containsOnlyKeys("projection.column.a.from", "projection.column.a.default");
    }

    @Test
    void aTextThatDoesNotFitTheCastIsToldOnItsProperty() {
        assertThat(errors(with(
                        "projection.columns",
                        "a,b",
                        "projection.column.a.cast",
                        "integer",
                        "projection.column.a.constant",
                        "x",
                        "projection.column.b.cast",
                        "boolean",
                        "projection.column.b.default",
                        "maybe")))
                .containsOnlyKeys("projection.column.a.constant", "projection.column.b.default");
    }

    @Test
    void aColumnThatWouldBeRefusedFailsTheTask() {
        DynamoDbReadModelConfig config = new DynamoDbReadModelConfig(with("projection.column.id.cast", "text"));

        assertThatThrownBy(() -> config.projection().projection())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("projection.column.id.cast");
    }
}
