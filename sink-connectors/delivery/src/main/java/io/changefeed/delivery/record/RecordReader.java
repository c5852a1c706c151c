/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.record;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.Operation;
import io.changefeed.event.TombstoneHeader;
import io.changefeed.event.TopicRecord;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads change events from the records of a sink. A tombstone whose remove event was not read becomes that event: log
 * compaction removes the event before the tombstone.
 *
 * <p>Used by one thread. The records of a partition are read in order.
 */
public final class RecordReader {
    /** Tasks of the source interleave their records, so a few can be between a remove and its tombstone. */
    private static final int MAX_REMOVES = 1_000;

    private final ChangeEventReader reader = new ChangeEventReader();

    /** The ids of the latest remove events whose tombstones were not read. */
    private final Set<String> removes = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_REMOVES;
        }
    });

    /**
     * Reads the change event of a record; empty for a tombstone that follows its remove event, for a tombstone of another
     * producer, which has no {@link TombstoneHeader}, and for a heartbeat.
     *
     * @throws DataException if the record is none of these; the message names the field
     */
    public Optional<ChangeEvent> read(SinkRecord record) {
        return changeEvent(record, reader.read(record.valueSchema(), record.value()));
    }

    /**
     * Reads the change event of a record without its images, which are parsed on first use: thousands of events can be
     * waiting, and parsed images take several times as much heap.
     *
     * @throws DataException as for {@link #read}; the images report their own errors
     */
    public Optional<ChangeEvent> readLazily(SinkRecord record) {
        return changeEvent(record, reader.readLazily(record.valueSchema(), record.value()));
    }

    private Optional<ChangeEvent> changeEvent(SinkRecord record, TopicRecord read) {
        if (read instanceof ChangeEvent event) {
            if (event.operation() == Operation.REMOVE) {
                removes.add(event.source().eventId());
            }
            return Optional.of(event);
        }
        return read instanceof TopicRecord.Tombstone ? unseenRemove(record) : Optional.empty();
    }

    private Optional<ChangeEvent> unseenRemove(SinkRecord tombstone) {
        @Nullable Header header = tombstone.headers().lastWithName(TombstoneHeader.NAME);
        return Optional.ofNullable(header)
                .map(found -> TombstoneHeader.read(found.value()))
                .filter(remove -> !removes.remove(remove.source().eventId()));
    }

    /** Returns the partition from which the consumer read the record. Transforms can change the topic and partition. */
    public static TopicPartition partition(SinkRecord record) {
        return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
    }
}
