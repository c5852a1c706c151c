/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Slot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** Reads the stored offsets of the connector. */
public final class StoredOffsets {
    private final OffsetStorageReader reader;

    public StoredOffsets(OffsetStorageReader reader) {
        this.reader = reader;
    }

    /**
     * The state of a table; empty if it was never read.
     *
     * @throws ConnectException when the stored offset is invalid
     */
    public Optional<TableOffset> table(String tableArn) {
        return read(TableOffset.partition(tableArn), TableOffset::fromMap);
    }

    /**
     * The latest snapshot of a table; empty if it never had one.
     *
     * @throws ConnectException when the stored offset is invalid
     */
    public Optional<SnapshotOffset> snapshot(String tableArn) {
        return read(SnapshotOffset.partition(tableArn), SnapshotOffset::fromMap);
    }

    /**
     * The position of a snapshot in a segment of a table.
     *
     * @throws ConnectException when the stored offset is invalid
     */
    public ScanOffset scan(String tableArn, int segment, String snapshot) {
        return read(ScanOffset.partition(tableArn, segment), ScanOffset::fromMap)
                .filter(scan -> scan.snapshot().equals(snapshot))
                .orElseGet(() -> ScanOffset.start(snapshot));
    }

    /**
     * The position in a signal topic; empty if no signal was processed.
     *
     * @throws ConnectException when the stored offset is invalid
     */
    public Optional<SignalOffset> signals(String topic) {
        return read(SignalOffset.partition(topic), SignalOffset::fromMap);
    }

    private <T> Optional<T> read(Map<String, String> partition, Function<Map<String, Object>, T> parser) {
        try {
            return Optional.ofNullable(reader.offset(partition)).map(parser);
        } catch (IllegalArgumentException e) {
            throw invalid(partition, e);
        }
    }

    /**
     * The stored frontiers of a stream, by slot number.
     *
     * @throws ConnectException when the stored offset is invalid, or a shard is stored in two slots
     */
    public SortedMap<Integer, Frontier> frontiers(String streamArn) {
        List<Slot> slots = IntStream.range(0, Slot.COUNT)
                .mapToObj(number -> new Slot(streamArn, number))
                .toList();
        SortedMap<Integer, Frontier> frontiers = new TreeMap<>();
        frontiers(slots).forEach((slot, frontier) -> frontiers.put(slot.number(), frontier));
        requireOneSlotPerShard(streamArn, frontiers);
        return frontiers;
    }

    /** The connector never stores a shard in two slots. A user can: an altered offset is stored without the others. */
    private static void requireOneSlotPerShard(String streamArn, SortedMap<Integer, Frontier> frontiers) {
        Map<String, Integer> slots = new HashMap<>();
        frontiers.forEach((slot, frontier) -> frontier.positions().keySet().forEach(shard -> {
            Integer other = slots.put(shard, slot);
            if (other != null) {
                throw new ConnectException("Shard " + shard + " of stream " + streamArn + " is stored in slot " + other
                        + " and in slot " + slot + ", so its changes would be read twice. Remove it from one of them"
                        + " with PATCH /connectors/<name>/offsets while the connector is stopped.");
            }
        }));
    }

    /** The stored frontiers of the given slots. */
    private Map<Slot, Frontier> frontiers(Collection<Slot> slots) {
        List<Map<String, String>> partitions = new ArrayList<>();
        slots.forEach(slot -> partitions.add(SlotOffset.partition(slot)));
        Map<Map<String, String>, Map<String, Object>> stored = reader.offsets(partitions);
        Map<Slot, Frontier> frontiers = new HashMap<>();
        for (Slot slot : slots) {
            Map<String, String> partition = SlotOffset.partition(slot);
            Map<String, Object> offset = stored.get(partition);
            if (offset != null) {
                try {
                    frontiers.put(slot, SlotOffset.fromMap(offset));
                } catch (IllegalArgumentException e) {
                    throw invalid(partition, e);
                }
            }
        }
        return frontiers;
    }

    private static ConnectException invalid(Map<String, String> partition, IllegalArgumentException e) {
        return new ConnectException(
                "Invalid stored offset of " + partition + ": " + e.getMessage()
                        + ". Correct it with PATCH /connectors/<name>/offsets while the connector is stopped.",
                e);
    }
}
