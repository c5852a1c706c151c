/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static io.changefeed.event.NameAdjustment.AVRO_UNICODE;
import static io.changefeed.event.NameAdjustment.NONE;
import static io.changefeed.event.TestEvents.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.apicurio.registry.utils.converter.AvroConverter;
import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.N;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.SchemaParseException;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Apicurio's Avro converter with a table whose names are illegal in Avro. */
class AvroConverterTest {
    private static final KeySchema KEY_SCHEMA = TestEvents.keySchema("tenant-id", KeyType.B, "item", KeyType.N);
    private static final ItemKey KEY = new ItemKey(
            TestEvents.ordered("tenant-id", B.of((byte) 1, (byte) -1), "item", new N("9007199254740993.5")));

    private SchemaRegistry registry;
    private AvroConverter<GenericRecord> converter;

    @BeforeEach
    void open() throws IOException {
        registry = new SchemaRegistry();
        converter = new AvroConverter<>();
        converter.configure(
                Map.of("apicurio.registry.url", registry.url(), "apicurio.registry.auto-register", true), false);
    }

    @AfterEach
    void close() {
        converter.close();
        registry.close();
    }

    @ParameterizedTest
    @EnumSource
    void eventsAreReadAsWritten(ItemFormat items) {
        for (ChangeEvent event : TestEvents.all()) {
            ChangeEvent withTableKey = new ChangeEvent(
                    event.operation(), KEY, event.before(), event.after(), event.source(), event.time());
            SchemaAndValue written = writer(items, AVRO_UNICODE).value(withTableKey);
            SchemaAndValue converted = roundTrip(written);
            TopicRecord expected = new ChangeEventReader().read(written.schema(), written.value());
            assertThat(new ChangeEventReader().read(converted.schema(), converted.value()))
                    .isEqualTo(expected);
            if (items == ItemFormat.DYNAMODB_JSON) {
                assertThat(expected).isEqualTo(withTableKey);
            }
        }
        assertThat(registry.schemas())
                .allSatisfy(schema -> assertThat(schema)
                        .contains("\"name\":\"Envelope\",\"namespace\":\"cdc.orders_u002dprod\"")
                        .contains("\"name\":\"tenant_u002did\",\"type\":\"bytes\"")
                        .contains("\"name\":\"item_\",\"type\":\"string\""));
    }

    @Test
    void keysAreReadAsWritten() {
        SchemaAndValue converted =
                roundTrip(writer(ItemFormat.JSON, AVRO_UNICODE).key(KEY));
        Struct key = (Struct) converted.value();
        assertThat(key.getString("item_")).isEqualTo("9007199254740993.5");
        assertThat(key.get("tenant_u002did"))
                .satisfiesAnyOf(
                        bytes -> assertThat(bytes).isEqualTo(new byte[] {1, -1}),
                        bytes -> assertThat(bytes).isEqualTo(ByteBuffer.wrap(new byte[] {1, -1})));
    }

    @Test
    void heartbeatsRequireNoNameAdjustment() {
        SchemaAndValue converted = roundTrip(new HeartbeatWriter(EventFormat.STRUCT).value(TestEvents.heartbeat()));
        assertThat(new ChangeEventReader().read(converted.schema(), converted.value()))
                .isEqualTo(TestEvents.heartbeat());
    }

    @Test
    void illegalNamesAreRejectedWithoutAdjustment() {
        assertThatThrownBy(() -> roundTrip(writer(ItemFormat.JSON, NONE).key(KEY)))
                .isInstanceOf(SchemaParseException.class)
                .hasMessageContaining("tenant-id");
    }

    private static ChangeEventWriter writer(ItemFormat items, NameAdjustment names) {
        return new ChangeEventWriter(TOPIC, KEY_SCHEMA, EventFormat.STRUCT, items, names, names);
    }

    private SchemaAndValue roundTrip(SchemaAndValue value) {
        RecordHeaders headers = new RecordHeaders();
        byte[] bytes = converter.fromConnectData(TOPIC, headers, value.schema(), value.value());
        return converter.toConnectData(TOPIC, headers, bytes);
    }
}
