/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static io.changefeed.event.Events.TOPIC;
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
    private final ChangeEventWriter writer = writer(Events.KEY_SCHEMA, EventFormat.STRUCT, NameAdjustment.NONE);

    @Test
    void schemasAreNamedAfterTheTopic() {
        assertThat(writer.key(Events.KEY).schema().name()).isEqualTo("cdc.orders-prod.Key");
        Schema envelope = writer.value(Events.insert()).schema();
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
    void everyStructSatisfiesItsSchema() {
        assertThatCode(() -> ((Struct) writer.key(Events.KEY).value()).validate())
                .doesNotThrowAnyException();
        for (ChangeEvent event : Events.all()) {
            assertThatCode(() -> ((Struct) writer.value(event).value()).validate())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void equalNumbersAreOneKey() {
        for (String digits : new String[] {"1", "1.0", "1E0", "100e-2"}) {
            ItemKey key = new ItemKey(Events.ordered("pk", new S("a"), "sk", new N(digits)));
            assertThat(((Struct) writer.key(key).value()).getString("sk")).isEqualTo("1");
        }
    }

    @Test
    void aRemoveWithoutAnOldImageHasTheKeyInBefore() {
        Struct value = (Struct) writer.value(Events.keysOnlyRemove()).value();
        assertThat(value.getStruct("before").getString("pk")).isEqualTo("customer-7");
        assertThat(value.getStruct("before").getString("item")).isNull();
        assertThat(value.getStruct("after")).isNull();
    }

    @Test
    void aModifyWithoutImagesHasTheKeyInBoth() {
        Struct value = (Struct) writer.value(Events.keysOnlyModify()).value();
        assertThat(value.getStruct("before").getString("sk")).isEqualTo("42");
        assertThat(value.getStruct("after").getString("sk")).isEqualTo("42");
        assertThat(value.getStruct("after").getString("item")).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void aKeyAttributeCalledItemLeavesOurFieldFree(NameAdjustment names) {
        ItemKey key = new ItemKey(Map.of("item", new S("a")));
        ChangeEventWriter items = writer(Events.keySchema("item", KeyType.S), EventFormat.STRUCT, names);
        assertThat(((Struct) items.key(key).value()).getString("item_")).isEqualTo("a");
    }

    @Test
    void twoAttributesThatBecomeOneFieldAreRefused() {
        KeySchema key = Events.keySchema("item", KeyType.S, "item_", KeyType.S);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer(key, EventFormat.STRUCT, NameAdjustment.NONE))
                .withMessage("the key attributes 'item' and 'item_' would both become the field 'item_'; set"
                        + " field.name.adjustment.mode=avro_unicode, which keeps them apart");
        assertThatCode(() -> writer(key, EventFormat.STRUCT, NameAdjustment.AVRO_UNICODE))
                .doesNotThrowAnyException();
    }

    @Test
    void aKeyOfAnotherTableIsRefused() {
        String message = "the item's key %s does not fit the table's key [pk=S, sk=N]";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.key(new ItemKey(Map.of("pk", new S("a")))))
                .withMessage(message, "{pk=S}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.key(new ItemKey(Events.ordered("pk", new S("a"), "sk", new S("1")))))
                .withMessage(message, "{pk=S, sk=S}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.key(new ItemKey(Events.ordered("pk", new S("a"), "id", new N("1")))))
                .withMessage(message, "{pk=S, id=N}");
    }

    @ParameterizedTest
    @EnumSource
    void binaryKeysAreBytesOrBase64(EventFormat format) {
        ItemKey key = new ItemKey(Map.of("id", B.of((byte) 0, (byte) -1)));
        Object value = writer(Events.keySchema("id", KeyType.B), format, NameAdjustment.NONE)
                .key(key)
                .value();
        if (format == EventFormat.STRUCT) {
            assertThat(((Struct) value).getBytes("id")).isEqualTo(new byte[] {0, -1});
        } else {
            assertThat(value).isEqualTo(Map.of("id", "AP8="));
        }
    }

    private static ChangeEventWriter writer(KeySchema key, EventFormat format, NameAdjustment names) {
        return new ChangeEventWriter(TOPIC, key, format, ItemFormat.DYNAMODB_JSON, names, names);
    }
}
