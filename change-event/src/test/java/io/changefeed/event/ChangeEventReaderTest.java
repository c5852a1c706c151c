/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static io.changefeed.event.TestEvents.KEY_SCHEMA;
import static io.changefeed.event.TestEvents.TOPIC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.S;
import io.changefeed.testing.RandomInputs;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChangeEventReaderTest {
    private final ChangeEventReader reader = new ChangeEventReader();

    @ParameterizedTest
    @EnumSource
    void eventsAreReadAsWritten(EventFormat format) {
        for (ChangeEvent event : TestEvents.all()) {
            assertThat(read(writer(format).value(event))).isEqualTo(event);
        }
    }

    @ParameterizedTest
    @EnumSource
    void randomImagesAreReadAsWritten(EventFormat format) {
        RandomInputs.check(200, inputs -> {
            Optional<Item> before = Optional.of(RandomItems.item(inputs));
            Optional<Item> after = Optional.of(RandomItems.item(inputs));
            ChangeEvent event = TestEvents.event(Operation.MODIFY, before, after, TestEvents.stream());
            assertThat(read(writer(format).value(event))).isEqualTo(event);
        });
    }

    @ParameterizedTest
    @EnumSource
    void lazyImagesAreReadAsWritten(EventFormat format) {
        for (ChangeEvent event : TestEvents.all()) {
            SchemaAndValue written = writer(format).value(event);
            assertThat(reader.readLazily(written.schema(), written.value())).isEqualTo(event);
        }
    }

    @Test
    void malformedLazyImageFailsOnAccessOnly() {
        Map<String, @Nullable Object> value = map(TestEvents.modify());
        value.put("after", Map.of("item", "{\"a\":{\"L\":[{\"N\":\"x\"}]}}"));

        ChangeEvent event = (ChangeEvent) reader.readLazily(null, value);

        assertThat(event.before()).isEqualTo(TestEvents.modify().before());
        assertThat(event.toString()).contains("not parsed");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> event.after().orElseThrow().attributes())
                .withMessageStartingWith("after.item.a[0]: not a decimal number");
    }

    @ParameterizedTest
    @EnumSource
    void itemsOfTheMaximumSizeAreReadAsWritten(EventFormat format) {
        Item item = new Item(
                TestEvents.ordered("text", new S("Ü".repeat(100_000)), "binary", new B(ByteBuffer.allocate(200_000))));
        ChangeEvent event =
                TestEvents.event(Operation.INSERT, Optional.empty(), Optional.of(item), TestEvents.stream());
        assertThat(read(writer(format).value(event))).isEqualTo(event);
    }

    @ParameterizedTest
    @EnumSource
    void keysOfAllTypesKeepTheirNames(EventFormat format) {
        KeySchema schema = TestEvents.keySchema("item", KeyType.B, "a.b-c", KeyType.N);
        ItemKey key = new ItemKey(TestEvents.ordered("item", B.of((byte) -1), "a.b-c", new N("-1E-130")));
        ChangeEvent event = new ChangeEvent(
                Operation.REMOVE,
                key,
                Optional.empty(),
                Optional.empty(),
                TestEvents.stream(),
                TestEvents.insert().time());
        ChangeEventWriter writer = new ChangeEventWriter(
                TOPIC, schema, format, ItemFormat.JSON, NameAdjustment.AVRO_UNICODE, NameAdjustment.AVRO_UNICODE);
        assertThat(read(writer.value(event))).isEqualTo(event);
    }

    @ParameterizedTest
    @EnumSource
    void heartbeatsAreReadAsWritten(EventFormat format) {
        assertThat(read(new HeartbeatWriter(format).value(TestEvents.heartbeat())))
                .isEqualTo(TestEvents.heartbeat());
        Object key = new HeartbeatWriter(format).key(TestEvents.heartbeat()).value();
        assertThat(key instanceof byte[] json ? new String(json, UTF_8) : key.toString())
                .contains("subject")
                .contains(TestEvents.heartbeat().subject());
    }

    @Test
    void nullValueIsReadAsATombstone() {
        assertThat(reader.read(null, null)).isEqualTo(new TopicRecord.Tombstone());
    }

    @Test
    void unknownAndMissingOptionalFieldsAreAccepted() {
        Map<String, @Nullable Object> value = map(TestEvents.read());
        value.put("transaction", Map.of("id", "1"));
        value.remove("before");
        source(value).put("lsn", 7);
        source(value)
                .keySet()
                .removeAll(List.of(
                        "stream_arn", "shard_id", "sequence_number", "view_type", "user_identity", "dropped_images"));
        assertThat(reader.read(null, value)).isEqualTo(TestEvents.read());
    }

    @Test
    void integersOfAnyNumericClassAreRead() {
        Map<String, @Nullable Object> value = map(TestEvents.insert());
        value.put("ts_ms", (double) TestEvents.insert().time().toEpochMilli());
        source(value).put("size_bytes", 321);
        assertThat(reader.read(null, value)).isEqualTo(TestEvents.insert());
    }

    @Test
    void schemaNamesAreIgnored() {
        Struct written =
                (Struct) writer(EventFormat.STRUCT).value(TestEvents.expiry()).value();
        Struct renamed = renamed(written);
        assertThat(renamed.schema().name()).isEqualTo("Renamed");
        assertThat(reader.read(renamed.schema(), renamed)).isEqualTo(TestEvents.expiry());
    }

    private static Struct renamed(Struct struct) {
        SchemaBuilder schema = SchemaBuilder.struct().name("Renamed").optional();
        Map<String, Object> values = new LinkedHashMap<>();
        struct.schema().fields().stream()
                .filter(field -> struct.get(field) != null)
                .forEach(field -> {
                    Object value = struct.get(field) instanceof Struct nested ? renamed(nested) : struct.get(field);
                    values.put(field.name(), value);
                    schema.field(field.name(), value instanceof Struct nested ? nested.schema() : field.schema());
                });
        Struct renamed = new Struct(schema.build());
        values.forEach(renamed::put);
        return renamed;
    }

    @Test
    void recordsOfOtherConnectorsAreRejected() {
        assertRejected("text", "value: expected a Struct or a map but found a string");
        assertRejected(ByteBuffer.allocate(0), "value: expected a Struct or a map but found bytes");
        assertRejected(
                Map.of("pk", "a"),
                "value: neither a change event (no field 'op') nor a heartbeat"
                        + " (no field 'heartbeat'); expected a topic of the DynamoDB Streams"
                        + " source connector without a transform that unwraps events");
        Schema schema = SchemaBuilder.struct().name("dbserver.Row").build();
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> reader.read(schema, new Struct(schema)))
                .withMessageContaining("; its schema is dbserver.Row;");
    }

    @Test
    void errorsNameTheInvalidField() {
        assertInvalidField("op", "x", "op: expected c, u, d or r but found 'x'");
        assertInvalidField("op", 1, "op: expected a string but found the number 1");
        assertInvalidField("ts_ms", "now", "ts_ms: expected a 64-bit integer but found a string");
        assertInvalidField("ts_ms", 1.5, "ts_ms: expected a 64-bit integer but found the number 1.5");
        assertInvalidField("ts_ms", 1E300, "ts_ms: expected a 64-bit integer but found the number 1.0E300");
        assertInvalidField("source", null, "source: expected a Struct or a map but found nothing");
        assertInvalidField("before", "x", "before: expected a Struct or a map but found a string");
        assertInvalidField(
                "after",
                Map.of("item", true),
                "after.item: expected an item as a JSON object but found the boolean true");
        assertInvalidField(
                "after", Map.of("item", "[1]"), "after.item: expected an item as a JSON object but found an array");
        assertInvalidField("after", Map.of("item", "{"), "after.item: not JSON: ");
        assertInvalidField(
                "after",
                Map.of("item", "{\"a\":{\"L\":[{\"N\":\"1\"},{\"N\":\"x\"}]}}"),
                "after.item.a[1]: not a decimal number");
        assertInvalidField(
                "after",
                Map.of("item", Map.of("address", Map.of("M", Map.of("lines", Map.of("L", List.of(1)))))),
                "after.item.address.lines[0]: expected an object with one type and its content");
    }

    @Test
    void errorsNameTheInvalidFieldOfTheSource() {
        for (String required : List.of(
                "version", "name", "region", "table", "account", "event_id", "order", "snapshot", "item_format")) {
            assertInvalidSourceField(required, null, "source." + required + ": expected a string but found nothing");
        }
        assertInvalidSourceField("ts_ms", true, "source.ts_ms: expected a 64-bit integer but found the boolean true");
        assertInvalidSourceField("size_bytes", null, "source.size_bytes: expected a 64-bit integer but found nothing");
        assertInvalidSourceField("ttl", "no", "source.ttl: expected a boolean but found a string");
        assertInvalidSourceField(
                "snapshot", "maybe", "source.snapshot: expected false, true or incremental but found 'maybe'");
        assertInvalidSourceField(
                "item_format", "xml", "source.item_format: expected dynamodb-json or json but found 'xml'");
        assertInvalidSourceField(
                "order", "1", "source.order: not an order: '1'; expected 13 digits, a hyphen and 64 digits");
        assertInvalidSourceField(
                "view_type",
                "ALL",
                "source.view_type: expected one of [KEYS_ONLY, NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES] but found 'ALL'");
        assertInvalidSourceField("shard_id", 7L, "source.shard_id: expected a string but found the number 7");
        assertInvalidSourceField(
                "user_identity",
                Map.of("type", "Service"),
                "source.user_identity.principal_id: expected a string but found nothing");
        assertInvalidSourceField(
                "dropped_images", "all", "source.dropped_images: expected before, after or both but found 'all'");
        assertInvalidSourceField("key", null, "source.key: expected an item as a JSON object but found nothing");
        assertInvalidSourceField("key", "{}", "source.key: a DynamoDB key has one or two attributes, not 0");
        assertInvalidSourceField(
                "key", Map.of("a", Map.of("BOOL", true)), "source.key: key attribute 'a' has type BOOL");
    }

    @Test
    void imagesThatTheOperationDoesNotAllowAreRejected() {
        assertInvalidField("op", "d", "value: an event with operation REMOVE cannot have a new image");
        assertInvalidField("op", "c", "value: an event with operation INSERT cannot have an old image");
    }

    @Test
    void errorsNameTheInvalidFieldOfAHeartbeat() {
        Map<String, @Nullable Object> heartbeat = new LinkedHashMap<>();
        heartbeat.putAll(TestEvents.ordered("heartbeat", "slot", "name", "cdc", "ts_ms", 1L, "subject", "s"));
        assertThat(reader.read(null, heartbeat)).isInstanceOf(Heartbeat.class);
        heartbeat.put("details", Arrays.asList(1));
        assertRejected(heartbeat, "details: expected a map of strings but found an array");
        heartbeat.put("details", Map.of("shards", 2));
        assertRejected(heartbeat, "details.shards: expected a string but found the number 2");
        heartbeat.remove("subject");
        assertRejected(heartbeat, "subject: expected a string but found nothing");
    }

    private void assertInvalidField(String field, @Nullable Object invalid, String message) {
        Map<String, @Nullable Object> value = map(TestEvents.modify());
        value.put(field, invalid);
        assertRejected(value, message);
    }

    private void assertInvalidSourceField(String field, @Nullable Object invalid, String message) {
        Map<String, @Nullable Object> value = map(TestEvents.modify());
        source(value).put(field, invalid);
        assertRejected(value, message);
    }

    private void assertRejected(Object value, String message) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> reader.read(null, value))
                .withMessageStartingWith(message);
    }

    private TopicRecord read(SchemaAndValue value) {
        return reader.read(value.schema(), value.value());
    }

    @SuppressWarnings("unchecked") // keys of the map form are strings
    private static Map<String, @Nullable Object> map(ChangeEvent event) {
        return (Map<String, @Nullable Object>)
                writer(EventFormat.MAP).value(event).value();
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // every event has a source
    private static Map<String, @Nullable Object> source(Map<String, @Nullable Object> event) {
        return (Map<String, @Nullable Object>) event.get("source");
    }

    private static ChangeEventWriter writer(EventFormat format) {
        return new ChangeEventWriter(
                TOPIC, KEY_SCHEMA, format, ItemFormat.DYNAMODB_JSON, NameAdjustment.NONE, NameAdjustment.NONE);
    }
}
