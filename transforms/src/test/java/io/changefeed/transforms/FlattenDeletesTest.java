/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms;

import static io.changefeed.transforms.TestEvents.flattened;
import static io.changefeed.transforms.TestEvents.item;
import static io.changefeed.transforms.TestEvents.record;
import static io.changefeed.transforms.TestEvents.withKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.EventFormat;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A delete needs the key of its item only. */
class FlattenDeletesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id string, v int| {\"S\":\"x\"}| reject",
                "id string, v int| {\"N\":\"2147483648\"}| ignore",
                "id string, v bigint| {\"N\":\"1.5\"}| json",
                "id string, v double| {\"N\":\"12345678901234567890.1\"}| reject",
                "id string, v decimal(4,2)| {\"N\":\"100\"}| reject",
                "id string, v boolean| {\"S\":\"true\"}| reject",
                "id string, v string| {\"BOOL\":true}| reject",
                "id string, v binary| {\"S\":\"AP8=\"}| reject",
                "id string, v array<int>| {\"L\":[{\"N\":\"1\"},{\"S\":\"x\"}]}| reject",
                "id string, v map<string,int>| {\"M\":{\"k\":{\"S\":\"x\"}}}| reject",
                "id string, v struct<a: int>| {\"M\":{\"b\":{\"N\":\"1\"}}}| reject",
                "id string| {\"N\":\"1\"}| reject",
            })
    void deleteWhoseOldImageDoesNotFitIsARowOfItsKey(String fields, String value, String undeclared) {
        Map<String, String> properties = Map.of("fields", fields, "undeclared.attributes", undeclared);
        SinkRecord record = record(TestEvents.remove(item("\"v\":" + value)));
        assertThatThrownBy(() -> flattened(record(TestEvents.insert(item("\"v\":" + value))), properties))
                .isInstanceOf(DataException.class);

        SinkRecord row = requireNonNull(flattened(record, properties));

        Struct struct = (Struct) row.value();
        struct.validate();
        assertThat(struct.get("id")).isEqualTo("a");
        assertThat(struct.schema().field("v") == null ? null : struct.get("v")).isNull();
        assertThat(struct.get("__op")).isEqualTo("d");
        assertThat(struct.get("__order")).isEqualTo(TestEvents.ORDER);
        assertThat(struct.get("__deleted")).isEqualTo(true);
        assertThat(row.key()).isEqualTo(record.key());
    }

    @Test
    void deleteWithAReservedAttributeIsARowOfItsKey() {
        assertThat(map(flattened(record(TestEvents.remove(item("\"__op\":{\"S\":\"x\"}"))), Map.of())))
                .containsOnlyKeys("id", "__op", "__order", "__ts_ms", "__deleted")
                .containsEntry("id", "a")
                .containsEntry("__op", "d");
    }

    @ParameterizedTest
    @EnumSource
    void deleteWhoseOldImageIsUnreadableIsARowOfItsKey(EventFormat format) {
        ChangeEvent remove = TestEvents.remove(item("\"v\":{\"S\":\"x\"}"));
        SinkRecord valid = record(remove, format, ItemFormat.DYNAMODB_JSON);
        SinkRecord broken = broken(valid);

        for (String mode : List.of("rewrite", "rewrite-with-tombstone")) {
            assertThat(map(flattened(broken, Map.of("delete.tombstone.handling.mode", mode))))
                    .containsEntry("id", "a")
                    .doesNotContainKey("v")
                    .containsEntry("__deleted", true);
        }
        assertThat(requireNonNull(flattened(broken, Map.of("delete.tombstone.handling.mode", "tombstone")))
                        .value())
                .isNull();
        assertThat(flattened(broken, Map.of("delete.tombstone.handling.mode", "drop")))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 498, 499, 2_000})
    void nestingOfAnOldImageDoesNotPreventADelete(int levels) {
        String value = "{\"M\":{\"v\":".repeat(levels) + "{\"N\":\"1\"}" + "}}".repeat(levels);
        SinkRecord record = record(TestEvents.remove(item("")));
        ((Struct) record.value()).getStruct("before").put("item", "{\"id\":{\"S\":\"a\"},\"v\":" + value + "}");

        for (Map<String, String> properties : List.of(
                Map.of("fields", "id string", "undeclared.attributes", "json"),
                Map.of("nested.format", "native"),
                Map.of("nested.format", "json"),
                Map.<String, String>of())) {
            assertThat(flattened(record, properties)).isNotNull();
        }
    }

    /** Replaces the old image by one with a type that DynamoDB does not have. */
    private static SinkRecord broken(SinkRecord record) {
        Object value = record.value();
        if (value instanceof Struct envelope) {
            envelope.getStruct("before").put("item", "{\"id\":{\"X\":\"a\"}}");
        } else if (value instanceof byte[] json) {
            String text = new String(json, UTF_8);
            assertThat(text).containsOnlyOnce("{\"S\":\"x\"}");
            byte[] broken = text.replace("{\"S\":\"x\"}", "{\"X\":\"x\"}").getBytes(UTF_8);
            return record.newRecord(
                    record.topic(),
                    record.kafkaPartition(),
                    record.keySchema(),
                    record.key(),
                    record.valueSchema(),
                    broken,
                    record.timestamp());
        } else {
            Map<String, @Nullable Object> envelope = map(record);
            @SuppressWarnings("unchecked") // an image is a map
            Map<String, @Nullable Object> before = (Map<String, @Nullable Object>) envelope.get("before");
            Map<String, @Nullable Object> image = new HashMap<>(requireNonNull(before));
            image.put("item", Map.of("id", Map.of("X", "a")));
            envelope.put("before", image);
        }
        return record;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id int| source.key.id: a value of type S does not fit int",
                "v string| source.key.id: the attribute is not declared",
            })
    void deleteWhoseKeyDoesNotFitIsRejectedLikeEveryRowOfItsItem(String fields, String message) {
        assertThatThrownBy(() -> flattened(record(TestEvents.insert(item(""))), Map.of("fields", fields)))
                .isInstanceOf(DataException.class);

        assertThatThrownBy(() -> flattened(record(TestEvents.remove(item(""))), Map.of("fields", fields)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tombstone", "drop"})
    void deleteWithoutARowNeedsNoFittingKey(String mode) {
        Map<String, String> properties = Map.of("fields", "v int", "delete.tombstone.handling.mode", mode);

        SinkRecord record = flattened(record(TestEvents.remove(item(""))), properties);

        assertThat(record == null ? "dropped" : record.value() == null ? "tombstone" : "row")
                .isEqualTo(mode.equals("drop") ? "dropped" : "tombstone");
    }

    @ParameterizedTest
    @CsvSource({"1E+2, 100", "1.0, 1", "-0, 0", "100, 100"})
    void rowsOfAnItemHaveOneNotationOfItsKey(String digits, String canonical) {
        String id = "\"id\":{\"N\":\"" + digits + "\"}";
        ChangeEvent insert = withKey(TestEvents.insert(item(id)), new ItemValue.N(digits));
        ChangeEvent removeWithImage = withKey(TestEvents.remove(item(id)), new ItemValue.N(digits));
        ChangeEvent removeWithoutImage = withKey(TestEvents.keysOnly(Operation.REMOVE), new ItemValue.N(digits));

        for (ChangeEvent event : List.of(insert, removeWithImage, removeWithoutImage)) {
            assertThat(map(flattened(record(event), Map.of()))).containsEntry("id", canonical);
            assertThat(((Struct) requireNonNull(flattened(record(event), Map.of("fields", "id string")))
                                    .value())
                            .get("id"))
                    .isEqualTo(canonical);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsOfAnItemHaveOneBinaryKeyInEveryItemFormat(ItemFormat items) {
        ItemValue id = ItemValue.B.of((byte) 0, (byte) -1);
        ChangeEvent insert = withKey(TestEvents.insert(item("\"id\":{\"B\":\"AP8=\"}")), id);
        ChangeEvent remove = withKey(TestEvents.keysOnly(Operation.REMOVE), id);

        for (ChangeEvent event : List.of(insert, remove)) {
            SinkRecord record = record(event, EventFormat.STRUCT, items);
            assertThat(map(flattened(record, Map.of()))).containsEntry("id", "AP8=");
            assertThat((byte[]) ((Struct) requireNonNull(flattened(record, Map.of("fields", "id binary")))
                                    .value())
                            .get("id"))
                    .containsExactly(0, -1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rewrite, row, dropped",
        "rewrite-with-tombstone, row, tombstone",
        "tombstone, tombstone, dropped",
        "drop, dropped, dropped"
    })
    void tombstoneAfterItsDeleteIsHandledAsConfigured(String mode, String delete, String tombstone) {
        try (FlattenItem<SinkRecord> transform = transform(Map.of("delete.tombstone.handling.mode", mode))) {
            ChangeEvent remove = TestEvents.remove(item(""));

            assertThat(kind(transform.apply(record(remove)))).isEqualTo(delete);
            assertThat(kind(transform.apply(TestEvents.tombstone(remove)))).isEqualTo(tombstone);
        }
    }

    @ParameterizedTest
    @CsvSource({"rewrite, row", "rewrite-with-tombstone, tombstone", "tombstone, tombstone", "drop, dropped"})
    void tombstoneWhoseDeleteWasCompactedIsTheDelete(String mode, String result) {
        SinkRecord tombstone = TestEvents.tombstone(TestEvents.remove(item("")));

        SinkRecord record = flattened(tombstone, Map.of("delete.tombstone.handling.mode", mode));

        assertThat(kind(record)).isEqualTo(result);
        if (record != null) {
            assertThat(record.key()).isEqualTo(tombstone.key());
        }
        if (result.equals("row")) {
            assertThat(map(record))
                    .containsEntry("id", "a")
                    .containsEntry("__op", "d")
                    .containsEntry("__order", TestEvents.ORDER)
                    .containsEntry("__deleted", true);
        }
    }

    @Test
    void deleteThatWasRejectedIsNotRepeatedByItsTombstone() {
        try (FlattenItem<SinkRecord> transform = transform(Map.of("fields", "id int"))) {
            ChangeEvent remove = TestEvents.remove(item(""));
            assertThatThrownBy(() -> transform.apply(record(remove))).isInstanceOf(DataException.class);

            assertThat(transform.apply(TestEvents.tombstone(remove))).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rewrite", "tombstone"})
    void onlyTheKeyOfADeleteIsCheckedForNullCharacters(String mode) {
        Map<String, String> properties =
                Map.of("null.character.handling.mode", "reject", "delete.tombstone.handling.mode", mode);
        ChangeEvent remove = TestEvents.remove(item("\"v\":{\"S\":\"\\u0000\"}"));

        assertThat(kind(flattened(record(remove), properties))).isEqualTo(mode.equals("rewrite") ? "row" : "tombstone");
        assertThatThrownBy(() -> flattened(record(withKey(remove, new ItemValue.S("a\0b"))), properties))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("source.key.id: the text contains the null character U+0000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rewrite", "rewrite-with-tombstone", "tombstone"})
    void tombstoneWhoseKeyHasANullCharacterIsRejected(String mode) {
        SinkRecord tombstone = TestEvents.tombstone(withKey(TestEvents.remove(item("")), new ItemValue.S("\0")));
        Map<String, String> properties = Map.of("delete.tombstone.handling.mode", mode);

        assertThat(flattened(tombstone, properties)).isNotNull();
        Map<String, String> rejecting = new HashMap<>(properties);
        rejecting.put("null.character.handling.mode", "reject");
        assertThatThrownBy(() -> flattened(tombstone, rejecting))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("source.key.id");
    }

    private static FlattenItem<SinkRecord> transform(Map<String, String> properties) {
        FlattenItem<SinkRecord> transform = new FlattenItem<>();
        transform.configure(properties);
        return transform;
    }

    private static String kind(@Nullable SinkRecord record) {
        return record == null ? "dropped" : record.value() == null ? "tombstone" : "row";
    }

    @SuppressWarnings("unchecked") // a value without a schema is a map
    private static Map<String, @Nullable Object> map(@Nullable SinkRecord record) {
        assertThat(requireNonNull(record).valueSchema()).isNull();
        return (Map<String, @Nullable Object>) record.value();
    }
}
