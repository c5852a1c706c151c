/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.testing.RandomInputs;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
    @Test
    void parsesWhatItEncodes() {
        RandomInputs.check(200, in -> {
            Token token = token(in.integer(0, 40), in.random());

            assertThat(Token.parse(token.text())).isEqualTo(token);
        });
    }

    private static Token token(int count, Random random) {
        Map<TopicPartition, PartitionPosition> positions = new HashMap<>();
        for (int i = 0; i < count; i++) {
            positions.put(
                    new TopicPartition("topic-" + random.nextInt(3), random.nextInt(64)),
                    random.nextBoolean()
                            ? PartitionPosition.before(Math.abs(random.nextLong() / 2))
                            : PartitionPosition.after(Math.abs(random.nextLong() / 2), "event-" + random.nextInt()));
        }
        return new Token(positions);
    }

    @Test
    void rejectsAChangedToken() {
        RandomInputs.check(500, in -> {
            char[] changed = token(3, in.random()).text().toCharArray();
            // The last character has unused bits.
            int position = in.integer(0, changed.length - 2);
            changed[position] = changed[position] == 'A' ? 'B' : 'A';

            assertThatThrownBy(() -> Token.parse(new String(changed))).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "not base64!", "AQAAAAA", "AX____8", "AQAAAAEAAQB_____"})
    void rejectsInvalidText(String text) {
        assertThatThrownBy(() -> Token.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("resume token");
    }

    @Test
    void equalPositionsHaveEqualTexts() {
        assertThat(token(30, new Random(1)).text())
                .isEqualTo(token(30, new Random(1)).text());
    }

    @Test
    void positionsAfterDifferentEventsDoNotMatch() {
        assertThat(PartitionPosition.after(7, "a").matches(PartitionPosition.after(7, "b")))
                .isFalse();
        assertThat(PartitionPosition.after(7, "a").matches(PartitionPosition.after(7, "a")))
                .isTrue();
        assertThat(PartitionPosition.after(7, "a").matches(PartitionPosition.before(8)))
                .isTrue();
    }
}
