/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.RandomLineages;
import io.changefeed.source.lineage.Slot;
import io.changefeed.testing.RandomInputs;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotOffsetTest {

    @Test
    void offsetIsRestoredFromItsMap() {
        RandomInputs.check(1000, in -> {
            Frontier frontier = RandomLineages.frontier(in);

            assertThat(SlotOffset.fromMap(SlotOffset.toMap(frontier))).isEqualTo(frontier);
        });
    }

    @Test
    void mapIsFlatTextInAStableOrder() {
        Frontier frontier = new Frontier(
                1,
                new TreeMap<>(Map.of(
                        "shardId-2", new Position.TrimHorizon(),
                        "shardId-1", new Position.After("49001"),
                        "shardId-3", new Position.Since(Instant.parse("2026-01-31T12:00:00Z")))));

        assertThat(SlotOffset.toMap(frontier))
                .containsExactly(
                        entry("assignment", "1"),
                        entry("shardId-1", "49001"),
                        entry("shardId-2", "TRIM_HORIZON"),
                        entry("shardId-3", "SINCE 2026-01-31T12:00:00Z"));
    }

    @Test
    void partitionHasOneField() {
        assertThat(SlotOffset.partition(new Slot("arn:x/stream/y", 7)))
                .containsExactly(entry("slot", "arn:x/stream/y/7"));
    }

    @Test
    void offsetWithoutAnAssignmentHasAssignmentZero() {
        assertThat(SlotOffset.fromMap(Map.of("shardId-1", "49"))).isEqualTo(frontier(0, "shardId-1", "49"));
    }

    @Test
    void numericFieldsAreParsed() {
        assertThat(SlotOffset.fromMap(Map.of("assignment", 2L, "shardId-1", 49)))
                .isEqualTo(frontier(2, "shardId-1", "49"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "one", "1.0", "18446744073709551615"})
    void rejectsInvalidAssignment(String assignment) {
        assertThatThrownBy(() -> SlotOffset.fromMap(Map.of("assignment", assignment)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("field 'assignment': '" + assignment + "' is not a whole number of up to 18 digits");
    }

    @Test
    void acceptsEmulatorShardIds() {
        assertThat(SlotOffset.fromMap(Map.of("H19b1c9f4e00:6a3d", "49")))
                .isEqualTo(frontier(0, "H19b1c9f4e00:6a3d", "49"));
    }

    @Test
    void rejectsInvalidPositionWithItsShard() {
        assertThatThrownBy(() -> SlotOffset.fromMap(Map.of("shardId-1", "newest")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("field 'shardId-1': 'newest' is not a position; expected a sequence number");
    }

    private static Frontier frontier(long assignment, String shard, String sequenceNumber) {
        return new Frontier(assignment, new TreeMap<>(Map.of(shard, new Position.After(sequenceNumber))));
    }
}
