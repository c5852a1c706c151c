/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static io.changefeed.event.TestEvents.TOPIC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.S;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChangeEventWriterTest {
    private final ChangeEventWriter writer = writer(TestEvents.KEY_SCHEMA, EventFormat.STRUCT, NameAdjustment.NONE);

    @Test
    void schemasAreNamedAfterTheTopic() {
        assertThat(writer.key(TestEvents.KEY).schema().name()).isEqualTo("cdc.orders-prod.Key");
        Schema envelope = writer.value(TestEvents.insert()).schema();
        assertThat(envelope.name()).isEqualTo("cdc.orders-prod.Envelope");
        assertThat(envelope.field("before").schema().name()).isEqualTo("cdc.orders-prod.Value");
        assertThat(envelope.field("after").schema().field("item").schema().name())
                .isEqualTo("io.debezium.data.Json");
        assertThat(envelope.field("source").schema().fields())
                .extracting(Field::name)
                .containsExactly(
                        "version",
                        "connector",
                        "name",
                        "ts_ms",
                        "snapshot",
                        "region",
                        "table",
                        "account",
                        "stream_arn",
                        "shard_id",
                        "sequence_number",
                        "order",
                        "event_id",
                        "view_type",
                        "size_bytes",
                        "ttl",
                        "user_identity",
                        "snapshot_id",
                        "item_format",
                        "key",
                        "dropped_images");
    }

    @Test
    void structsConformToTheirSchemas() {
        assertThatCode(() -> ((Struct) writer.key(TestEvents.KEY).value()).validate())
                .doesNotThrowAnyException();
        for (ChangeEvent event : TestEvents.all()) {
            assertThatCode(() -> ((Struct) writer.value(event).value()).validate())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void equalNumbersHaveTheSameKey() {
        for (String digits : new String[] {"1", "1.0", "1E0", "100e-2"}) {
            ItemKey key = new ItemKey(TestEvents.ordered("pk", new S("a"), "sk", new N(digits)));
            assertThat(((Struct) writer.key(key).value()).getString("sk")).isEqualTo("1");
        }
    }

    @Test
    void removeWithoutAnOldImageHasTheKeyInBefore() {
        Struct value = (Struct) writer.value(TestEvents.keysOnlyRemove()).value();
        assertThat(value.getStruct("before").getString("pk")).isEqualTo("customer-7");
        assertThat(value.getStruct("before").getString("item")).isNull();
        assertThat(value.getStruct("after")).isNull();
    }

    @Test
    void modifyWithoutImagesHasTheKeyInBothImages() {
        Struct value = (Struct) writer.value(TestEvents.keysOnlyModify()).value();
        assertThat(value.getStruct("before").getString("sk")).isEqualTo("42");
        assertThat(value.getStruct("after").getString("sk")).isEqualTo("42");
        assertThat(value.getStruct("after").getString("item")).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void keyAttributeNamedItemIsRenamed(NameAdjustment names) {
        ItemKey key = new ItemKey(Map.of("item", new S("a")));
        ChangeEventWriter items = writer(TestEvents.keySchema("item", KeyType.S), EventFormat.STRUCT, names);
        assertThat(((Struct) items.key(key).value()).getString("item_")).isEqualTo("a");
    }

    @Test
    void keyAttributesWithTheSameFieldNameAreRejected() {
        KeySchema key = TestEvents.keySchema("item", KeyType.S, "item_", KeyType.S);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer(key, EventFormat.STRUCT, NameAdjustment.NONE))
                .withMessage("the key attributes 'item' and 'item_' would both become the field 'item_'; set"
                        + " field.name.adjustment.mode=avro_unicode, which keeps them distinct");
        assertThatCode(() -> writer(key, EventFormat.STRUCT, NameAdjustment.AVRO_UNICODE))
                .doesNotThrowAnyException();
    }

    @Test
    void keysOfOtherTablesAreRejected() {
        String message = "the key of the item %s does not match the key schema of the table [pk=S, sk=N]";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.key(new ItemKey(Map.of("pk", new S("a")))))
                .withMessage(message, "{pk=S}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.key(new ItemKey(TestEvents.ordered("pk", new S("a"), "sk", new S("1")))))
                .withMessage(message, "{pk=S, sk=S}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.key(new ItemKey(TestEvents.ordered("pk", new S("a"), "id", new N("1")))))
                .withMessage(message, "{pk=S, id=N}");
    }

    @ParameterizedTest
    @EnumSource
    void binaryKeysAreBytesOrBase64(EventFormat format) {
        ItemKey key = new ItemKey(Map.of("id", B.of((byte) 0, (byte) -1)));
        Object value = writer(TestEvents.keySchema("id", KeyType.B), format, NameAdjustment.NONE)
                .key(key)
                .value();
        if (format == EventFormat.STRUCT) {
            assertThat(((Struct) value).getBytes("id")).isEqualTo(new byte[] {0, -1});
        } else if (format == EventFormat.JSON) {
            assertThat(new String((byte[]) value, UTF_8)).isEqualTo("{\"id\":\"AP8=\"}");
        } else {
            assertThat(value).isEqualTo(Map.of("id", "AP8="));
        }
    }

    private static ChangeEventWriter writer(KeySchema key, EventFormat format, NameAdjustment names) {
        return new ChangeEventWriter(TOPIC, key, format, ItemFormat.DYNAMODB_JSON, names, names);
    }
}
