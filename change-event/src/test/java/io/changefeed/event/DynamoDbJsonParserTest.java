/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.changefeed.testing.RandomInputs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DynamoDbJsonParserTest {
    private final DynamoDbJson json = new DynamoDbJson();

    @Test
    void randomItemsAreParsedAsWritten() {
        RandomInputs.check(500, inputs -> {
            Item item = RandomItems.item(inputs);
            assertThat(attributes(json.text(item))).contains(item.attributes());
        });
    }

    @Test
    void parserAgreesWithTheMapBasedReader() {
        RandomInputs.check(1_000, inputs -> {
            String text = changedItem(inputs);

            attributes(text)
                    .ifPresent(read -> assertThat(json.item((Map<?, ?>) requireNonNull(JsonText.read(Path.ROOT, text))))
                            .isEqualTo(new Item(read)));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}}",
                "{} {}",
                "{\"a\":null}",
                "{\"a\":{}}",
                "{\"a\":{\"X\":\"b\"}}",
                "{\"a\":{\"S\":1}}",
                "{\"a\":{\"S\":\"b\",\"N\":\"1\"}}",
                "{\"a\":{\"N\":\"one\"}}",
                "{\"a\":{\"N\":1}}",
                "{\"a\":{\"B\":\"_\"}}",
                "{\"a\":{\"BOOL\":\"true\"}}",
                "{\"a\":{\"NULL\":false}}",
                "{\"a\":{\"M\":[]}}",
                "{\"a\":{\"L\":{}}}",
                "{\"a\":{\"SS\":[1]}}",
                "{\"a\":{\"S\":\"1\"},\"a\":{\"S\":\"2\"}}",
                "{\"m\":{\"M\":{\"a\":{\"S\":\"1\"},\"a\":{\"S\":\"2\"}}}}"
            })
    void malformedItemsHaveNoAttributes(String text) {
        assertThat(attributes(text)).isEqualTo(Optional.empty());
    }

    @Test
    void skippedItemEndsWhereItEndsInTheText() {
        RandomInputs.check(500, inputs -> {
            String text = json.text(RandomItems.item(inputs));
            assertThat(skips("[" + text + ",1]")).isTrue();
        });
    }

    /** The skipper checks neither numbers and Base64 nor duplicate names. */
    @Test
    void whatTheParserReadsCanBeSkipped() {
        RandomInputs.check(1_000, inputs -> {
            String text = changedItem(inputs);
            if (attributes(text).isPresent()) {
                assertThat(skips("[" + text + ",1]")).isTrue();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[{}]",
                "{\"a\":null}",
                "{\"a\":{}}",
                "{\"a\":{\"X\":{\"b\":[{}]}}}",
                "{\"a\":{\"S\":1}}",
                "{\"a\":{\"S\":\"b\",\"N\":{\"c\":[1]}}}",
                "{\"a\":{\"N\":1}}",
                "{\"a\":{\"BOOL\":\"true\"}}",
                "{\"a\":{\"NULL\":false}}",
                "{\"a\":{\"M\":[[]]}}",
                "{\"a\":{\"L\":{\"S\":\"b\"}}}",
                "{\"a\":{\"L\":[{\"S\":\"b\"},[1]]}}",
                "{\"a\":{\"SS\":[[1]]}}",
                "{\"m\":{\"M\":{\"a\":{}}},\"b\":{\"S\":\"c\"}}"
            })
    void invalidItemIsSkippedToItsEnd(String text) {
        assertThat(skips("[" + text + ",1]")).isFalse();
    }

    /** An item in which one character was replaced. It can split a surrogate pair, which UTF-8 cannot represent. */
    private String changedItem(RandomInputs inputs) {
        StringBuilder text = new StringBuilder(json.text(RandomItems.item(inputs)));
        text.setCharAt(
                inputs.integer(0, text.length() - 1),
                inputs.text("\"{}[],:SNBLM0 ", 1, 1).charAt(0));
        return new String(text.toString().getBytes(UTF_8), UTF_8);
    }

    /** Skips the first element of an array whose second element is a number. */
    private static boolean skips(String array) {
        try (JsonParser parser = JsonText.parser(JsonSlice.of(array.getBytes(UTF_8)))) {
            parser.nextToken();
            parser.nextToken();
            boolean isItem = DynamoDbJson.skipItem(parser);
            assertThat(parser.nextToken()).isEqualTo(JsonToken.VALUE_NUMBER_INT);
            assertThat(parser.nextToken()).isEqualTo(JsonToken.END_ARRAY);
            return isItem;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Characters and bytes are parsed alike. */
    private static Optional<Map<String, ItemValue>> attributes(String text) {
        Optional<Map<String, ItemValue>> attributes = DynamoDbJsonParser.attributes(() -> JsonText.parser(text));
        JsonSlice bytes = JsonSlice.of(text.getBytes(UTF_8));
        assertThat(DynamoDbJsonParser.attributes(() -> JsonText.parser(bytes))).isEqualTo(attributes);
        return attributes;
    }
}
