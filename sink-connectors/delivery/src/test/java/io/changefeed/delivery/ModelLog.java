/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.event.ChangeEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** The topics of the model: random events of a few items, mixed with heartbeats, tombstones and offset gaps. */
final class ModelLog {
    static final List<TopicPartition> PARTITIONS =
            List.of(new TopicPartition("t", 0), new TopicPartition("t", 1), new TopicPartition("u", 0));

    /** An event on a topic, with its state since it was last passed to the task. */
    static final class LoggedEvent {
        final String id;
        final TopicPartition partition;
        final long offset;
        final SinkRecord record;
        final List<LoggedEvent> ofItem;
        State state = State.UNKNOWN;
        /** Increases when the event is passed to the task again. */
        int generation;

        private LoggedEvent(String id, TopicPartition partition, SinkRecord record, List<LoggedEvent> ofItem) {
            this.id = id;
            this.partition = partition;
            this.offset = record.kafkaOffset();
            this.record = record;
            this.ofItem = ofItem;
        }

        boolean isDone() {
            return state == State.DELIVERED || state == State.REPORTED;
        }
    }

    enum State {
        UNKNOWN,
        ATTEMPTED,
        /** The result allows the task to reject it. */
        REJECTABLE,
        DELIVERED,
        REPORTED
    }

    private final Map<TopicPartition, TreeMap<Long, SinkRecord>> records = new HashMap<>();
    private final Map<TopicPartition, TreeMap<Long, LoggedEvent>> events = new HashMap<>();
    final Map<String, LoggedEvent> byId = new HashMap<>();

    ModelLog(Random random, int length) {
        Map<String, List<LoggedEvent>> items = new HashMap<>();
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (int i = 0; i < length; i++) {
            int item = random.nextInt(8);
            TopicPartition partition = PARTITIONS.get(item % PARTITIONS.size());
            // Offsets have gaps: transaction markers take offsets, and transforms drop records.
            long offset = ends.merge(partition, 1L + random.nextInt(3), Long::sum);
            ChangeEvent event = Changes.update("item-" + item, i);
            switch (random.nextInt(12)) {
                case 0 -> records(partition).put(offset, Records.heartbeat(partition, offset));
                case 1 -> records(partition).put(offset, Records.tombstoneWithoutHeader(partition, offset, event));
                case 2 -> records(partition).put(offset, Records.alien(partition, offset));
                default -> {
                    SinkRecord record = Records.record(partition, offset, event);
                    List<LoggedEvent> ofItem = items.computeIfAbsent("item-" + item, key -> new ArrayList<>());
                    LoggedEvent logged = new LoggedEvent(event.source().eventId(), partition, record, ofItem);
                    ofItem.add(logged);
                    records(partition).put(offset, record);
                    events(partition).put(offset, logged);
                    byId.put(logged.id, logged);
                }
            }
        }
    }

    /** By offset. */
    NavigableMap<Long, SinkRecord> records(TopicPartition partition) {
        return records.computeIfAbsent(partition, p -> new TreeMap<>());
    }

    /** The events, by offset. */
    NavigableMap<Long, LoggedEvent> events(TopicPartition partition) {
        return events.computeIfAbsent(partition, p -> new TreeMap<>());
    }

    /** The offset after the last record. */
    long end(TopicPartition partition) {
        NavigableMap<Long, SinkRecord> log = records(partition);
        return log.isEmpty() ? 0 : log.lastKey() + 1;
    }
}
