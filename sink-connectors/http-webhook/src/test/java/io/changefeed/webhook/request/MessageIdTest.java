/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MessageIdTest {
    @Test
    void idOfASingleEventIsTheMessageId() {
        assertThat(id("f465072c-e650-45b9-ad18-32a4c341292c")).isEqualTo("f465072c-e650-45b9-ad18-32a4c341292c");
    }

    @Test
    void messageIdsAreEqualForEqualEventsOnly() {
        assertThat(id("a", "b")).matches("[0-9a-f]{64}").isEqualTo(id("a", "b"));
        assertThat(List.of(
                        id("a", "b"),
                        id("b", "a"),
                        id("a", "c"),
                        id("ab", ""),
                        id("", "ab"),
                        id("a", "b", "c"),
                        id("a")))
                .doesNotHaveDuplicates();
    }

    @Test
    void idThatIsNotAValidHeaderValueIsHashed() {
        assertThat(List.of(id("a.b"), id("a b"), id("a\nb"), id("a".repeat(129))))
                .allMatch(id -> id.matches("[0-9a-f]{64}"))
                .doesNotHaveDuplicates();
    }

    private static String id(String... eventIds) {
        return MessageId.of(List.of(eventIds));
    }
}
