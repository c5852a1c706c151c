/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.readmodel.DynamoDbReadModelSinkConnector;
import io.changefeed.readmodel.dynamodb.DynamoDbReadModelConfig;
import io.changefeed.readmodel.projection.Projection;
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
    private static final Map<String, String> MINIMAL = Map.of(
            "projection.table", "rows",
            "projection.source.key", "id",
            "projection.key", "id",
            "validate.remote", "false");

    private static Map<String, String> with(String... more) {
        Map<String, String> properties = new HashMap<>(MINIMAL);
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
    void minimalConfigurationHasDefaults() {
        DynamoDbReadModelConfig config = new DynamoDbReadModelConfig(MINIMAL);

        assertThat(errors(MINIMAL)).isEmpty();
        assertThat(config.projection().target().name()).isEqualTo("rows");
        assertThat(config.writes().staleWriteGuard()).isTrue();
        assertThat(config.writes().deletedColumn()).isEmpty();
        assertThat(config.writes().tombstoneRetention()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void versionIsSuffixOfTableName() {
        Map<String, String> properties = with("projection.version", "3", "projection.columns", "a, b");
        Projection projection = new DynamoDbReadModelConfig(properties).projection();

        assertThat(projection.target().name()).isEqualTo("rows_v3");
        assertThat(projection.target().columns()).extracting("name").containsExactly("a", "b");
    }

    @Test
    void reportsMissingProperties() {
        assertThat(errors(Map.of("validate.remote", "false")))
                .containsOnlyKeys("projection.table", "projection.source.key", "projection.key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "projection.table | \" \" | projection.table | Expected a table name.",
                "projection.version | 0 | projection.version | Value must be at least 1",
                "projection.source.key | a,b,c | projection.source.key | Expected one or two names.",
                "projection.key | id,id | projection.key | The list contains a name more than once.",
                "projection.columns | a,id | projection.columns | 'id' is already a column of 'projection.key'.",
                "projection.column.id.cast | text | projection.column.id.cast | Expected `string`",
                "projection.column.id.cast | json | projection.key | 'id' has a type that is not allowed in a key.",
                "projection.column.id.from | $time | projection.key | 'id' is different for each change of an item",
                "projection.column.id.from | $now | projection.column.id.from | Expected a path, $time or $order",
                "projection.column.id.from | a..b | projection.column.id.from | Invalid path",
                "projection.column.x.from | a | projection.column.x.from | where <name> is a column of",
                "projection.column.id.form | a | projection.column.id.form | Did you mean 'projection.column.id.from'?",
                "ttl.atribute | a | ttl.atribute | Did you mean 'ttl.attribute'?",
                "deleted.column | id | deleted.column | Another attribute already has this name.",
                "version.attribute | changefeed_expires_at | ttl.attribute | Another attribute already has this name.",
                "stale.write.guard | fast | stale.write.guard | Expected value to be either true or false",
                "tombstone.retention.ms | 1 | tombstone.retention.ms | Value must be at least 60000",
                "aws.access.key.id | a | aws.secret.access.key | is required if",
                "event.filter | { | event.filter | Not valid JSON",
                "projection.key | id,a,b | projection.key | at most one sort key",
                "projection.table | a/b | projection.table | is not a valid name of a DynamoDB table",
                "projection.table | ab | projection.table | Expected 3 to 255 letters"
            })
    void reportsErrorOnInvalidProperty(String property, String value, String reported, String reason) {
        assertThat(errors(with(property, value))).containsOnlyKeys(reported);
        assertThat(errors(with(property, value)).get(reported)).anyMatch(message -> message.contains(reason));
    }

    @Test
    void rejectsConstantWithPathOrDefault() {
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
    void rejectsValueThatDoesNotFitCast() {
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
    void invalidColumnFailsTask() {
        DynamoDbReadModelConfig config = new DynamoDbReadModelConfig(with("projection.column.id.cast", "text"));

        assertThatThrownBy(() -> config.projection())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("projection.column.id.cast");
    }

    @Test
    void acceptsArnOfTable() {
        assertThat(errors(with("projection.table", "arn:aws:dynamodb:eu-central-1:123456789012:table/rows")))
                .isEmpty();
    }

    @Test
    void rejectsUnguardedOrSoftlyDeletedSharedRows() {
        for (List<String> shared :
                List.of(List.of("projection.key", "place"), List.of("topics", "a,b"), List.of("topics.regex", "a.*"))) {
            String property = shared.get(0);
            String value = shared.get(1);
            assertThat(errors(with(property, value))).isEmpty();
            assertThat(errors(with(property, value, "stale.write.guard", "false")))
                    .containsOnlyKeys("stale.write.guard")
                    .allSatisfy((rejected, messages) -> assertThat(messages)
                            .singleElement()
                            .asString()
                            .contains("Several items can share a row", "read one topic", "'projection.source.key'"));
            assertThat(errors(with(property, value, "deleted.column", "gone"))).containsOnlyKeys("deleted.column");
        }
        assertThat(errors(with("stale.write.guard", "false", "deleted.column", "gone", "topics", "a")))
                .isEmpty();
    }

    @Test
    void rejectsTombstoneRetentionWithoutTombstones() {
        Map<String, String> retention = with("tombstone.retention.ms", "60000");
        assertThat(errors(retention)).isEmpty();
        Map.of(
                        "stale.write.guard", "false",
                        "deleted.column", "gone")
                .forEach((property, value) -> {
                    Map<String, String> properties = new HashMap<>(retention);
                    properties.put(property, value);
                    assertThat(errors(properties))
                            .containsOnlyKeys("tombstone.retention.ms")
                            .allSatisfy((rejected, messages) -> assertThat(messages)
                                    .singleElement()
                                    .asString()
                                    .contains("Has no effect with '" + property));
                });
    }

    @Test
    void rejectsMetadataAttributesThatAreNotWritten() {
        assertThat(errors(with("stale.write.guard", "false", "version.attribute", "v", "ttl.attribute", "t")))
                .containsOnlyKeys("version.attribute", "ttl.attribute");
    }
}
