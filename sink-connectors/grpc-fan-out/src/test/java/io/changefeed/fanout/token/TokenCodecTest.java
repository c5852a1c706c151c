/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.testing.RandomInputs;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCodecTest {
    private static final String OLD_KEY = "old-0123456789abcdef0123456789abcdef";
    private static final String NEW_KEY = "new-0123456789abcdef0123456789abcdef";
    private static final TokenCodec PLAIN = TokenCodec.plain();
    private static final TokenCodec SEALED = sealing(NEW_KEY);

    private static TokenCodec sealing(String keys) {
        return TokenCodec.sealing(TokenKey.parse(keys));
    }

    private static Token token(int count, Random random) {
        Map<TopicPartition, PartitionPosition> positions = new HashMap<>();
        for (int i = 0; i < count; i++) {
            long offset = Math.abs(random.nextLong() / 2);
            PartitionPosition position = random.nextBoolean()
                    ? PartitionPosition.before(offset)
                    : PartitionPosition.after(offset, "event-" + random.nextInt());
            positions.put(
                    new TopicPartition("topic-" + random.nextInt(3), random.nextInt(64)),
                    random.nextBoolean() ? position : position.withUnknownUntil(random.nextInt(1_000_000)));
        }
        return new Token(positions);
    }

    @Test
    void parsesWhatItEncodes() {
        RandomInputs.check(200, in -> {
            Token token = token(in.integer(0, 40), in.random());

            assertThat(PLAIN.parse(PLAIN.text(token))).isEqualTo(token);
            assertThat(SEALED.parse(SEALED.text(token))).isEqualTo(token);
        });
    }

    @Test
    void rejectsAChangedToken() {
        for (TokenCodec codec : new TokenCodec[] {PLAIN, SEALED}) {
            RandomInputs.check(500, in -> {
                char[] changed = codec.text(token(3, in.random())).toCharArray();
                // The last character has unused bits.
                int position = in.integer(0, changed.length - 2);
                changed[position] = changed[position] == 'A' ? 'B' : 'A';

                assertThatThrownBy(() -> codec.parse(new String(changed))).isInstanceOf(IllegalArgumentException.class);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nonsense", "not base64!", "AQAAAAA", "AQ", "AX____8", "AQAAAAEAAQB_____", "Ag", "AgAA"})
    void rejectsInvalidText(String text) {
        for (TokenCodec codec : new TokenCodec[] {PLAIN, SEALED}) {
            assertThatThrownBy(() -> codec.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("resume token");
        }
    }

    @Test
    void equalPositionsHaveEqualPlainTexts() {
        assertThat(PLAIN.text(token(30, new Random(1)))).isEqualTo(PLAIN.text(token(30, new Random(1))));
    }

    @Test
    void sealedTokenRevealsNothing() {
        Token token = new Token(Map.of(new TopicPartition("salaries", 0), PartitionPosition.before(7)));

        String text = SEALED.text(token);

        assertThat(new String(Base64.getUrlDecoder().decode(text), ISO_8859_1)).doesNotContain("salaries");
        assertThat(SEALED.text(token)).as("equal positions").isNotEqualTo(text);
        assertThat(SEALED.text(token(10, new Random(1)))).as("other positions").hasSameSizeAs(text);
        assertThatThrownBy(() -> sealing(OLD_KEY).parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'token.key'");
    }

    @Test
    void oldKeyIsAcceptedWhileItIsInTheList() {
        Token token = token(3, new Random(1));
        TokenCodec rotated = sealing(NEW_KEY + ", " + OLD_KEY);

        assertThat(rotated.parse(sealing(OLD_KEY).text(token))).isEqualTo(token);
        assertThat(SEALED.parse(rotated.text(token))).isEqualTo(token);
    }

    /** Otherwise, a client could create tokens and learn from the errors which topics exist. */
    @Test
    void rejectsATokenThatShouldBeSealed() {
        assertThatThrownBy(() -> SEALED.parse(PLAIN.text(token(3, new Random(1)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from a server without a 'token.key'");
        assertThatThrownBy(() -> PLAIN.parse(SEALED.text(token(3, new Random(1)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("with a 'token.key', and this server has none");
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
