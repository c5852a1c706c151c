/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.record;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.RecentRemoves;
import io.changefeed.event.TombstoneHeader;
import io.changefeed.event.TopicRecord;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Reads change events from the records of a sink. A tombstone whose remove event was not read becomes that event: log
 * compaction removes the event before the tombstone.
 *
 * <p>Used by one thread. The records of a partition are read in order.
 */
public final class RecordReader {
    private final ChangeEventReader reader = new ChangeEventReader();
    private final RecentRemoves removes = new RecentRemoves();

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
            removes.add(event);
            return Optional.of(event);
        }
        return read instanceof TopicRecord.Tombstone
                ? TombstoneHeader.readFrom(record.headers()).filter(remove -> !removes.remove(remove))
                : Optional.empty();
    }

    /** Returns the partition from which the consumer read the record. Transforms can change the topic and partition. */
    public static TopicPartition partition(SinkRecord record) {
        return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
    }
}
