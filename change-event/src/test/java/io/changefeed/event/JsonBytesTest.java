/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static io.changefeed.event.TestEvents.KEY_SCHEMA;
import static io.changefeed.event.TestEvents.TOPIC;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.changefeed.testing.RandomInputs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values as a sink with ByteArrayConverter receives them from a source with JsonConverter or ByteArrayConverter. */
class JsonBytesTest {
    private final ChangeEventReader reader = new ChangeEventReader();

    @ParameterizedTest
    @CsvSource({"STRUCT, true", "STRUCT, false", "MAP, true", "MAP, false", "JSON, false"})
    void eventsAreReadAsWritten(EventFormat format, boolean schemas) {
        for (ChangeEvent event : TestEvents.all()) {
            SchemaAndValue written = writer(format, ItemFormat.DYNAMODB_JSON).value(event);
            assertThat(read(bytes(written, schemas))).isEqualTo(event);
        }
    }

    @ParameterizedTest
    @EnumSource
    void randomImagesAreReadAsWritten(EventFormat format) {
        RandomInputs.check(200, inputs -> {
            Optional<Item> before = Optional.of(RandomItems.item(inputs));
            Optional<Item> after = Optional.of(RandomItems.item(inputs));
            ChangeEvent event = TestEvents.event(Operation.MODIFY, before, after, TestEvents.stream());
            assertThat(read(bytes(writer(format, ItemFormat.DYNAMODB_JSON).value(event), false)))
                    .isEqualTo(event);
        });
    }

    @ParameterizedTest
    @EnumSource
    void plainItemsAreReadAsWithoutTheConverter(EventFormat format) {
        for (ChangeEvent event : TestEvents.all()) {
            SchemaAndValue written = writer(format, ItemFormat.JSON).value(event);
            assertThat(read(bytes(written, false))).isEqualTo(reader.read(written.schema(), written.value()));
        }
    }

    @ParameterizedTest
    @CsvSource({"STRUCT, true", "STRUCT, false", "MAP, false", "JSON, false"})
    void heartbeatsAreReadAsWritten(EventFormat format, boolean schemas) {
        SchemaAndValue written = new HeartbeatWriter(format).value(TestEvents.heartbeat());
        assertThat(read(bytes(written, schemas))).isEqualTo(TestEvents.heartbeat());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{\"schema\":null,\"payload\":null}"})
    void jsonNullIsReadAsATombstone(String json) {
        assertThat(read(json.getBytes(UTF_8))).isEqualTo(new TopicRecord.Tombstone());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | value: expected JSON but the text is empty",
                "{\"op\":\"c\" | value: not JSON: Unexpected end-of-input",
                "{\"op\":c} | value: not JSON: Unrecognized token 'c'",
                "{\"op\":\"c\"}{} | value: unexpected content after the JSON value",
                "{\"op\":\"c\",\"op\":\"d\"} | value: duplicate name 'op' in an object",
                "[] | value: expected a Struct or a map but found an array",
                "{\"a\":1} | value: neither a change event (no field 'op') nor a heartbeat (no field 'heartbeat'); expected",
                "{\"op\":\"c\"} | source: expected a Struct or a map but found nothing",
                "{\"op\":\"ü\"} | value: not JSON: Invalid UTF-8 start byte 0xfc",
            })
    void unreadableBytesAreRejectedWithTheReason(String text, String message) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> read(text.getBytes(ISO_8859_1)))
                .withMessageStartingWith(message);
    }

    /** Such names can be made by whoever names the entries of a map. Jackson refuses them by default. */
    @Test
    void namesWhoseHashesCollideAreRead() {
        Map<String, ItemValue> entries = new LinkedHashMap<>();
        for (String name : permutations(List.of("aaaa", "bbbb", "cccc", "dddd", "eeee", "ffff", "gggg"))) {
            entries.put("a prefix 12b" + name, new ItemValue.S("x"));
        }
        Item item = new Item(Map.of("map", new ItemValue.M(entries)));
        ChangeEvent event =
                TestEvents.event(Operation.MODIFY, Optional.of(item), Optional.of(item), TestEvents.stream());
        byte[] written =
                bytes(writer(EventFormat.JSON, ItemFormat.DYNAMODB_JSON).value(event), false);

        for (int i = 0; i < 3; i++) {
            assertThat(read(written)).isEqualTo(event);
        }
    }

    private static List<String> permutations(List<String> parts) {
        if (parts.isEmpty()) {
            return List.of("");
        }
        List<String> all = new ArrayList<>();
        for (String first : parts) {
            List<String> rest = new ArrayList<>(parts);
            rest.remove(first);
            permutations(rest).forEach(tail -> all.add(first + tail));
        }
        return all;
    }

    private TopicRecord read(byte[] value) {
        return reader.read(Schema.OPTIONAL_BYTES_SCHEMA, value);
    }

    private static byte[] bytes(SchemaAndValue value, boolean schemas) {
        if (value.value() instanceof byte[] json) {
            return json;
        }
        try (JsonConverter converter = new JsonConverter()) {
            converter.configure(Map.of("schemas.enable", schemas), false);
            return converter.fromConnectData(TOPIC, value.schema(), value.value());
        }
    }

    private static ChangeEventWriter writer(EventFormat format, ItemFormat items) {
        return new ChangeEventWriter(TOPIC, KEY_SCHEMA, format, items, NameAdjustment.NONE, NameAdjustment.NONE);
    }
}
