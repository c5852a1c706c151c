/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExcerptTest {
    private static final String OMITTED = "(a body that repeats a secret of the request)";

    @ParameterizedTest
    @CsvSource({
        "no token Zm9v/YmFyK2J1eg==, Zm9v/YmFyK2J1eg==",
        "'{\"token\": \"Zm9v\\/YmFyK2J1eg\\u003d\\u003d\"}', Zm9v/YmFyK2J1eg==",
        "open+sesame+42 is wrong, open sesame 42",
        "key=ab%2Bcd%2bef%2Bgh is wrong, ab+cd+ef+gh",
        "ab&amp;cd&#38;ef&#x26;gh is wrong, ab&cd&ef&gh",
        "'{\"key\":\"ab\\u0026cd\\u0026ef\\u0026gh\"}', ab&cd&ef&gh",
        "it starts with eyJhbGciOi..., eyJhbGciOiJIUzI1NiJ9",
        "'a b', a b",
        "'&lt;!&gt; or <!>', <!>"
    })
    void bodyThatRepeatsASecretIsNotShown(String body, String secret) {
        assertThat(Excerpt.of(body, List.of("another-secret", secret))).isEqualTo(OMITTED);
    }

    @Test
    void secretThatIsCutOffAtTheEndIsNotShown() {
        assertThat(Excerpt.of("x".repeat(190) + "0123456789abcdef", List.of("0123456789abcdef")))
                .isEqualTo(OMITTED);
    }

    @ParameterizedTest
    @CsvSource({"unknown item, secret-of-the-request", "'', ''", "key 'id' is missing, 0123456789abcdef"})
    void otherBodyIsShown(String body, String secret) {
        assertThat(Excerpt.of(body, List.of(secret))).isEqualTo(body);
    }

    @Test
    void secretBeyondTheExcerptDoesNotHideIt() {
        String start = "x".repeat(200);

        assertThat(Excerpt.of(start + "0123456789abcdef", List.of("0123456789abcdef")))
                .isEqualTo(start);
    }
}
