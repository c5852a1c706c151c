/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ItemValue;
import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyTextTest {
    @Test
    void showsAllKeyAttributesAndNoOthers() {
        Map<String, KeyType> key = new LinkedHashMap<>();
        key.put("customer", KeyType.S);
        key.put("number", KeyType.N);

        assertThat(KeyText.of(
                        new KeySchema(key),
                        Map.of(
                                "other", new ItemValue.S("secret"),
                                "number", new ItemValue.N("1.0"),
                                "customer", new ItemValue.S("c\n1"))))
                .isEqualTo("{\"customer\":{\"S\":\"c\\n1\"},\"number\":{\"N\":\"1\"}}");
    }

    @Test
    void showsOnlyTheStartOfALongString() {
        assertThat(of(KeyType.S, new ItemValue.S("x".repeat(64))))
                .isEqualTo("{\"id\":{\"S\":\"" + "x".repeat(64) + "\"}}");
        assertThat(of(KeyType.S, new ItemValue.S("x".repeat(65))))
                .isEqualTo("{\"id\":{\"S\":\"" + "x".repeat(64) + "…\"}} (shortened)");
        assertThat(of(KeyType.S, new ItemValue.S("x".repeat(63) + "😀"))).contains("x…\"}} (shortened)");
    }

    @Test
    void showsOnlyTheStartOfALongBinary() {
        assertThat(of(KeyType.B, ItemValue.B.of(new byte[1024])))
                .isEqualTo("{\"id\":{\"B\":\"" + "A".repeat(86) + "==\"}} (shortened)");
    }

    @Test
    void missingOrInvalidKeyIsUnreadable() {
        assertThat(of(KeyType.S, new ItemValue.Bool(true))).isEqualTo("(unreadable)");
        assertThat(KeyText.of(new KeySchema(Map.of("id", KeyType.S)), Map.of())).isEqualTo("(unreadable)");
    }

    private static String of(KeyType type, ItemValue id) {
        return KeyText.of(new KeySchema(Map.of("id", type)), Map.of("id", id));
    }
}
