/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class KeyTextTest {
    @Test
    void showsAllKeyAttributesAndNoOthers() {
        Map<String, KeyType> key = new LinkedHashMap<>();
        key.put("customer", KeyType.S);
        key.put("number", KeyType.N);

        assertThat(KeyText.of(
                        new KeySchema(key),
                        Map.of(
                                "other", AttributeValue.fromS("secret"),
                                "number", AttributeValue.fromN("1.0"),
                                "customer", AttributeValue.fromS("c\n1"))))
                .isEqualTo("{\"customer\":{\"S\":\"c\\n1\"},\"number\":{\"N\":\"1\"}}");
    }

    @Test
    void showsOnlyTheStartOfALongString() {
        assertThat(of(KeyType.S, AttributeValue.fromS("x".repeat(64))))
                .isEqualTo("{\"id\":{\"S\":\"" + "x".repeat(64) + "\"}}");
        assertThat(of(KeyType.S, AttributeValue.fromS("x".repeat(65))))
                .isEqualTo("{\"id\":{\"S\":\"" + "x".repeat(64) + "…\"}} (shortened)");
        assertThat(of(KeyType.S, AttributeValue.fromS("x".repeat(63) + "😀"))).contains("x…\"}} (shortened)");
    }

    @Test
    void showsOnlyTheStartOfALongBinary() {
        assertThat(of(KeyType.B, AttributeValue.fromB(SdkBytes.fromByteArray(new byte[1024]))))
                .isEqualTo("{\"id\":{\"B\":\"" + "A".repeat(86) + "==\"}} (shortened)");
    }

    @Test
    void missingOrInvalidKeyIsUnreadable() {
        assertThat(of(KeyType.S, AttributeValue.builder().build())).isEqualTo("(unreadable)");
        assertThat(of(KeyType.S, AttributeValue.fromBool(true))).isEqualTo("(unreadable)");
        assertThat(KeyText.of(new KeySchema(Map.of("id", KeyType.S)), Map.of())).isEqualTo("(unreadable)");
    }

    private static String of(KeyType type, AttributeValue id) {
        return KeyText.of(new KeySchema(Map.of("id", type)), Map.of("id", id));
    }
}
