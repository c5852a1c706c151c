/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.aws.AwsConfig;
import io.changefeed.aws.AwsService;
import io.changefeed.event.EventFormat;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.NameAdjustment;
import io.changefeed.source.DynamoDbStreamsSourceConnector;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.selection.ScanFilter;
import io.changefeed.source.selection.ScanSelection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceConfigTest {
    private static final Map<String, String> MINIMAL = Map.of("tables", "orders, clients", "topic.prefix", "shop");
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final String ARN = "arn:aws:dynamodb:eu-central-1:123456789012:table/orders";
    private static final String SECRET = "wJalrXUtnFEMI-K7MDENG";

    @Test
    void tablesAndTopicPrefixAreRequired() {
        SourceConfig config = new SourceConfig(MINIMAL);

        assertThat(errors(MINIMAL)).isEmpty();
        assertThat(config.tables().names()).extracting(TableName::name).containsExactly("orders", "clients");
        assertThat(config.tables().start(NOW)).isEqualTo(new StreamStart(false, new Position.TrimHorizon()));
        assertThat(config.topics().names().topic("orders", "r", "a")).isEqualTo("shop.orders");
        assertThat(config.events().format()).isEqualTo(EventFormat.STRUCT);
        assertThat(config.events().itemFormat()).isEqualTo(ItemFormat.DYNAMODB_JSON);
        assertThat(config.events().schemaNames()).isEqualTo(NameAdjustment.NONE);
        assertThat(config.events().fieldNames()).isEqualTo(NameAdjustment.NONE);
        assertThat(config.events().tombstonesOnDelete()).isTrue();
        assertThat(config.events().maxEventBytes()).isEmpty();
        assertThat(config.events().onOversize()).isEqualTo(OversizePolicy.FAIL);
        assertThat(config.reading().heartbeatInterval()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.reading().pollIdleMax()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.reading().maxQueueBytes())
                .isEqualTo(Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 16));
        assertThat(config.aws().region()).isEmpty();
        assertThat(config.aws().endpoints().of(AwsService.DYNAMODB)).isEmpty();
        assertThat(config.aws().accessKeyId()).isEmpty();
        assertThat(config.aws().secretAccessKey()).isEmpty();
    }

    @Test
    void everyPropertyIsRead() {
        Map<String, String> properties = with(Map.ofEntries(
                Map.entry("stream.start", "latest"),
                Map.entry("topic.name.format", "${table}"),
                Map.entry("event.format", "map"),
                Map.entry("item.format", "json"),
                Map.entry("schema.name.adjustment.mode", "avro_unicode"),
                Map.entry("field.name.adjustment.mode", "avro_unicode"),
                Map.entry("tombstones.on.delete", "false"),
                Map.entry("max.event.bytes", "16384"),
                Map.entry("on.oversize", "keys-only"),
                Map.entry("heartbeat.interval.ms", "5000"),
                Map.entry("poll.idle.max.ms", "200"),
                Map.entry("max.queue.size.in.bytes", "1048576"),
                Map.entry("aws.region", "eu-central-1"),
                Map.entry("aws.endpoint", "http://localhost:8000"),
                Map.entry("aws.streams.endpoint", "http://localhost:8001"),
                Map.entry("aws.access.key.id", "AKIA"),
                Map.entry("aws.secret.access.key", SECRET),
                Map.entry("aws.session.token", "token"),
                Map.entry("aws.sts.role.arn", "arn:aws:iam::123456789012:role/r"),
                Map.entry("aws.sts.role.external.id", "shop")));
        SourceConfig config = new SourceConfig(properties);

        assertThat(errors(properties)).isEmpty();
        assertThat(config.tables().start(NOW)).isEqualTo(new StreamStart(true, new Position.Since(NOW)));
        assertThat(config.topics().names().topic("orders", "r", "a")).isEqualTo("orders");
        assertThat(config.events().format()).isEqualTo(EventFormat.MAP);
        assertThat(config.events().itemFormat()).isEqualTo(ItemFormat.JSON);
        assertThat(config.events().schemaNames()).isEqualTo(NameAdjustment.AVRO_UNICODE);
        assertThat(config.events().fieldNames()).isEqualTo(NameAdjustment.AVRO_UNICODE);
        assertThat(config.events().tombstonesOnDelete()).isFalse();
        assertThat(config.events().maxEventBytes()).hasValue(16_384);
        assertThat(config.events().onOversize()).isEqualTo(OversizePolicy.KEYS_ONLY);
        assertThat(config.reading().heartbeatInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.reading().pollIdleMax()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.reading().maxQueueBytes()).isEqualTo(1 << 20);
        AwsConfig aws = config.aws();
        assertThat(aws.region()).contains("eu-central-1");
        assertThat(aws.endpoints().of(AwsService.DYNAMODB)).contains(URI.create("http://localhost:8000"));
        assertThat(aws.endpoints().of(AwsService.DYNAMODB_STREAMS)).contains(URI.create("http://localhost:8001"));
        assertThat(aws.accessKeyId()).contains("AKIA");
        assertThat(aws.secretAccessKey())
                .hasValueSatisfying(secret -> assertThat(secret.value()).isEqualTo(SECRET));
        assertThat(aws.sessionToken())
                .hasValueSatisfying(token -> assertThat(token.value()).isEqualTo("token"));
        assertThat(aws.stsRoleArn()).contains("arn:aws:iam::123456789012:role/r");
        assertThat(aws.stsRoleExternalId()).contains("shop");
        assertThat(new SourceConfig(with(Map.of("aws.profile", "shop"))).aws().profile())
                .contains("shop");
    }

    @Test
    void reportsMissingProperties() {
        assertThat(errors(Map.of())).containsOnlyKeys("tables", "topic.prefix");
        assertThat(errors(Map.of()).get("tables"))
                .anyMatch(message -> message.contains("Set either 'tables' or 'tables.regex'."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "tables | \"\" | Set either 'tables' or 'tables.regex'.",
                "tables | ab | 'ab' is neither a table name (3 to 255 letters, digits, underscores, hyphens and dots)",
                "tables | orders,cli ents | 'cli ents' is neither a table name",
                "tables.regex | shop.* | Set either 'tables' or 'tables.regex', not both.",
                "tables.regex | shop( | Invalid regular expression",
                "stream.start.timestamp | today | Set a time in UTC, for example 2026-01-31T12:00:00Z.",
                "on.gap | ignore | String must be one of: fail, continue",
                "table.discovery.interval.ms | 999 | Value must be at least 1000",
                "stall.timeout.ms | 999 | Value must be at least 1000",
                "tables | orders,clients,orders | 'orders' is listed twice.",
                "stream.start | now | String must be one of: trim_horizon, latest",
                "topic.prefix | a b | Use 1 to 200 letters, digits, dots, underscores and hyphens.",
                "topic.prefix | \"\" | Use 1 to 200 letters",
                "topic.name.format | ${tabel} | '${tabel}' is unknown; supported placeholders: ${account}, ${prefix},",
                "topic.name.format | a b | 'a b' is not a legal topic name: use 1 to 249 letters",
                "topic.name.format | all | Table 'orders' and table 'clients' would share the topic 'all'. Use ${table}",
                "event.format | xml | String must be one of: struct, map, json",
                "item.format | xml | String must be one of: dynamodb-json, json",
                "schema.name.adjustment.mode | avro | String must be one of: none, avro_unicode",
                "field.name.adjustment.mode | avro | String must be one of: none, avro_unicode",
                "tombstones.on.delete | perhaps | Expected value to be either true or false",
                "max.event.bytes | 16383 | Value must be at least 16384",
                "max.event.bytes | much | Not a number of type LONG",
                "on.oversize | truncate | String must be one of: fail, drop-before, keys-only",
                "heartbeat.interval.ms | 999 | Value must be at least 1000",
                "heartbeat.interval.ms | 43200001 | Value must be no more than 43200000",
                "poll.idle.max.ms | 199 | Value must be at least 200",
                "poll.idle.max.ms | 300001 | Value must be no more than 300000",
                "max.queue.size.in.bytes | 1048575 | Value must be at least 1048576",
                "aws.endpoint | localhost:8000 | Expected an http or https URI, for example http://localhost:8000.",
                "aws.endpoint | ftp://localhost | Expected an http or https URI, for example http://localhost:8000.",
                "aws.endpoint | http:///path | Expected an http or https URI, for example http://localhost:8000.",
                "aws.endpoint | http://a b | Invalid URI",
                "aws.endpoint | http://localhost:99999 | The port must be between 1 and 65535.",
                "aws.endpoint | http://localhost/?a=b | Remove the query and the fragment of the URI.",
                "aws.streams.endpoint | localhost:8000 | Expected an http or https URI",
                "aws.use.fips.endpoint | perhaps | Expected value to be either true or false",
                "tables | orders,,clients | '' is neither a table name",
                "tables | orders,a/b | 'a/b' is neither a table name",
                "tables | ARN,ARN/stream/2026-01-31T12:00:00.000 | are the same table. Remove one of them.",
                "tables | ARN/index/i | nor the ARN of a table or of its stream.",
                "stream.start.timestamp | 2026-01-31T12:00:00Z | Has no effect without 'stream.start=at_timestamp'.",
                "stream.start.timestamp | +1000000000-12-31T23:59:59Z | The latest supported time is 9999-12-31T23:59:59Z.",
                "stream.start.timestamp | 2026-01-31 | Set a time in UTC",
                "topic.prefix | a\tb | Use 1 to 200 letters",
                "topic.name.format | \" \" | '' is not a legal topic name",
                "topic.name.format | ${table | '${table' is not a legal topic name",
                "snapshot.segments | 0 | Value must be at least 1",
                "snapshot.segments | 1001 | Value must be no more than 1000",
                "snapshot.max.read.units | -1 | Value must be at least 0",
                "snapshot.max.read.units | 99999999999 | Not a number of type INT",
                "snapshot.yield.lag.ms | 86400001 | Value must be no more than 86400000",
                "stall.timeout.ms | 9223372036854775807 | Value must be no more than 86400000",
                "stall.timeout.ms | 10 min | Not a number of type LONG",
                "max.queue.size.in.bytes | 9223372036854775807 | Must be less than the heap of the worker",
                "signal.kafka.topic | .. | Use 1 to 249 letters, digits",
                "signal.kafka.bootstrap.servers | a:9092,,b:9092 | Set comma-separated host:port pairs",
                "signal.kafka.bootstrap.servers | a:99999 | Set comma-separated host:port pairs",
                "aws.region | EU-CENTRAL-1 | Expected a region code in lower case, for example eu-central-1.",
                "aws.region | eu central | Expected a region code",
                "aws.profile | [shop] | Expected the name of a profile, without brackets.",
                "aws.sts.role.arn | role/changefeed | Expected the ARN of a role, for example arn:aws:iam::",
                "aws.sts.role.arn | arn:aws:iam::12:role/changefeed | Expected the ARN of a role"
            })
    void reportsInvalidValueOnlyForItsProperty(String property, String value, String message) {
        Map<String, List<String>> errors = errors(with(Map.of(property, value.replace("ARN", ARN))));

        assertThat(errors).containsOnlyKeys(property);
        assertThat(errors.get(property)).singleElement().asString().contains(message);
    }

    @Test
    void eventsAsBytesRequireTheByteArrayConverterForKeysAndValues() {
        String bytes = "org.apache.kafka.connect.converters.ByteArrayConverter";
        String json = "org.apache.kafka.connect.json.JsonConverter";
        Map<String, String> converters = Map.of("key.converter", bytes, "value.converter", bytes);

        assertThat(errors(with(Map.of("event.format", "json")))).containsOnlyKeys("key.converter", "value.converter");
        assertThat(errors(with(Map.of("event.format", "json", "key.converter", bytes, "value.converter", json))))
                .containsOnlyKeys("value.converter")
                .extractingByKey("value.converter")
                .asString()
                .contains("Must be '" + bytes + "' in the configuration of the connector if 'event.format' is 'json'");
        Map<String, String> properties = with(converters);
        properties.put("event.format", "json");
        assertThat(errors(properties)).isEmpty();
        properties.put("event.format", "map");
        assertThat(errors(properties))
                .containsOnlyKeys("key.converter", "value.converter")
                .extractingByKey("key.converter")
                .asString()
                .contains("Fails at the events of 'event.format=map'. Set 'event.format' to 'json'");
        properties.put("transforms", "serialize");
        assertThat(errors(properties))
                .as("a transform can convert the events to bytes")
                .isEmpty();
    }

    @Test
    void tableIsAcceptedByNameArnOrStreamArn() {
        Map<String, String> properties = with(Map.of("tables", "clients," + ARN));

        assertThat(errors(properties)).isEmpty();
        assertThat(new SourceConfig(properties).tables().names())
                .extracting(TableName::nameOrArn)
                .containsExactly("clients", ARN);
        assertThat(TableName.parse(ARN + "/stream/2026-01-31T12:00:00.000").nameOrArn())
                .isEqualTo(ARN);
    }

    @Test
    void invalidRegexIsReportedOnlyForItself() {
        assertThat(errors(Map.of("tables.regex", "shop(", "topic.prefix", "shop")))
                .containsOnlyKeys("tables.regex");
    }

    @Test
    void regexRequiresTheTableInTheTopic() {
        Map<String, String> properties =
                new HashMap<>(Map.of("tables.regex", "shop-.*", "topic.prefix", "shop", "topic.name.format", "all"));
        assertThat(errors(properties))
                .containsOnlyKeys("topic.name.format")
                .allSatisfy((property, messages) ->
                        assertThat(messages).singleElement().asString().contains("Use ${table} in the format"));

        properties.put("topic.name.format", "all.${table}");

        assertThat(errors(properties)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws.secret.access.key", "aws.session.token"})
    void secretsWithControlCharactersAreRejectedWithoutShowingThem(String property) {
        Map<String, String> properties = new HashMap<>(MINIMAL);
        properties.put("aws.access.key.id", "AKIA");
        properties.put("aws.secret.access.key", SECRET);
        properties.put(property, "a\n" + SECRET);

        assertThat(errors(properties))
                .containsOnlyKeys(property)
                .allSatisfy((name, messages) -> assertThat(messages)
                        .singleElement()
                        .asString()
                        .contains("control character")
                        .doesNotContain(SECRET));
        properties.put(property, SECRET);
        properties.put("aws.access.key.id", "AK IA");
        assertThat(errors(properties)).containsOnlyKeys("aws.access.key.id");
    }

    @Test
    void credentialsInTheEndpointAreRejectedWithoutShowingThem() {
        Map<String, String> properties = with(Map.of("aws.endpoint", "http://user:" + SECRET + "@localhost:8000"));

        assertThat(errors(properties))
                .containsOnlyKeys("aws.endpoint")
                .allSatisfy((property, messages) -> assertThat(messages)
                        .singleElement()
                        .asString()
                        .contains("Do not put credentials in the URI.")
                        .doesNotContain(SECRET));
        assertThatThrownBy(() -> new SourceConfig(properties)).hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "aws.access.key.id, aws.secret.access.key",
        "aws.secret.access.key, aws.access.key.id",
        "aws.session.token, aws.access.key.id",
        "aws.sts.role.external.id, aws.sts.role.arn",
        "signal.kafka.topic, signal.kafka.bootstrap.servers"
    })
    void reportsPropertyRequiredByAnother(String property, String required) {
        assertThat(errors(with(Map.of(property, "xy"))))
                .isEqualTo(Map.of(required, List.of("'" + required + "' is required if '" + property + "' is set.")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "snapshot.mode.orders | sometimes | String must be one of: no_data, initial, initial_only, when_needed, always",
                "snapshot.mode.carts | initial | The connector does not read table 'carts'. Correct",
                "snapshot.filter.carts | {} | The connector does not read table 'carts'. Correct",
                "snapshot.filter.orders | {\"expression\": | invalid JSON",
                "snapshot.filter.orders | {\"expression\": \"a = :a\"} | field 'values' does not define :a, which the expression uses.",
                "snapshot.projection.orders | a..b | 'a..b' is neither an attribute name nor a path",
                "snapshot.projection.orders | a, a.b | 'a.b' is already included in 'a'.",
                "signal.kafka.bootstrap.servers | localhost | Set comma-separated host:port pairs",
                "signal.consumer.fetch.min.bytes | many | Not a number of type INT",
                "signal.consumer.bootstrap.servers | localhost:9092 | Remove it: the connector sets this consumer property itself."
            })
    void reportsInvalidTablePropertyOnlyForItself(String property, String value, String message) {
        Map<String, List<String>> errors = errors(with(Map.of(property, value)));

        assertThat(errors).containsOnlyKeys(property);
        assertThat(errors.get(property)).singleElement().asString().contains(message);
    }

    @Test
    void tableOverridesSnapshotProperties() {
        Map<String, String> properties = with(Map.of(
                "snapshot.mode", "initial",
                "snapshot.mode.orders", "when_needed",
                "snapshot.filter.orders", "{\"expression\": \"attribute_exists(open)\"}",
                "snapshot.projection.orders", "name, address.city",
                "snapshot.projection.clients", ""));
        SourceConfig config = new SourceConfig(properties);

        assertThat(errors(properties)).isEmpty();
        assertThat(config.snapshots().mode("orders")).isEqualTo(SnapshotMode.WHEN_NEEDED);
        assertThat(config.snapshots().mode("clients")).isEqualTo(SnapshotMode.INITIAL);
        assertThat(config.tables().onGap("orders")).isEqualTo(GapPolicy.RESNAPSHOT);
        assertThat(config.tables().onGap("clients")).isEqualTo(GapPolicy.FAIL);
        assertThat(config.snapshots().selection("orders").filter())
                .contains(ScanFilter.parse("{\"expression\": \"attribute_exists(open)\"}"));
        assertThat(config.snapshots().selection("orders").projection().paths()).containsExactly("name", "address.city");
        assertThat(config.snapshots().selection("clients")).isEqualTo(ScanSelection.ALL);
    }

    @Test
    void tableThatMatchesTheRegexOverridesSnapshotProperties() {
        Map<String, String> properties = new HashMap<>(
                Map.of("tables.regex", "shop-.*", "topic.prefix", "shop", "snapshot.mode.shop-a", "no_data"));
        assertThat(errors(properties)).isEmpty();

        properties.put("snapshot.mode.other", "no_data");

        assertThat(errors(properties)).containsOnlyKeys("snapshot.mode.other");
    }

    @Test
    void signalConsumerUsesItsProperties() {
        Map<String, String> properties = with(Map.of(
                "name", "orders-changefeed",
                "signal.kafka.topic", "signals",
                "signal.kafka.bootstrap.servers", "a:9092, b:9092",
                "signal.consumer.security.protocol", "SASL_SSL",
                "signal.consumer.sasl.jaas.config", SECRET));
        SignalConfig signals = new SourceConfig(properties).signals();

        assertThat(errors(properties)).isEmpty();
        assertThat(signals.topic()).contains("signals");
        assertThat(signals.key()).isEqualTo("shop");
        assertThat(signals.consumer())
                .containsEntry("bootstrap.servers", "a:9092, b:9092")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("enable.auto.commit", false);
        assertThat(new ConsumerConfig(properties(signals)).toString() + new SourceConfig(properties).values())
                .doesNotContain(SECRET);
    }

    private static Map<String, Object> properties(SignalConfig signals) {
        Map<String, Object> properties = new HashMap<>(signals.consumer());
        properties.put("key.deserializer", ByteArrayDeserializer.class);
        properties.put("value.deserializer", ByteArrayDeserializer.class);
        return properties;
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop-before", "keys-only"})
    void droppingImagesRequiresAMaximumSize(String onOversize) {
        assertThat(errors(with(Map.of("on.oversize", onOversize))))
                .containsOnlyKeys("max.event.bytes")
                .allSatisfy((property, messages) -> assertThat(messages)
                        .singleElement()
                        .asString()
                        .contains("Required unless 'on.oversize' is 'fail'."));
        assertThat(errors(with(Map.of("on.oversize", onOversize, "max.event.bytes", "1048576"))))
                .isEmpty();
        assertThat(errors(with(Map.of("on.oversize", "fail")))).isEmpty();
    }

    @Test
    void rejectsProfileTogetherWithAccessKey() {
        Map<String, List<String>> errors = errors(
                with(Map.of("aws.profile", "shop", "aws.access.key.id", "AKIA", "aws.secret.access.key", SECRET)));

        assertThat(errors).containsOnlyKeys("aws.profile");
        assertThat(errors.get("aws.profile")).singleElement().asString().contains("together with 'aws.access.key.id'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws.region",
                "aws.endpoint",
                "aws.streams.endpoint",
                "aws.access.key.id",
                "aws.profile",
                "aws.sts.role.arn"
            })
    void emptyPropertyIsAbsent(String property) {
        assertThat(errors(with(Map.of(property, "")))).isEmpty();
        assertThat(new SourceConfig(with(Map.of(property, ""))).aws().region()).isEmpty();
    }

    @Test
    void secretsAreNotExposed() {
        Map<String, String> properties =
                with(Map.of("aws.secret.access.key", SECRET, "aws.session.token", SECRET, "aws.endpoint", "nonsense"));

        assertThat(SourceConfig.validate(properties).configValues())
                .allSatisfy(value -> assertThat(value.toString() + value.value() + value.errorMessages())
                        .doesNotContain(SECRET));
        assertThatThrownBy(() -> new SourceConfig(properties))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining(SECRET);
        SourceConfig config = new SourceConfig(with(Map.of("aws.secret.access.key", SECRET)));
        assertThat(config.aws().secretAccessKey().toString() + config.values()).doesNotContain(SECRET);
    }

    private static Map<String, String> with(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(MINIMAL);
        properties.putAll(more);
        return properties;
    }

    private static Map<String, List<String>> errors(Map<String, String> properties) {
        return SourceConfig.validate(properties).configValues().stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .collect(toMap(ConfigValue::name, ConfigValue::errorMessages));
    }

    @ParameterizedTest
    @CsvSource({
        "stream.strat, stream.start",
        "table, tables",
        "AWS.REGION, aws.region",
        "aws_region, aws.region",
        "snapshot.modes.orders, snapshot.mode.orders",
        "snapshot.projektion.orders, snapshot.projection.orders",
        "signal.consumers.sasl.jaas.config, signal.consumer.sasl.jaas.config",
        "signal.consumer.security.protocoll, signal.consumer.security.protocol",
    })
    void misspeltPropertyIsRejectedWithoutItsValue(String property, String meant) {
        assertThat(errors(with(Map.of(property, SECRET))))
                .containsOnlyKeys(property)
                .allSatisfy((name, messages) -> assertThat(messages)
                        .singleElement()
                        .asString()
                        .contains("Did you mean '" + meant + "'?")
                        .doesNotContain(SECRET));
    }

    @Test
    void nullIsRejectedOnEveryProperty() {
        Set<String> names = new TreeSet<>(SourceConfig.DEFINITION.names());
        names.addAll(List.of("snapshot.mode.orders", "signal.consumer.client.rack", "tasks.max", "topics"));
        for (String property : names) {
            Map<String, String> properties = new HashMap<>(MINIMAL);
            properties.put(property, null);
            assertThat(errors(properties))
                    .containsOnlyKeys(property)
                    .containsValue(
                            List.of("The property '" + property + "' is null. Set a value, or remove the property."));
        }
    }

    @Test
    void startRefusesMisspeltAndNullProperties() {
        Map<String, String> properties = new HashMap<>(MINIMAL);
        properties.put("stream.strat", "latest");
        assertThatThrownBy(() -> new DynamoDbStreamsSourceConnector().start(properties))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Did you mean 'stream.start'?");
        properties.remove("stream.strat");
        properties.put("tables", null);
        assertThatThrownBy(() -> new DynamoDbStreamsSourceConnector().start(properties))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'tables' is null");
    }
}
