/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DynamoDbTextTest {
    private final DynamoDbJson json = new DynamoDbJson();

    @Property(tries = 500)
    @Domain(Items.class)
    void everyItemIsReadWithoutMapsInBetween(@ForAll Item item) {
        assertThat(DynamoDbText.attributes(json.text(item))).contains(item.attributes());
    }

    @Property(tries = 1_000)
    @Domain(Items.class)
    @Domain(DomainContext.Global.class)
    void whatItReadsIsWhatTheMapsSay(@ForAll Item item, @ForAll int place, @ForAll("signs") char sign) {
        StringBuilder changed = new StringBuilder(json.text(item));
        changed.setCharAt(Math.floorMod(place, changed.length()), sign);
        String text = changed.toString();

        DynamoDbText.attributes(text)
                .ifPresent(read -> assertThat(json.item((Map<?, ?>) requireNonNull(JsonText.read(Path.ROOT, text))))
                        .isEqualTo(new Item(read)));
    }

    @Provide
    Arbitrary<Character> signs() {
        return Arbitraries.of('"', '{', '}', '[', ']', ',', ':', 'S', 'N', 'B', 'L', 'M', '0', ' ');
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
    void whatIsNoItemIsLeftToTheOther(String text) {
        assertThat(DynamoDbText.attributes(text)).isEqualTo(Optional.empty());
    }
}
