/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.testing.RandomInputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TombstoneHeaderTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/0.1/tombstone-header.json");

    @Test
    void headerMatchesTheGoldenFile() throws IOException {
        String text = new String(Base64.getDecoder().decode(TombstoneHeader.write(remove())), UTF_8);
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(GOLDEN, text);
        }

        assertThat(text).isEqualTo(Files.readString(GOLDEN));
    }

    private static ChangeEvent remove() {
        return TestEvents.byName().values().stream()
                .filter(event -> event.operation() == Operation.REMOVE)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void headerContainsTheRemoveWithoutItsOldImage() {
        TestEvents.byName().values().stream()
                .filter(event -> event.operation() == Operation.REMOVE)
                .forEach(event -> assertThat(TombstoneHeader.read(TombstoneHeader.write(event)))
                        .isEqualTo(withKey(event, event.key())));
    }

    private static ChangeEvent withKey(ChangeEvent event, ItemKey key) {
        return new ChangeEvent(
                event.operation(), key, Optional.empty(), Optional.empty(), event.source(), event.time());
    }

    @Test
    void anyKeySurvivesTheDefaultHeaderConverter() {
        SimpleHeaderConverter converter = new SimpleHeaderConverter();
        RandomInputs.check(300, in -> {
            ItemValue value = in.<ItemValue>choose(
                    () -> new ItemValue.S(in.text(0, 12)),
                    () -> RandomItems.number(in),
                    () -> ItemValue.B.of(in.bytes(0, 9)));
            ChangeEvent event = withKey(remove(), new ItemKey(Map.of(in.text(1, 5), value)));

            byte[] header = converter.fromConnectHeader(
                    "topic", TombstoneHeader.NAME, Schema.STRING_SCHEMA, TombstoneHeader.write(event));

            assertThat(TombstoneHeader.read(converter
                            .toConnectHeader("topic", TombstoneHeader.NAME, header)
                            .value()))
                    .isEqualTo(event);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "e30=", "WzFd"})
    void malformedHeaderIsNamedInTheError(String value) {
        assertThatThrownBy(() -> TombstoneHeader.read(value))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("headers", "changefeed.event");
        assertThatThrownBy(() -> TombstoneHeader.read(7))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("headers", "changefeed.event");
    }
}
