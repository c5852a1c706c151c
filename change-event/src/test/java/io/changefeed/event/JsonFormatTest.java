/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static io.changefeed.event.TestEvents.KEY_SCHEMA;
import static io.changefeed.event.TestEvents.TOPIC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.changefeed.testing.RandomInputs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code event.format=json} beside {@code event.format=map} with JsonConverter. */
class JsonFormatTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path PATH = Path.ROOT.field("NewImage");

    @ParameterizedTest
    @EnumSource
    void valueHasTheFieldsOfMap(ItemFormat items) {
        RandomInputs.check(300, inputs -> {
            ChangeEvent event = modify(RandomItems.item(inputs), RandomItems.item(inputs));
            assertThat(tree(writer(EventFormat.JSON, items).value(event)))
                    .isEqualTo(tree(writer(EventFormat.MAP, items).value(event)));
        });
        TestEvents.all()
                .forEach(event -> assertThat(
                                tree(writer(EventFormat.JSON, items).value(event)))
                        .isEqualTo(tree(writer(EventFormat.MAP, items).value(event))));
    }

    /** Otherwise, a change of the format would move items to other partitions. */
    @Test
    void keyHasTheBytesOfMap() {
        RandomInputs.check(500, inputs -> {
            String text = inputs.text("a\"\\/\u0000\n\u007f\u00e9\u2028\ud83d\ude00", 1, 20);
            String number = inputs.oneOf("1.0", "1E+3", "-0", "0.10", "123456789012345678901234567890");
            assertKeysAreEqual(
                    new ItemKey(TestEvents.ordered("pk", new ItemValue.S(text), "sk", new ItemValue.N(number))));
        });
        TestEvents.all().forEach(event -> assertKeysAreEqual(event.key()));
    }

    private static void assertKeysAreEqual(ItemKey key) {
        assertThat(bytes(writer(EventFormat.JSON, ItemFormat.JSON).key(key)))
                .isEqualTo(bytes(writer(EventFormat.MAP, ItemFormat.JSON).key(key)));
    }

    @ParameterizedTest
    @EnumSource
    void imageThatWasMadeOfJsonIsWrittenLikeItsAttributes(EventFormat format) {
        RandomInputs.check(300, inputs -> {
            Item before = RandomItems.item(inputs);
            Item after = RandomItems.item(inputs);
            ChangeEventWriter writer = writer(format, inputs.oneOf(ItemFormat.values()));
            SchemaAndValue ofJson = writer.value(modify(ofJson(before), ofJson(after)));
            SchemaAndValue ofAttributes = writer.value(modify(before, after));

            assertThat(read(ofJson)).isEqualTo(read(ofAttributes));
            assertThat(tree(ofJson)).isEqualTo(tree(ofAttributes));
        });
    }

    /** Longer and shorter than the buffers of Jackson. */
    @ParameterizedTest
    @ValueSource(ints = {10, 7_900, 8_000, 8_100, 100_000})
    void imageIsCopiedWithoutBeingParsed(int length) {
        JsonSlice json = JsonSlice.of(("{ \"text\" : {\"S\":\"\\u0061" + "a".repeat(length) + "\"}}").getBytes(UTF_8));
        Item item = Item.of(PATH, json, ItemFormat.DYNAMODB_JSON);
        byte[] value = bytes(writer(EventFormat.JSON, ItemFormat.DYNAMODB_JSON).value(modify(item, item)));

        assertThat(item).hasToString("Item[attributes=not parsed]");
        assertThat(new String(value, UTF_8)).contains("\"item\":" + json.text() + "}");
        ChangeEvent read = (ChangeEvent) new ChangeEventReader().readLazily(null, value);
        assertThat(read.after().flatMap(image -> image.json(ItemFormat.DYNAMODB_JSON)))
                .get()
                .satisfies(slice -> {
                    assertThat(slice.array()).isSameAs(value);
                    assertThat(slice.text()).isEqualTo(json.text());
                });
        assertThat(read.after().orElseThrow()).hasToString("Item[attributes=not parsed]");
    }

    @Test
    void imageThatIsNotInItsFormatIsNotCopied() {
        byte[] value = bytes(writer(EventFormat.JSON, ItemFormat.DYNAMODB_JSON)
                .value(modify(
                        Item.of(PATH, JsonSlice.of("{\"a\":{\"X\":1}}".getBytes(UTF_8)), ItemFormat.DYNAMODB_JSON),
                        Item.of(
                                PATH,
                                JsonSlice.of("{\"a\":{\"S\":\"b\"}}".getBytes(UTF_8)),
                                ItemFormat.DYNAMODB_JSON))));
        ChangeEvent read = (ChangeEvent) new ChangeEventReader().readLazily(null, value);

        assertThat(read.before().flatMap(image -> image.json(ItemFormat.DYNAMODB_JSON)))
                .isEmpty();
        assertThat(read.after().flatMap(image -> image.json(ItemFormat.DYNAMODB_JSON)))
                .isPresent();
    }

    private static ChangeEvent modify(Item before, Item after) {
        return TestEvents.event(Operation.MODIFY, Optional.of(before), Optional.of(after), TestEvents.stream());
    }

    private static Item ofJson(Item item) {
        byte[] text = ItemFormat.DYNAMODB_JSON.json().text(item).getBytes(UTF_8);
        byte[] array = new byte[text.length + 2];
        System.arraycopy(text, 0, array, 1, text.length);
        return Item.of(PATH, new JsonSlice(array, 1, text.length + 1), ItemFormat.DYNAMODB_JSON);
    }

    private static TopicRecord read(SchemaAndValue value) {
        return new ChangeEventReader().read(value.schema(), value.value());
    }

    private static JsonNode tree(SchemaAndValue value) {
        try {
            return JSON.readTree(bytes(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(SchemaAndValue value) {
        if (value.value() instanceof byte[] json) {
            return json;
        }
        try (JsonConverter converter = new JsonConverter()) {
            converter.configure(Map.of("schemas.enable", false), false);
            return requireNonNull(converter.fromConnectData(TOPIC, value.schema(), value.value()));
        }
    }

    private static ChangeEventWriter writer(EventFormat format, ItemFormat items) {
        return new ChangeEventWriter(TOPIC, KEY_SCHEMA, format, items, NameAdjustment.NONE, NameAdjustment.NONE);
    }
}
