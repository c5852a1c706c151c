/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.testing.RandomInputs;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSizeTest {

    @Test
    void sizeIsATightUpperBound() {
        RandomInputs.check(500, inputs -> {
            EventFormat format = inputs.oneOf(EventFormat.values());
            ItemFormat items = inputs.oneOf(ItemFormat.values());
            ChangeEvent event = TestEvents.event(
                    Operation.MODIFY,
                    Optional.of(RandomItems.item(inputs)),
                    Optional.of(RandomItems.item(inputs)),
                    TestEvents.stream());
            ChangeEventWriter writer = writer("cdc.orders", TestEvents.KEY_SCHEMA, format, items);
            SchemaAndValue key = writer.key(event.key());
            SchemaAndValue value = writer.value(event);
            long size = ChangeEventWriter.jsonSize(key, value);

            boolean schemas = format == EventFormat.STRUCT;
            if (format == EventFormat.JSON) {
                assertThat(size).isEqualTo(written(key, value, false));
            }
            assertThat(size).isBetween(written(key, value, schemas), written(key, value, schemas) + 2_500);
            assertThat(size).isGreaterThanOrEqualTo(written(key, value, false));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\"", "\\", "\n", "\u0001", "\u007f", "Ü", "\u2028", "订", "😀"})
    void charactersCountWithTheirEscapedSize(String character) {
        Item item = new Item(Map.of("text", new ItemValue.S(character.repeat(10_000))));
        ChangeEvent event =
                TestEvents.event(Operation.INSERT, Optional.empty(), Optional.of(item), TestEvents.stream());
        for (EventFormat format : EventFormat.values()) {
            ChangeEventWriter writer = writer("cdc.orders", TestEvents.KEY_SCHEMA, format, ItemFormat.JSON);
            SchemaAndValue key = writer.key(event.key());
            SchemaAndValue value = writer.value(event);
            long written = written(key, value, format == EventFormat.STRUCT);

            assertThat(ChangeEventWriter.jsonSize(key, value)).isBetween(written, written + 2_500);
        }
    }

    @Test
    void schemaNamesAreIncludedInTheSize() {
        String longName = "ä".repeat(100) + "\"";
        KeySchema keySchema = TestEvents.keySchema(longName, KeyType.B);
        ItemKey key = new ItemKey(Map.of(longName, ItemValue.B.of(new byte[1000])));
        ChangeEventWriter writer = writer("t".repeat(249), keySchema, EventFormat.STRUCT, ItemFormat.DYNAMODB_JSON);
        ChangeEvent event = new ChangeEvent(
                Operation.REMOVE,
                key,
                Optional.empty(),
                Optional.empty(),
                TestEvents.stream(),
                TestEvents.insert().time());

        long written = written(writer.key(key), writer.value(event), true);
        assertThat(ChangeEventWriter.jsonSize(writer.key(key), writer.value(event)))
                .isBetween(written, written + 2_500);
    }

    private static ChangeEventWriter writer(String topic, KeySchema key, EventFormat format, ItemFormat items) {
        return new ChangeEventWriter(topic, key, format, items, NameAdjustment.NONE, NameAdjustment.NONE);
    }

    private static long written(SchemaAndValue key, SchemaAndValue value, boolean schemas) {
        return written(key, true, schemas) + written(value, false, schemas);
    }

    private static long written(SchemaAndValue record, boolean isKey, boolean schemas) {
        if (record.value() instanceof byte[] json) {
            return json.length;
        }
        try (JsonConverter converter = new JsonConverter()) {
            converter.configure(Map.of("schemas.enable", schemas), isKey);
            return converter.fromConnectData("topic", record.schema(), record.value()).length;
        }
    }
}
