/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
    @Property(tries = 200)
    void aTokenIsReadAsItWasWritten(@ForAll @IntRange(max = 40) int count, @ForAll long seed) {
        Token token = token(count, seed);

        assertThat(Token.parse(token.text())).isEqualTo(token);
    }

    private static Token token(int count, long seed) {
        Random random = new Random(seed);
        Map<TopicPartition, Mark> marks = new HashMap<>();
        for (int i = 0; i < count; i++) {
            marks.put(
                    new TopicPartition("topic-" + random.nextInt(3), random.nextInt(64)),
                    random.nextBoolean()
                            ? Mark.before(Math.abs(random.nextLong() / 2))
                            : Mark.behind(Math.abs(random.nextLong() / 2), "event-" + random.nextInt()));
        }
        return new Token(marks);
    }

    @Property(tries = 500)
    void aTokenThatWasChangedIsNone(@ForAll long seed, @ForAll @IntRange(max = 1_000) int at) {
        String text = token(3, seed).text();
        char[] changed = text.toCharArray();
        // The last character has bits that mean nothing.
        int place = at % (changed.length - 1);
        changed[place] = changed[place] == 'A' ? 'B' : 'A';

        assertThatThrownBy(() -> Token.parse(new String(changed))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "not base64!", "AQAAAAA", "AX____8", "AQAAAAEAAQB_____"})
    void nonsenseIsNoToken(String text) {
        assertThatThrownBy(() -> Token.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("it is ");
    }

    @Test
    void equalPlacesHaveEqualTexts() {
        assertThat(token(30, 1).text()).isEqualTo(token(30, 1).text());
    }

    @Test
    void marksBehindDifferentEventsDoNotAgree() {
        assertThat(Mark.behind(7, "a").agreesWith(Mark.behind(7, "b"))).isFalse();
        assertThat(Mark.behind(7, "a").agreesWith(Mark.behind(7, "a"))).isTrue();
        assertThat(Mark.behind(7, "a").agreesWith(Mark.before(8))).isTrue();
    }
}
