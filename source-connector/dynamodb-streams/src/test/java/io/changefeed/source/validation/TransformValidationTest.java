/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.source.config.SourceConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformValidationTest {
    private static final String STOCK = "org.apache.kafka.connect.transforms.";
    private static final String EXTRACT_ID = "ExtractField$Key field=id";

    @ParameterizedTest
    @CsvSource({
        "struct, ExtractField$Key field=id, Unknown field: id",
        "struct, ExtractField$Value field=after, Unknown field: after",
        "struct, ValueToKey fields=op, Field does not exist: op",
        "struct, HeaderFrom$Value fields=op headers=op operation=copy, is null",
        "struct, Cast$Key spec=string, Cast transformation does not support casting from STRUCT",
        "struct, Flatten$Value, Flatten transformation does not support MAP for record",
        "struct, TimestampConverter$Value target.type=string format=yyyy, STRUCT",
        "map, Cast$Key spec=string, Cast transformation does not support casting from MAP",
        "map, SetSchemaMetadata$Value schema.name=x, Schema required",
    })
    void stockTransformThatFailsAtHeartbeatsIsRejected(String format, String transform, String reason) {
        assertThat(errors(properties(format, transform)))
                .singleElement()
                .asString()
                .startsWith("Invalid value " + STOCK)
                .contains(" for configuration transforms.t0.type: Fails at heartbeats (", reason);
    }

    @ParameterizedTest
    @CsvSource({
        "struct, InsertField$Value static.field=a static.value=b",
        "struct, ReplaceField$Value exclude=before",
        "struct, MaskField$Value fields=before",
        "struct, HoistField$Key field=key",
        "struct, RegexRouter regex=(.*) replacement=$1",
        "struct, TimestampRouter topic.format=a",
        "struct, InsertHeader header=a value.literal=b",
        "struct, DropHeaders headers=a",
        "struct, SetSchemaMetadata$Value schema.name=x",
        "struct, TimestampConverter$Value field=ts_ms target.type=Timestamp",
        "map, ExtractField$Key field=id",
        "map, ValueToKey fields=op",
    })
    void stockTransformThatAcceptsHeartbeatsIsAccepted(String format, String transform) {
        assertThat(errors(properties(format, transform))).isEmpty();
    }

    @Test
    void errorExplainsHeartbeatsAndTheSuggestedPredicateWorks() {
        Map<String, String> properties = properties("struct", EXTRACT_ID);

        assertThat(errors(properties))
                .containsExactly("Invalid value " + STOCK
                        + "ExtractField$Key for configuration transforms.t0.type: Fails at heartbeats (Unknown field: id)."
                        + " Heartbeats are records of the topic __changefeed-heartbeat.shop that store positions; transforms"
                        + " receive them too. Exclude them with a predicate: \"predicates\": \"heartbeats\","
                        + " \"predicates.heartbeats.type\": \"" + STOCK + "predicates.TopicNameMatches\","
                        + " \"predicates.heartbeats.pattern\": \"__changefeed-heartbeat[.].*\","
                        + " \"transforms.t0.predicate\": \"heartbeats\", \"transforms.t0.negate\": \"true\"");

        properties.putAll(Map.of(
                "predicates", "heartbeats",
                "predicates.heartbeats.type", STOCK + "predicates.TopicNameMatches",
                "predicates.heartbeats.pattern", "__changefeed-heartbeat[.].*",
                "transforms.t0.predicate", "heartbeats",
                "transforms.t0.negate", "true"));
        assertThat(errors(properties)).isEmpty();
    }

    @Test
    void errorKeepsOtherPredicatesAndNamesTheOneThatSelectsHeartbeats() {
        Map<String, String> properties = properties("struct", EXTRACT_ID);
        properties.putAll(Map.of(
                "predicates", "tombstones", "predicates.tombstones.type", STOCK + "predicates.RecordIsTombstone"));
        assertThat(errors(properties)).singleElement().asString().contains("\"predicates\": \"tombstones,heartbeats\"");

        properties.putAll(Map.of("transforms.t0.predicate", "tombstones", "transforms.t0.negate", "true"));
        assertThat(errors(properties))
                .singleElement()
                .asString()
                .endsWith("Use a predicate in place of 'tombstones' that excludes the topic.");

        properties.put("transforms.t0.negate", "false");
        assertThat(errors(properties)).isEmpty();
    }

    @Test
    void transformsAreAppliedInTheirOrder() {
        assertThat(errors(properties("struct", "HoistField$Key field=id", EXTRACT_ID)))
                .isEmpty();
        assertThat(errors(properties("struct", EXTRACT_ID, "HoistField$Key field=id")))
                .hasSize(1);
        assertThat(errors(properties("struct", "Filter", EXTRACT_ID)))
                .as("a transform drops the heartbeat")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Missing", "ExtractField$Key unknown=id"})
    void transformThatCannotBeCreatedIsLeftToConnect(String transform) {
        assertThat(errors(properties("struct", transform, EXTRACT_ID))).isEmpty();
    }

    @Test
    void predicateThatFailsIsRejected() {
        Map<String, String> properties = properties("struct", EXTRACT_ID);
        properties.putAll(
                Map.of("predicates.p.type", FailingPredicate.class.getName(), "transforms.t0.predicate", "p"));

        assertThat(errors(properties))
                .singleElement()
                .asString()
                .startsWith("Invalid value p for configuration transforms.t0.predicate: Fails at heartbeats (no key).");
    }

    @Test
    void everyInstanceIsClosed() {
        CountingTransform.OPEN.clear();
        Map<String, String> properties = properties("struct", "Filter");
        properties.put("transforms", "a,b");
        properties.put("transforms.a.type", CountingTransform.class.getName());
        properties.put("transforms.b.type", CountingTransform.class.getName());
        properties.put("transforms.b.fail", "configure");
        assertThat(errors(properties)).isEmpty();
        assertThat(CountingTransform.OPEN).isEmpty();

        properties.put("transforms.b.fail", "apply");
        assertThat(errors(properties)).hasSize(1);
        assertThat(CountingTransform.OPEN).isEmpty();
    }

    @Test
    void taskDoesNotStartWithATransformThatFails() {
        assertThatThrownBy(() -> TransformValidation.requireValid(properties("struct", EXTRACT_ID)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("for configuration transforms.t0.type: Fails at heartbeats (Unknown field: id).");
        TransformValidation.requireValid(properties("map", EXTRACT_ID));
    }

    @ParameterizedTest
    @CsvSource({
        "ExtractField$Value field=after, Only Struct objects supported",
        "HoistField$Key field=key, the result is not bytes",
        "HoistField$Value field=value, the result is not bytes",
        "SetSchemaMetadata$Value schema.name=x, Cannot list fields",
    })
    void transformThatFailsAtBytesOrReplacesThemIsRejectedEvenIfItExcludesHeartbeats(String transform, String reason) {
        Map<String, String> properties = properties("json", transform);
        List<String> all = errors(properties);
        properties.putAll(Map.of(
                "predicates", "heartbeats",
                "predicates.heartbeats.type", STOCK + "predicates.TopicNameMatches",
                "predicates.heartbeats.pattern", "__changefeed-heartbeat[.].*",
                "transforms.t0.predicate", "heartbeats",
                "transforms.t0.negate", "true"));

        assertThat(errors(properties))
                .isEqualTo(all)
                .singleElement()
                .asString()
                .startsWith("Invalid value " + STOCK)
                .contains(" for configuration transforms.t0.type: Fails at change events (", reason)
                .endsWith("). With 'event.format=json', keys and values are bytes. Set 'event.format' to 'map' or"
                        + " 'struct', with a converter for it, or remove the transform.");
    }

    @Test
    void transformThatReplacesOnlyTheBytesOfHeartbeatsIsRejected() {
        Map<String, String> properties = properties("json", "HoistField$Value field=value");
        properties.putAll(Map.of(
                "predicates", "events",
                "predicates.events.type", STOCK + "predicates.TopicNameMatches",
                "predicates.events.pattern", "shop[.].*",
                "transforms.t0.predicate", "events",
                "transforms.t0.negate", "true"));

        assertThat(errors(properties))
                .singleElement()
                .asString()
                .contains(" for configuration transforms.t0.type: Fails at heartbeats (the result is not bytes");
    }

    @Test
    void bytesThatALaterTransformRestoresAreAccepted() {
        assertThat(errors(properties("json", "HoistField$Value field=a", "ExtractField$Value field=a")))
                .isEmpty();
        assertThat(errors(properties("json", "HoistField$Value field=a", "HoistField$Value field=b")))
                .singleElement()
                .asString()
                .contains(" for configuration transforms.t0.type: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RegexRouter regex=(.*) replacement=$1", "InsertHeader header=a value.literal=b", "Filter"})
    void transformThatKeepsTheBytesIsAccepted(String transform) {
        assertThat(errors(properties("json", transform))).isEmpty();
    }

    /** @param transforms each a class name and its properties */
    private static Map<String, String> properties(String format, String... transforms) {
        Map<String, String> properties =
                new HashMap<>(Map.of("tables", "orders", "topic.prefix", "shop", "event.format", format));
        if (format.equals("json")) {
            properties.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
            properties.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        }
        List<String> aliases = new ArrayList<>();
        for (String transform : transforms) {
            String alias = "t" + aliases.size();
            aliases.add(alias);
            List<String> parts = List.of(transform.split(" "));
            properties.put("transforms." + alias + ".type", STOCK + parts.get(0));
            parts.subList(1, parts.size()).forEach(property -> {
                String[] nameAndValue = property.split("=", 2);
                properties.put("transforms." + alias + "." + nameAndValue[0], nameAndValue[1]);
            });
        }
        properties.put("transforms", String.join(", ", aliases));
        return properties;
    }

    private static List<String> errors(Map<String, String> properties) {
        return TransformValidation.validate(SourceConfig.validate(properties), properties).configValues().stream()
                .flatMap(value -> value.errorMessages().stream())
                .toList();
    }

    /** A predicate that was written for the keys of one table. */
    public static final class FailingPredicate implements Predicate<SourceRecord> {
        @Override
        public ConfigDef config() {
            return new ConfigDef();
        }

        @Override
        public boolean test(SourceRecord record) {
            throw new IllegalStateException("no key");
        }

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configs) {}
    }

    /** Records which instances are open, and fails in the method {@code fail}. */
    public static final class CountingTransform implements Transformation<SourceRecord> {
        private static final List<CountingTransform> OPEN = new ArrayList<>();

        private String fail = "";

        public CountingTransform() {
            OPEN.add(this);
        }

        @Override
        public void configure(Map<String, ?> configs) {
            fail = Objects.toString(configs.get("fail"), "");
            failIn("configure");
        }

        @Override
        public SourceRecord apply(SourceRecord record) {
            failIn("apply");
            return record;
        }

        private void failIn(String method) {
            if (fail.equals(method)) {
                throw new IllegalStateException(method);
            }
        }

        @Override
        public ConfigDef config() {
            return new ConfigDef();
        }

        @Override
        public void close() {
            OPEN.remove(this);
        }
    }
}
