/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.worker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The records of a task that Connect is sending. Kafka stores the records of each topic partition in order, but different
 * partitions in any order, and acknowledges records later.
 */
final class ProducerQueue {
    static final int KAFKA_PARTITIONS = 3;

    private static final class SentRecord {
        private final SourceRecord record;
        private final int kafkaPartition;
        private boolean stored;
        private boolean acknowledged;

        private SentRecord(SourceRecord record) {
            this.record = record;
            this.kafkaPartition = Math.floorMod(Kafka.key(record).hashCode(), KAFKA_PARTITIONS);
        }
    }

    private final Kafka kafka;
    private final Consumer<SourceRecord> onAcknowledged;
    private final Runnable onFlushed;
    private final List<SentRecord> sent = new ArrayList<>();
    private final Map<Map<String, ?>, Map<String, ?>> committable = new LinkedHashMap<>();

    ProducerQueue(Kafka kafka, Consumer<SourceRecord> onAcknowledged, Runnable onFlushed) {
        this.kafka = kafka;
        this.onFlushed = onFlushed;
        this.onAcknowledged = onAcknowledged;
    }

    void send(SourceRecord record) {
        sent.add(new SentRecord(record));
    }

    /** Stores the next {@code count} records of a topic partition. */
    void store(int kafkaPartition, int count) {
        sent.stream()
                .filter(each -> each.kafkaPartition == kafkaPartition && !each.stored)
                .limit(count)
                .forEach(each -> {
                    kafka.store(each.record);
                    each.stored = true;
                });
    }

    /** Acknowledges the next {@code count} stored records of a topic partition. */
    void acknowledge(int kafkaPartition, int count) {
        sent.stream()
                .filter(each -> each.kafkaPartition == kafkaPartition && each.stored && !each.acknowledged)
                .limit(count)
                .forEach(each -> {
                    each.acknowledged = true;
                    onAcknowledged.accept(each.record);
                });
        updateCommittable();
    }

    /** The records of each source partition before its first unacknowledged one can be committed. */
    private void updateCommittable() {
        Map<Map<String, ?>, Boolean> unacknowledged = new HashMap<>();
        for (Iterator<SentRecord> each = sent.iterator(); each.hasNext(); ) {
            SentRecord next = each.next();
            Map<String, ?> partition = next.record.sourcePartition();
            if (!next.acknowledged) {
                unacknowledged.put(partition, true);
            } else if (!unacknowledged.containsKey(partition)) {
                committable.put(partition, next.record.sourceOffset());
                each.remove();
            }
        }
    }

    /** Flushes the committable offsets of all source partitions except those with this field. */
    void flushAllExcept(String field) {
        committable.entrySet().removeIf(offset -> {
            boolean flushed = !offset.getKey().containsKey(field);
            if (flushed) {
                kafka.offsets().put(offset.getKey(), offset.getValue());
            }
            return flushed;
        });
        onFlushed.run();
    }

    /** Flushes the committable offsets of the source partitions whose bit is set, in the order of their names. */
    void flush(long chosen) {
        List<Map<String, ?>> partitions = new ArrayList<>(committable.keySet());
        partitions.sort((a, b) -> a.toString().compareTo(b.toString()));
        for (int i = 0; i < partitions.size(); i++) {
            if ((chosen >> (i % Long.SIZE) & 1) == 1) {
                Map<String, ?> partition = partitions.get(i);
                Map<String, ?> offset = committable.remove(partition);
                if (offset != null) {
                    kafka.offsets().put(partition, offset);
                }
            }
        }
        onFlushed.run();
    }

    void storeAndFlushAll() {
        for (int partition = 0; partition < KAFKA_PARTITIONS; partition++) {
            store(partition, Integer.MAX_VALUE);
            acknowledge(partition, Integer.MAX_VALUE);
        }
        flush(-1);
    }
}
