/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.record;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.TopicRecord;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Reads the records of a sink. */
public final class RecordReader {
    private final ChangeEventReader reader = new ChangeEventReader();

    /**
     * The record's change event; empty when there is nothing to deliver: for a tombstone, since the remove before it
     * said it all, and for a heartbeat.
     *
     * @throws DataException when the record is none of these; the message names the field at fault
     */
    public Optional<ChangeEvent> read(SinkRecord record) {
        return changeEvent(reader.read(record.valueSchema(), record.value()));
    }

    /**
     * As {@link #read}, but the event's images are unread: thousands of events wait to be delivered, and what each of
     * them holds is copied by the garbage collector until it is.
     *
     * @throws DataException as {@link #read}, but for what an image's {@link io.changefeed.event.Item#attributes} throws
     */
    public Optional<ChangeEvent> readLazily(SinkRecord record) {
        return changeEvent(reader.readLazily(record.valueSchema(), record.value()));
    }

    private static Optional<ChangeEvent> changeEvent(TopicRecord read) {
        return read instanceof ChangeEvent event ? Optional.of(event) : Optional.empty();
    }

    /** Where the consumer read the record: a transform may have changed its topic and partition since. */
    public static TopicPartition partition(SinkRecord record) {
        return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
    }
}
