/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue.S;
import io.changefeed.event.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ItemPathTest {
    private static final Path AFTER = Path.ROOT.field("after");

    private static final Item ITEM = ItemFormat.DYNAMODB_JSON
            .json()
            .item("{\"a\":{\"M\":{\"b\":{\"L\":[{\"S\":\"0\"},{\"M\":{\"c\":{\"S\":\"1c\"}}},{\"NULL\":true}]}}},"
                    + "\"x.y\":{\"S\":\"dot\"},\"it's\":{\"S\":\"quote\"},\"l\":{\"L\":[{\"L\":[{\"S\":\"deep\"}]}]}}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.b[0] | 0",
                "a.b[1].c | 1c",
                "['x.y'] | dot",
                "[\"it''s\"] | quote",
                "l[0][0] | deep",
                "['a'].b[0] | 0"
            })
    void resolvesValue(String path, String value) {
        assertThat(ItemPath.parse(path.replace("[\"it''s\"]", "['it''s']")).resolve(ITEM, AFTER))
                .contains(new S(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"z", "a.z", "a.b[3]", "a.b[2].c", "z.y[1]"})
    void pathWithMissingPartHasNoValue(String path) {
        assertThat(ItemPath.parse(path).resolve(ITEM, AFTER)).isEmpty();
    }

    @Test
    void rejectsUnexpectedTypeWithPathAndValue() {
        assertThatThrownBy(() -> ItemPath.parse("a.b.c").resolve(ITEM, AFTER))
                .isInstanceOf(RejectedEventException.class)
                .hasMessageStartingWith("after.a.b: expected a map with 'c' but found {\"L\":[{\"S\":\"0\"}");
        assertThatThrownBy(() -> ItemPath.parse("a[1]").resolve(ITEM, AFTER))
                .hasMessageStartingWith("after.a: expected a list with element 1 but found {\"M\":");
        assertThatThrownBy(() -> ItemPath.parse("a.b[0][1]").resolve(ITEM, AFTER))
                .hasMessage("after.a.b[0]: expected a list with element 1 but found {\"S\":\"0\"}");
    }

    @Test
    void truncatesLongValuesInMessages() {
        Item item = ItemFormat.DYNAMODB_JSON.json().item("{\"a\":{\"S\":\"" + "x".repeat(300) + "\"}}");

        assertThatThrownBy(() -> ItemPath.parse("a.b").resolve(item, AFTER))
                .hasMessage("after.a: expected a map with 'b' but found {\"S\":\"" + "x".repeat(94) + "…");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".a",
                "a.",
                "a..b",
                "[0]",
                "[0].a",
                "a[",
                "a[]",
                "a[-1]",
                "a[x]",
                "a]",
                "['']",
                "['a'",
                "['a']b",
                "a'b",
                "a[9999999999]"
            })
    void rejectsInvalidPath(String text) {
        assertThatThrownBy(() -> ItemPath.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyPathWithOneNameIsAttribute() {
        assertThat(ItemPath.parse("a").attribute()).contains("a");
        assertThat(ItemPath.parse("a.b").attribute()).isEmpty();
        assertThat(ItemPath.parse("a[0]").attribute()).isEmpty();
    }
}
