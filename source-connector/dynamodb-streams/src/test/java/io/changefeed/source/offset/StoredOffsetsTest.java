/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Slot;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class StoredOffsetsTest {
    private static final String TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/orders";
    private static final String STREAM = TABLE + "/stream/2026-01-31T12:00:00.000";
    private static final Frontier FRONTIER =
            new Frontier(1, new TreeMap<>(Map.of("shardId-1", new Position.After("49"))));

    private final InMemoryOffsets stored = new InMemoryOffsets();
    private final StoredOffsets offsets = new StoredOffsets(stored);

    @Test
    void readsTheFrontiersOfAllSlots() {
        stored.put(SlotOffset.partition(new Slot(STREAM, 0)), SlotOffset.toMap(FRONTIER));
        stored.put(SlotOffset.partition(new Slot(STREAM, 63)), Map.of("assignment", "2"));
        stored.put(SlotOffset.partition(new Slot(STREAM + "1", 5)), SlotOffset.toMap(FRONTIER));

        assertThat(offsets.frontiers(STREAM)).isEqualTo(Map.of(0, FRONTIER, 63, new Frontier(2, new TreeMap<>())));
    }

    @Test
    void tableWithoutAStoredOffsetIsEmpty() {
        TableOffset offset = new TableOffset(
                STREAM, 1, Instant.EPOCH, new KeySchema(Map.of("id", KeyType.S)), new Position.TrimHorizon());
        stored.put(TableOffset.partition(TABLE), offset.toMap());

        assertThat(offsets.table(TABLE)).contains(offset);
        assertThat(offsets.table(TABLE + "2")).isEmpty();
    }

    @Test
    void newSnapshotReadsSegmentsFromTheirStart() {
        SnapshotOffset snapshot = new SnapshotOffset("initial", 4, new SnapshotState.Waiting());
        ScanOffset scan = ScanOffset.start("initial").afterPage(Optional.empty(), 7);
        stored.put(SnapshotOffset.partition(TABLE), snapshot.toMap());
        stored.put(ScanOffset.partition(TABLE, 3), scan.toMap());

        assertThat(offsets.snapshot(TABLE)).contains(snapshot);
        assertThat(offsets.snapshot(TABLE + "2")).isEmpty();
        assertThat(offsets.scan(TABLE, 3, "initial")).isEqualTo(scan);
        assertThat(offsets.scan(TABLE, 2, "initial")).isEqualTo(ScanOffset.start("initial"));
        assertThat(offsets.scan(TABLE, 3, "gap-1")).isEqualTo(ScanOffset.start("gap-1"));
    }

    @Test
    void rejectsShardInTwoSlotsWithBothSlotsAndTheRemedy() {
        stored.put(SlotOffset.partition(new Slot(STREAM, 3)), Map.of("assignment", "1", "shardId-1", "49"));
        stored.put(SlotOffset.partition(new Slot(STREAM, 7)), Map.of("shardId-1", "TRIM_HORIZON", "shardId-2", "50"));

        assertThatThrownBy(() -> offsets.frontiers(STREAM))
                .isInstanceOf(ConnectException.class)
                .hasMessage("Shard shardId-1 of stream " + STREAM + " is stored in slot 3 and in slot 7, so its changes"
                        + " would be read twice. Remove it from one of them with PATCH /connectors/<name>/offsets while"
                        + " the connector is stopped.");
    }

    @Test
    void rejectsInvalidOffsetWithTheRemedy() {
        stored.put(SlotOffset.partition(new Slot(STREAM, 7)), Map.of("assignment", "many"));
        stored.put(TableOffset.partition(TABLE), Map.of());

        assertThatThrownBy(() -> offsets.frontiers(STREAM))
                .isInstanceOf(ConnectException.class)
                .hasMessage("Invalid stored offset of {slot=" + STREAM + "/7}: field 'assignment': 'many' is not a"
                        + " whole number of up to 18 digits. Correct it with PATCH /connectors/<name>/offsets while the"
                        + " connector is stopped.");
        assertThatThrownBy(() -> offsets.table(TABLE))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("{table=" + TABLE + "}: field 'stream_arn' is missing");
    }
}
