/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScanOffsetTest {
    private static final Item KEY = new Item(Map.of("id", new ItemValue.S("a\"b")));

    @Test
    void scanOffsetIsRestoredFromItsMap() {
        ScanOffset middle = ScanOffset.start("initial").afterPage(Optional.of(KEY), 12);

        assertThat(middle.toMap())
                .containsExactly(
                        entry("snapshot", "initial"),
                        entry("after", "{\"id\":{\"S\":\"a\\\"b\"}}"),
                        entry("rows", "12"));
        assertThat(ScanOffset.fromMap(middle.toMap())).isEqualTo(middle);
    }

    @Test
    void startAndEndAreDistinct() {
        ScanOffset start = ScanOffset.start("initial");
        ScanOffset end = start.afterPage(Optional.empty(), 3);

        assertThat(start.toMap()).containsEntry("after", "START");
        assertThat(end.toMap()).containsEntry("after", "END").containsEntry("rows", "3");
        assertThat(ScanOffset.fromMap(start.toMap())).isEqualTo(start);
        assertThat(ScanOffset.fromMap(end.toMap())).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource({
        "after, middle, field 'after' is neither START",
        "rows, many, field 'rows': 'many' is not a number",
    })
    void rejectsInvalidField(String field, String value, String message) {
        Map<String, String> stored = new HashMap<>(ScanOffset.start("initial").toMap());
        stored.put(field, value);

        assertThatThrownBy(() -> ScanOffset.fromMap(stored))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"needed", "running", "paused", "done", "stopped"})
    void snapshotOffsetIsRestoredFromItsMap(SnapshotState state) {
        SnapshotOffset snapshot = new SnapshotOffset("gap-1767225600000", 8, state);

        assertThat(SnapshotOffset.fromMap(snapshot.toMap())).isEqualTo(snapshot);
    }

    @ParameterizedTest
    @CsvSource({
        "id, 'a b', field 'id': 'a b' is not a snapshot id",
        "segments, 0, field 'segments': '0' is not a number from 1 to 999999",
        "state, soon, field 'state': 'soon' is not a valid snapshot state",
    })
    void rejectsInvalidFieldOfASnapshot(String field, String value, String message) {
        Map<String, String> stored =
                new HashMap<>(new SnapshotOffset("initial", 4, new SnapshotState.Waiting()).toMap());
        stored.put(field, value);

        assertThatThrownBy(() -> SnapshotOffset.fromMap(stored))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
