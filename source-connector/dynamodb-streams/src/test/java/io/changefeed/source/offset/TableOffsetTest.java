/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.source.lineage.Position;
import io.changefeed.testing.RandomInputs;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableOffsetTest {
    private static final TableOffset OFFSET = new TableOffset(
            "arn:s",
            1767225600000L,
            Instant.parse("2026-01-01T00:00:00Z"),
            new KeySchema(Map.of("id", KeyType.S)),
            new Position.TrimHorizon());

    @Test
    void offsetIsRestoredFromItsMap() {
        RandomInputs.check(1000, in -> {
            TableOffset offset = new TableOffset(
                    in.text(1, 80),
                    in.integer(0L, 9_999_999_999_999L),
                    Instant.ofEpochSecond(
                            in.integer(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()),
                            in.integer(0, 999_999_999)),
                    key(in),
                    in.bool()
                            ? new Position.TrimHorizon()
                            : new Position.Since(Instant.ofEpochMilli(in.integer(0L, 1L << 45))));

            TableOffset restored = TableOffset.fromMap(offset.toMap());
            assertThat(restored).isEqualTo(offset);
            assertThat(restored.key().attributes().keySet())
                    .containsExactlyElementsOf(offset.key().attributes().keySet());
        });
    }

    private static KeySchema key(RandomInputs in) {
        Map<String, KeyType> attributes = new LinkedHashMap<>();
        in.list(1, 2, () -> in.text(1, 12)).forEach(name -> attributes.put(name, in.oneOf(KeyType.values())));
        return new KeySchema(attributes);
    }

    @Test
    void mapIsFlatText() {
        assertThat(TableOffset.partition("arn:t")).containsExactly(entry("table", "arn:t"));
        assertThat(OFFSET.toMap())
                .containsExactly(
                        entry("stream_arn", "arn:s"),
                        entry("generation", "1767225600000"),
                        entry("first_start", "2026-01-01T00:00:00Z"),
                        entry("key", "{\"id\":\"S\"}"),
                        entry("start", "TRIM_HORIZON"));
    }

    @Test
    void unknownFieldsAreIgnored() {
        Map<String, String> stored = new HashMap<>(OFFSET.toMap());
        stored.put("snapshot", "done");

        assertThat(TableOffset.fromMap(stored)).isEqualTo(OFFSET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream_arn", "generation", "first_start", "key", "start"})
    void rejectsMissingField(String field) {
        Map<String, String> stored = new HashMap<>(OFFSET.toMap());
        stored.remove(field);

        assertThatThrownBy(() -> TableOffset.fromMap(stored))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("field '" + field + "' is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "start, LATEST, is neither TRIM_HORIZON nor SINCE and a time",
        "start, END, is neither TRIM_HORIZON nor SINCE and a time",
        "key, id, 'is not a key such as {\"customer\":\"S\",\"order\":\"N\"}, the partition key first'",
        "key, {}, 'is not a key such as {\"customer\":\"S\",\"order\":\"N\"}, the partition key first'",
        "key, '{\"id\":\"BOOL\"}', 'is not a key such as {\"customer\":\"S\",\"order\":\"N\"}, the partition key first'",
        "generation, soon, is not a time in milliseconds since the epoch with up to 13 digits",
        "generation, -1, is not a time in milliseconds since the epoch with up to 13 digits",
        "generation, 10000000000000, is not a time in milliseconds since the epoch with up to 13 digits",
        "generation, 18446744073709551615, is not a time in milliseconds since the epoch with up to 13 digits",
        "first_start, yesterday, is not a time such as 2026-01-31T12:00:00Z"
    })
    void rejectsInvalidField(String field, String value, String reason) {
        Map<String, String> stored = new HashMap<>(OFFSET.toMap());
        stored.put(field, value);

        assertThatThrownBy(() -> TableOffset.fromMap(stored))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("field '" + field + "': '" + value + "' " + reason);
    }
}
