/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.record;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.TopicRecord;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Reads change events from the records of a sink. */
public final class RecordReader {
    private final ChangeEventReader reader = new ChangeEventReader();

    /**
     * Reads the change event of a record; empty for a tombstone, which follows a remove event, and for a heartbeat.
     *
     * @throws DataException if the record is none of these; the message names the field
     */
    public Optional<ChangeEvent> read(SinkRecord record) {
        return changeEvent(reader.read(record.valueSchema(), record.value()));
    }

    /**
     * Reads the change event of a record without its images, which are parsed on first use: thousands of events can be
     * waiting, and parsed images take several times as much heap.
     *
     * @throws DataException like {@link #read}; an invalid image fails later, in
     *     {@link io.changefeed.event.Item#attributes}
     */
    public Optional<ChangeEvent> readLazily(SinkRecord record) {
        return changeEvent(reader.readLazily(record.valueSchema(), record.value()));
    }

    private static Optional<ChangeEvent> changeEvent(TopicRecord read) {
        return read instanceof ChangeEvent event ? Optional.of(event) : Optional.empty();
    }

    /** Returns the partition from which the consumer read the record. Transforms can change the topic and partition. */
    public static TopicPartition partition(SinkRecord record) {
        return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
    }
}
