/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.testing.RandomInputs;
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
            assertThat(DynamoDbJsonParser.attributes(json.text(item))).contains(item.attributes());
        });
    }

    @Test
    void parserAgreesWithTheMapBasedReader() {
        RandomInputs.check(1_000, inputs -> {
            StringBuilder changed = new StringBuilder(json.text(RandomItems.item(inputs)));
            changed.setCharAt(
                    inputs.integer(0, changed.length() - 1),
                    inputs.text("\"{}[],:SNBLM0 ", 1, 1).charAt(0));
            String text = changed.toString();

            DynamoDbJsonParser.attributes(text)
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
        assertThat(DynamoDbJsonParser.attributes(text)).isEqualTo(Optional.empty());
    }
}
