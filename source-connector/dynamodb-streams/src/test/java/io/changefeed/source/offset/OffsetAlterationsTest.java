/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.RandomLineages;
import io.changefeed.source.selection.ScanFilter;
import io.changefeed.source.selection.ScanProjection;
import io.changefeed.source.selection.ScanSelection;
import io.changefeed.testing.RandomInputs;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OffsetAlterationsTest {
    private static final String TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/orders";
    private static final String STREAM = TABLE + "/stream/2026-01-31T12:00:00.000";
    /** Later than all times of {@link RandomLineages}. */
    private static final Instant NOW = Instant.ofEpochMilli(4_000_000_000_000L);

    private static final String EXPECTED_PARTITION =
            "expected {\"slot\": \"<stream ARN>/<0 to 63>\"}, {\"table\": \"<table ARN>\"}, {\"snapshot\": \"<table"
                    + " ARN>\"}, {\"scan\": \"<table ARN>/<segment>\"} or {\"signals\": \"<topic>\"}";

    @Test
    void acceptsSlotOffsets() {
        RandomInputs.check(
                1000,
                in -> check(
                        SlotOffset.partition(RandomLineages.slot(in)), SlotOffset.toMap(RandomLineages.frontier(in))));
    }

    @Test
    void acceptsTableOffset() {
        TableOffset offset = new TableOffset(
                STREAM,
                1767225600000L,
                Instant.parse("2026-01-01T00:00:00Z"),
                new KeySchema(Map.of("id", KeyType.S)),
                new Position.Since(Instant.parse("2026-01-01T00:00:00Z")));

        assertThatCode(() -> check(TableOffset.partition(TABLE), offset.toMap()))
                .doesNotThrowAnyException();
    }

    @Test
    void acceptsOffsetsOfASnapshot() {
        SnapshotOffset snapshot = new SnapshotOffset("initial", 4, new SnapshotState.Done());

        assertThatCode(() -> check(SnapshotOffset.partition(TABLE), snapshot.toMap()))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(
                        ScanOffset.partition(TABLE, 3),
                        ScanOffset.start("initial").toMap()))
                .doesNotThrowAnyException();
    }

    @Test
    void acceptsOffsetsOfSignals() {
        SnapshotOffset snapshot = new SnapshotOffset(
                "monday",
                4,
                new SnapshotState.Paused(),
                true,
                new ScanSelection(
                        Optional.of(ScanFilter.parse("{\"expression\": \"attribute_exists(open)\"}")),
                        new ScanProjection(List.of("id", "open"))),
                new ProcessedSignals(17, List.of("monday", "halt")));

        assertThatCode(() -> check(SnapshotOffset.partition(TABLE), snapshot.toMap()))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(SignalOffset.partition("signals"), new SignalOffset(18).toMap()))
                .doesNotThrowAnyException();
    }

    @Test
    void acceptsRemovalOfAPartition() {
        assertThatCode(() -> check(Map.of("signals", "topic"), null)).doesNotThrowAnyException();
        assertThatCode(() -> check(Map.of("snapshot", TABLE), null)).doesNotThrowAnyException();
        assertThatCode(() -> check(Map.of("scan", TABLE + "/0"), null)).doesNotThrowAnyException();
        assertThatCode(() -> check(Map.of("slot", STREAM + "/7"), null)).doesNotThrowAnyException();
        assertThatCode(() -> check(Map.of("table", TABLE), null)).doesNotThrowAnyException();
    }

    static Stream<Arguments> invalidOffsets() {
        Map<String, String> slot = Map.of("slot", STREAM + "/7");
        return Stream.of(
                Arguments.of(Map.of(), Map.of(), EXPECTED_PARTITION),
                Arguments.of(Map.of("shard", "x"), Map.of(), EXPECTED_PARTITION),
                Arguments.of(Map.of("slot", 7), Map.of(), EXPECTED_PARTITION),
                Arguments.of(Map.of("slot", STREAM + "/7", "table", TABLE), Map.of(), EXPECTED_PARTITION),
                Arguments.of(Map.of("table", TABLE, "x", "y"), Map.of(), EXPECTED_PARTITION),
                Arguments.of(
                        Map.of("slot", "7"),
                        Map.of(),
                        "'7' is not a slot; expected a stream ARN, a slash and a number from 0 to 63"),
                Arguments.of(Map.of("slot", STREAM + "/64"), Map.of(), "slot 64 does not exist; slots are 0 to 63"),
                Arguments.of(Map.of("table", "orders"), Map.of(), "'orders' is not a table ARN"),
                Arguments.of(Map.of("table", STREAM), Map.of(), "'" + STREAM + "' is not a table ARN"),
                Arguments.of(Map.of("snapshot", "orders"), Map.of(), "'orders' is not a table ARN"),
                Arguments.of(Map.of("snapshot", TABLE), Map.of("id", "a"), "field 'segments' is missing"),
                Arguments.of(
                        Map.of("snapshot", TABLE),
                        Map.of("id", "a", "segments", "1", "state", "running", "filter", "{}"),
                        "field 'filter': field 'expression' must be a string"),
                Arguments.of(
                        Map.of("snapshot", TABLE),
                        Map.of("id", "a", "segments", "1", "state", "running", "projection", "a,,b"),
                        "field 'projection': '' is neither an attribute name"),
                Arguments.of(
                        Map.of("snapshot", TABLE),
                        Map.of("id", "a", "segments", "1", "state", "running", "signal", "x"),
                        "field 'signal': 'x' is not an offset of the signal topic"),
                Arguments.of(
                        Map.of("signals", "topic"),
                        Map.of("position", "-1"),
                        "field 'position': '-1' is not an offset of the signal topic"),
                Arguments.of(Map.of("scan", TABLE), Map.of(), "'" + TABLE + "' is not a segment of a table"),
                Arguments.of(Map.of("scan", TABLE + "/0"), Map.of("snapshot", "a"), "field 'after' is missing"),
                Arguments.of(slot, Map.of(), "the offset is empty. To remove the position, set the offset to null"),
                Arguments.of(slot, Map.of("assignment", "many"), "field 'assignment': 'many' is not a whole number"),
                Arguments.of(slot, Map.of("shard", "49"), "field 'shard' is neither 'assignment' nor a shard ID"),
                Arguments.of(slot, Map.of("shardId-1", "oldest"), "field 'shardId-1': 'oldest' is not a position"),
                Arguments.of(
                        slot,
                        Collections.singletonMap("shardId-1", null),
                        "field 'shardId-1': 'null' is not a position"),
                Arguments.of(Map.of("table", TABLE), Map.of(), "field 'stream_arn' is missing"),
                Arguments.of(
                        slot,
                        Map.of("assignment", "999999999999999999"),
                        "field 'assignment': '999999999999999999' is in"),
                Arguments.of(
                        slot,
                        Map.of("shardId-1", "SINCE 2096-10-02T08:06:41Z"),
                        "field 'shardId-1': 'SINCE 2096-10-02T08:06:41Z' is in the future"),
                Arguments.of(
                        Map.of("table", TABLE),
                        table(
                                "arn:aws:dynamodb:us-east-1:000000000000:table/other/stream/1",
                                "1",
                                "2026-01-01T00:00:00Z"),
                        "field 'stream_arn': 'arn:aws:dynamodb:us-east-1:000000000000:table/other/stream/1' is not the"
                                + " ARN of"),
                Arguments.of(
                        Map.of("table", TABLE),
                        table(TABLE + "/stream/1/7", "1", "2026-01-01T00:00:00Z"),
                        "field 'stream_arn': '" + TABLE + "/stream/1/7' is not the ARN of a stream of this table"),
                Arguments.of(
                        Map.of("table", TABLE),
                        table(STREAM, "4000003600001", "2026-01-01T00:00:00Z"),
                        "field 'generation': '4000003600001' is in the future"),
                Arguments.of(
                        Map.of("table", TABLE),
                        table(STREAM, "1", "2096-10-02T08:06:41Z"),
                        "field 'first_start': '2096-10-02T08:06:41Z' is in the future"),
                Arguments.of(
                        Map.of("table", TABLE),
                        table(STREAM, "1", "2026-01-01T00:00:00Z", "SINCE 2096-10-02T08:06:41Z"),
                        "field 'start': 'SINCE 2096-10-02T08:06:41Z' is in the future"));
    }

    private static Map<String, String> table(String streamArn, String generation, String firstStart) {
        return table(streamArn, generation, firstStart, "TRIM_HORIZON");
    }

    private static Map<String, String> table(String streamArn, String generation, String firstStart, String start) {
        return Map.of(
                "stream_arn",
                streamArn,
                "generation",
                generation,
                "first_start",
                firstStart,
                "key",
                "{\"id\":\"S\"}",
                "start",
                start);
    }

    /** The clocks of DynamoDB and of the workers differ. */
    @Test
    void acceptsTimesUpToAnHourAhead() {
        assertThatCode(() -> check(
                        Map.of("slot", STREAM + "/7"),
                        Map.of("assignment", "4000003600000", "shardId-1", "SINCE 2096-10-02T08:06:40Z")))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(Map.of("table", TABLE), table(STREAM, "4000003600000", "2096-10-02T08:06:40Z")))
                .doesNotThrowAnyException();
    }

    @Test
    void acceptsEmulatorShardIds() {
        assertThatCode(() -> check(
                        Map.of("slot", STREAM + "/7"), Map.of("H19b1c9f4e00:6a3d0c4e0b1f4f0e9d1a2b3c4d5e6f70", "49")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("invalidOffsets")
    void rejectsInvalidOffsetWithPartitionFieldAndReason(
            Map<String, ?> partition, Map<String, ?> offset, String reason) {
        assertThatThrownBy(() -> check(partition, offset))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("Invalid offset for partition " + partition + ": " + reason);
    }

    @Test
    void rejectsShardInTwoSlots() {
        Map<Map<String, ?>, Map<String, ?>> alterations = new HashMap<>();
        alterations.put(Map.of("slot", STREAM + "/3"), Map.of("shardId-1", "TRIM_HORIZON"));
        alterations.put(Map.of("slot", STREAM + "/7"), Map.of("shardId-1", "49", "shardId-2", "49"));
        alterations.put(Map.of("slot", STREAM + "1/8"), Map.of("shardId-2", "49"));

        assertThatThrownBy(() -> OffsetAlterations.validate(alterations, NOW))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("shard 'shardId-1' is in slot 3 and in slot 7 of its stream");
    }

    @Test
    void rejectsAllOffsetsIfOneIsInvalid() {
        Map<Map<String, ?>, Map<String, ?>> alterations = new HashMap<>();
        List.of("/0", "/1", "/2")
                .forEach(number -> alterations.put(Map.of("slot", STREAM + number), Map.of("assignment", "1")));
        alterations.put(Map.of("slot", STREAM + "/3"), Map.of("shardId-1", "newest"));

        assertThatThrownBy(() -> OffsetAlterations.validate(alterations, NOW))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("/3}: field 'shardId-1'");
    }

    private static void check(Map<String, ?> partition, @Nullable Map<String, ?> offset) {
        Map<Map<String, ?>, @Nullable Map<String, ?>> alterations = new HashMap<>();
        alterations.put(partition, offset);
        OffsetAlterations.validate(alterations, NOW);
    }
}
