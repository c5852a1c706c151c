/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms;

import static io.changefeed.transforms.TestEvents.flattened;
import static io.changefeed.transforms.TestEvents.item;
import static io.changefeed.transforms.TestEvents.record;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.EventFormat;
import io.changefeed.event.Heartbeat;
import io.changefeed.event.HeartbeatWriter;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.Operation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FlattenItemTest {
    private static final Item ITEM = item("\"total\":{\"N\":\"12345678901234567890123456789.123456789\"},"
            + "\"paid\":{\"BOOL\":true},\"none\":{\"NULL\":true},\"blob\":{\"B\":\"AP8=\"},\"tags\":{\"SS\":[\"x\",\"y\"]},"
            + "\"sizes\":{\"NS\":[\"1\",\"2.50\"]},\"blobs\":{\"BS\":[\"AA==\"]},"
            + "\"address\":{\"M\":{\"street\":{\"S\":\"Ü\"},\"no\":{\"N\":\"7\"}}},"
            + "\"lines\":{\"L\":[{\"S\":\"a\"},{\"N\":\"1\"}]}");
    private static final String DECLARED = "id string, total decimal(38,9), paid boolean, none string default 'n',"
            + " blob binary, tags array<string>, sizes array<decimal(4,2)>, blobs array<binary>,"
            + " address struct<street: string, no: int>, lines json, missing bigint";

    @Test
    void schemalessRowIsAMapWithStableTypes() {
        assertThat(map(record(TestEvents.insert(ITEM)), Map.of()))
                .containsExactlyInAnyOrderEntriesOf(mapOf(
                        "id", "a",
                        "total", "12345678901234567890123456789.123456789",
                        "paid", true,
                        "none", null,
                        "blob", "AP8=",
                        "tags", "[\"x\",\"y\"]",
                        "sizes", "[1,2.50]",
                        "blobs", "[\"AA==\"]",
                        "address", "{\"street\":\"Ü\",\"no\":7}",
                        "lines", "[\"a\",1]",
                        "__op", "c",
                        "__order", TestEvents.ORDER,
                        "__ts_ms", TestEvents.TIME,
                        "__deleted", false));
    }

    @Test
    void nativeAndPreciseRowsHaveMapsListsAndNumbers() {
        assertThat(map(record(TestEvents.insert(ITEM)), Map.of("nested.format", "native", "number.mode", "precise")))
                .containsEntry("total", "12345678901234567890123456789.123456789")
                .containsEntry("sizes", List.of(1L, 2.5))
                .containsEntry("blobs", List.of("AA=="))
                .containsEntry("address", Map.of("street", "Ü", "no", 7L))
                .containsEntry("lines", List.of("a", 1L));
    }

    @Test
    void nestedValuesAreWrittenAsDynamoDbJson() {
        assertThat(map(record(TestEvents.insert(ITEM)), Map.of("nested.format", "dynamodb-json")))
                .containsEntry("sizes", "{\"NS\":[\"1\",\"2.50\"]}")
                .containsEntry("blob", "AP8=");
    }

    @Test
    void declaredRowIsAStructOfTheDeclaredTypes() {
        SinkRecord row = row(record(TestEvents.insert(ITEM)), Map.of("fields", DECLARED));
        Struct value = (Struct) row.value();

        value.validate();
        assertThat(value.get("total")).isEqualTo(new BigDecimal("12345678901234567890123456789.123456789"));
        assertThat(value.getBoolean("paid")).isTrue();
        assertThat(value.get("none")).isEqualTo("n");
        assertThat((byte[]) value.get("blob")).containsExactly(0, -1);
        assertThat(value.getArray("tags")).containsExactly("x", "y");
        assertThat(value.getArray("sizes")).containsExactly(new BigDecimal("1.00"), new BigDecimal("2.50"));
        assertThat((byte[]) value.getArray("blobs").get(0)).containsExactly(0);
        assertThat(value.getStruct("address").get("street")).isEqualTo("Ü");
        assertThat(value.getStruct("address").get("no")).isEqualTo(7);
        assertThat(value.get("lines")).isEqualTo("[\"a\",1]");
        assertThat(value.get("missing")).isNull();
        assertThat(value.get("__op")).isEqualTo("c");
        assertThat(value.get("__order")).isEqualTo(TestEvents.ORDER);
        assertThat(value.get("__ts_ms")).isEqualTo(TestEvents.TIME);
        assertThat(value.get("__deleted")).isEqualTo(false);
    }

    @Test
    void declaredSchemaHasPrecisionDefaultsAndJsonNames() {
        Schema schema =
                row(record(TestEvents.insert(ITEM)), Map.of("fields", DECLARED)).valueSchema();

        assertThat(schema.field("total").schema().name()).isEqualTo(Decimal.LOGICAL_NAME);
        assertThat(schema.field("total").schema().parameters())
                .containsEntry("scale", "9")
                .containsEntry("connect.decimal.precision", "38");
        assertThat(schema.field("none").schema().defaultValue()).isEqualTo("n");
        assertThat(schema.field("lines").schema().name()).isEqualTo("io.debezium.data.Json");
        assertThat(schema.fields())
                .filteredOn(field -> !field.name().startsWith("__"))
                .allMatch(field -> field.schema().isOptional());
    }

    @ParameterizedTest
    @EnumSource
    void allFormatsOfTheSourceBecomeTheSameRow(EventFormat format) {
        Item plain = item("\"total\":{\"N\":\"1.5\"},\"tags\":{\"L\":[{\"S\":\"x\"}]}");
        ChangeEvent event = TestEvents.modify(item(""), plain);
        Map<String, String> declared = Map.of("fields", "id string, total decimal(3,1), tags array<string>");

        for (ItemFormat items : ItemFormat.values()) {
            SinkRecord record = record(event, format, items);
            assertThat(row(record, declared).value())
                    .as("%s %s", format, items)
                    .isEqualTo(row(record(event), declared).value());
            assertThat(row(record, Map.of()).value())
                    .isEqualTo(row(record(event), Map.of()).value());
        }
    }

    @Test
    void removeBecomesARowOfTheOldImage() {
        assertThat(map(record(TestEvents.remove(item("\"n\":{\"N\":\"1\"}"))), Map.of()))
                .containsEntry("id", "a")
                .containsEntry("n", "1")
                .containsEntry("__op", "d")
                .containsEntry("__deleted", true);
    }

    @Test
    void removeWithoutAnOldImageBecomesARowOfTheKey() {
        Struct value = (Struct)
                row(record(TestEvents.keysOnly(Operation.REMOVE)), Map.of("fields", "id string, n int default 3"))
                        .value();

        assertThat(value.get("id")).isEqualTo("a");
        assertThat(value.get("__deleted")).isEqualTo(true);
    }

    @Test
    void snapshotReadBecomesARow() {
        assertThat(map(record(TestEvents.snapshotRead(item("\"n\":{\"N\":\"1\"}"))), Map.of()))
                .containsEntry("n", "1")
                .containsEntry("__op", "r");
    }

    @ParameterizedTest
    @CsvSource({
        "rewrite, row, dropped",
        "rewrite-with-tombstone, row, tombstone",
        "tombstone, tombstone, dropped",
        "drop, dropped, dropped"
    })
    void removesAndTombstonesAreHandledAsConfigured(String mode, String remove, String tombstone) {
        Map<String, String> properties = Map.of("delete.tombstone.handling.mode", mode);

        assertThat(kind(flattened(record(TestEvents.remove(item(""))), properties)))
                .isEqualTo(remove);
        assertThat(kind(flattened(TestEvents.tombstone(), properties))).isEqualTo(tombstone);
    }

    private static String kind(@Nullable SinkRecord record) {
        return record == null ? "dropped" : record.value() == null ? "tombstone" : "row";
    }

    @Test
    void keyTopicPartitionAndOffsetDoNotChange() {
        SinkRecord record = record(TestEvents.insert(ITEM));
        SinkRecord row = row(record, Map.of());

        assertThat(row.key()).isEqualTo(record.key());
        assertThat(row.keySchema()).isEqualTo(record.keySchema());
        assertThat(row.topic()).isEqualTo(record.topic());
        assertThat(row.kafkaPartition()).isEqualTo(record.kafkaPartition());
        assertThat(row.kafkaOffset()).isEqualTo(record.kafkaOffset());
    }

    @Test
    void eventWithoutAnImageIsRejectedWithTheReason() {
        assertThatThrownBy(() -> flattened(record(TestEvents.keysOnly(Operation.MODIFY)), Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("after.item")
                .hasMessageContaining("KEYS_ONLY; it must be NEW_IMAGE");
        assertThatThrownBy(() -> flattened(record(TestEvents.insert(ITEM).withoutImages()), Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("max.event.bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id string| {\"N\":\"1\"}| after.item.v: the attribute is not declared; add it to 'fields'",
                "v int| {\"S\":\"x\"}| after.item.v: a value of type S does not fit int",
                "v int| {\"N\":\"2147483648\"}| after.item.v: the number 2147483648 does not fit int; declare",
                "v bigint| {\"N\":\"1.5\"}| the number 1.5 does not fit bigint",
                "v double| {\"N\":\"12345678901234567890.1\"}| a double would lose digits; declare the field decimal",
                "v decimal(4,2)| {\"N\":\"100\"}| the number 100 does not fit decimal(4,2); declare more digits",
                "v decimal(4,2)| {\"N\":\"1.001\"}| the number 1.001 does not fit decimal(4,2)",
                "v boolean| {\"S\":\"true\"}| a value of type S does not fit boolean",
                "v string| {\"BOOL\":true}| a value of type BOOL does not fit string; declare the field json",
                "v binary| {\"S\":\"AP8=\"}| with item.format=json, events",
                "v array<int>| {\"L\":[{\"N\":\"1\"},{\"S\":\"x\"}]}| after.item.v[1]: a value of type S",
                "v map<string,int>| {\"M\":{\"k\":{\"S\":\"x\"}}}| after.item.v.k: a value of type S",
                "v struct<a: int>| {\"M\":{\"b\":{\"N\":\"1\"}}}| after.item.v.b: the number 1 does not fit struct<`a` int>",
            })
    void valuesThatDoNotFitAreRejectedWithTheirPath(String fields, String value, String message) {
        String declared = fields.startsWith("id") ? fields : "id string, " + fields;

        assertThatThrownBy(
                        () -> flattened(record(TestEvents.insert(item("\"v\":" + value))), Map.of("fields", declared)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    @Test
    void attributeWithAReservedNameIsRejectedOrCollected() {
        SinkRecord record = record(TestEvents.insert(item("\"__op\":{\"S\":\"x\"}")));

        assertThatThrownBy(() -> flattened(record, Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("after.item.__op")
                .hasMessageContaining("undeclared.attributes=json");
        Struct kept = (Struct) row(record, Map.of("fields", "id string", "undeclared.attributes", "json"))
                .value();
        assertThat(kept.get("__op")).isEqualTo("c");
        assertThat(kept.get("__undeclared")).isEqualTo("{\"M\":{\"__op\":{\"S\":\"x\"}}}");
    }

    @Test
    void undeclaredAttributesAreIgnoredAsConfigured() {
        Struct value = (Struct)
                row(record(TestEvents.insert(ITEM)), Map.of("fields", "id string", "undeclared.attributes", "ignore"))
                        .value();

        assertThat(value.schema().fields()).hasSize(5);
    }

    @Test
    void heartbeatsDoNotChange() {
        SchemaAndValue heartbeat = new HeartbeatWriter(EventFormat.STRUCT)
                .value(new Heartbeat("slot", "cdc", Instant.EPOCH, "subject", Map.of()));
        SourceRecord record = new SourceRecord(
                Map.of(), Map.of(), "__changefeed-heartbeat.cdc", heartbeat.schema(), heartbeat.value());
        try (FlattenItem<SourceRecord> transform = new FlattenItem<>()) {
            transform.configure(Map.of());
            assertThat(transform.apply(record)).isSameAs(record);
        }
    }

    @Test
    void otherRecordsAreRejected() {
        assertThatThrownBy(() -> flattened(
                        new SinkRecord("t", 0, null, null, null, new LinkedHashMap<>(Map.of("a", 1)), 0), Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("neither a change event");
    }

    @Test
    void errorsNameTheInvalidProperty() {
        assertThatThrownBy(() -> flattened(TestEvents.tombstone(), Map.of("fields", "id text")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("fields")
                .hasMessageContaining("but found 'text' near character 4");
        assertThatThrownBy(() -> flattened(TestEvents.tombstone(), Map.of("fields", "`__op` string")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the field name '__op' is reserved");
        assertThatThrownBy(() -> flattened(TestEvents.tombstone(), Map.of("delete.tombstone.handling.mode", "keep")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("delete.tombstone.handling.mode");
    }

    private static SinkRecord row(SinkRecord record, Map<String, String> properties) {
        return requireNonNull(flattened(record, properties));
    }

    @SuppressWarnings("unchecked") // a row without a schema is a map
    private static Map<String, Object> map(SinkRecord record, Map<String, String> properties) {
        SinkRecord row = row(record, properties);
        assertThat(row.valueSchema()).isNull();
        return (Map<String, Object>) row.value();
    }

    private static Map<String, Object> mapOf(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(String.valueOf(Arrays.asList(namesAndValues).get(i)), namesAndValues[i + 1]);
        }
        return map;
    }

    @Test
    void propertiesWithoutEffectAreRejected() {
        try (FlattenItem<SourceRecord> transform = new FlattenItem<>()) {
            assertThatThrownBy(() -> transform.configure(Map.of("fields", "id string", "number.mode", "precise")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("number.mode: Has no effect with 'fields'.");
            assertThatThrownBy(() -> transform.configure(Map.of("fields", "id string", "nested.format", "native")))
                    .hasMessageContaining("nested.format: Has no effect with 'fields'.");
            assertThatThrownBy(() -> transform.configure(Map.of("undeclared.attributes", "json")))
                    .hasMessageContaining("undeclared.attributes: Has no effect without 'fields'.");
            transform.configure(
                    Map.of("fields", "id string", "number.mode", "string", "undeclared.attributes", "ignore"));
        }
    }

    @Test
    void misspeltUnknownAndNullPropertiesAreRejected() {
        try (FlattenItem<SourceRecord> transform = new FlattenItem<>()) {
            for (Map.Entry<String, String> each : Map.of(
                            "field", "Did you mean 'fields'?",
                            "undeclared.attribute", "Did you mean 'undeclared.attributes'?",
                            "delete.handling.mode", "The nearest known name is 'delete.tombstone.handling.mode'.",
                            "owner", "Unknown property 'owner'.")
                    .entrySet()) {
                assertThatThrownBy(() -> transform.configure(Map.of(each.getKey(), "x")))
                        .isInstanceOf(ConfigException.class)
                        .hasMessageContaining(each.getValue());
            }
            for (String property : FlattenItemConfig.DEFINITION.names()) {
                Map<String, String> properties = new HashMap<>();
                properties.put(property, null);
                assertThatThrownBy(() -> transform.configure(properties))
                        .isInstanceOf(ConfigException.class)
                        .hasMessageContaining("'" + property + "' is null");
            }
            transform.configure(Map.of("type", FlattenItem.class.getName(), "plugin.version", "1"));
        }
    }
}
