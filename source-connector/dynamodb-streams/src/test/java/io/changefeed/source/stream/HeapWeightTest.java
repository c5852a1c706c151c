/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.Operation;
import io.changefeed.source.record.ConvertedChange;
import io.changefeed.source.record.ConvertedEvent;
import io.changefeed.source.record.PageConversion;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HeapWeightTest {
    private static final long EVENT = 480;
    private static final long STRING = 44;
    private static final Schema ROW = SchemaBuilder.struct()
            .field("text", Schema.STRING_SCHEMA)
            .field("none", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("bytes", new byte[1000], 1016),
                Arguments.of("text", "abc", STRING + 3),
                Arguments.of("Latin-1 text", "äöü", STRING + 3),
                Arguments.of("text outside of Latin-1", "жук", STRING + 6),
                Arguments.of("number", 7L, 16),
                Arguments.of("boolean", true, 0),
                Arguments.of("buffer", ByteBuffer.wrap(new byte[7]), 63),
                Arguments.of("list of nulls", Collections.nCopies(1000, null), 64 + 1000 * 4),
                Arguments.of("map", Map.of("name", "x"), 136 + 40 + STRING + 4 + STRING + 1),
                Arguments.of("struct", new Struct(ROW).put("text", "ab"), 40 + 2 * 4 + STRING + 2));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void contentOfKeysAndValuesIsCounted(String name, Object value, long expected) {
        assertThat(HeapWeight.of(page(event(value, null, Optional.empty())))).isEqualTo(EVENT + expected);
        assertThat(HeapWeight.of(page(event(null, List.of(value), Optional.empty()))))
                .isEqualTo(EVENT + 64 + 4 + expected);
    }

    @Test
    void textsThatTheEventsOfATableShareAreNotCounted() {
        Struct struct = new Struct(ROW).put("text", "x".repeat(2000));
        Map<String, String> map = Map.of("text", "x".repeat(5000));

        assertThat(HeapWeight.of(page(event(null, struct, Optional.empty()))))
                .isEqualTo(EVENT + 40 + 2 * 4 + STRING + 2000 - 850);
        assertThat(HeapWeight.of(page(event(null, map, Optional.empty()))))
                .isEqualTo(EVENT + 136 + 40 + STRING + 4 + STRING + 5000 - 2400);
    }

    @Test
    void tombstoneOfARemoveIsCounted() {
        assertThat(HeapWeight.of(page(event(null, null, Optional.of("x".repeat(1000))))))
                .isEqualTo(EVENT + STRING + 1000);
    }

    @Test
    void allEventsOfAPageAreCounted() {
        ConvertedEvent event = event(new byte[0], new byte[84], Optional.empty());

        assertThat(HeapWeight.of(page(event, event, event))).isEqualTo(3 * (EVENT + 16 + 100));
    }

    @Test
    void valuesAt32LevelsAreWeighed() {
        Object value = "1";
        for (int level = 0; level < 32; level++) {
            value = level % 2 == 0 ? Map.of("k", value) : List.of(value);
        }

        assertThat(HeapWeight.of(page(event(value, null, Optional.empty()))))
                .isEqualTo(EVENT + 16 * (136 + 40 + STRING + 1) + 16 * 68 + STRING + 1);
    }

    private static PageConversion page(ConvertedEvent... events) {
        return new PageConversion(
                Stream.of(events).map(event -> new ConvertedChange("1", event)).toList(), Optional.empty());
    }

    private static ConvertedEvent event(@Nullable Object key, @Nullable Object value, Optional<String> tombstone) {
        return new ConvertedEvent(
                "topic",
                Operation.REMOVE,
                0,
                new SchemaAndValue(null, key),
                new SchemaAndValue(null, value),
                tombstone,
                Optional.empty());
    }
}
