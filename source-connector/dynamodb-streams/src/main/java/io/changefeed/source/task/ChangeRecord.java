/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.event.TombstoneHeader;
import io.changefeed.source.record.ConvertedEvent;
import io.changefeed.source.stream.HeapBudget.Allocation;
import java.util.Map;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of a change event. It counts as held memory until Kafka Connect has acknowledged it.
 *
 * <p>It is compared by identity: with exactly-once, the worker keeps the records of a transaction in a map, and would
 * hash each of them with its images.
 */
final class ChangeRecord extends SourceRecord {
    private final Allocation allocation;
    private boolean acknowledged;

    private ChangeRecord(
            ConvertedEvent event,
            SchemaAndValue value,
            Map<String, String> partition,
            Map<String, String> offset,
            Allocation allocation) {
        super(
                partition,
                offset,
                event.topic(),
                null,
                event.key().schema(),
                event.key().value(),
                value.schema(),
                value.value(),
                event.timestamp());
        this.allocation = allocation;
        allocation.retain();
    }

    /**
     * The record of an event.
     *
     * @param allocation of the response that contained the change
     */
    static ChangeRecord of(
            ConvertedEvent event, Map<String, String> partition, Map<String, String> offset, Allocation allocation) {
        return new ChangeRecord(event, event.value(), partition, offset, allocation);
    }

    /**
     * The tombstone that follows a remove event: a record with its key, a null value, and a header with the event.
     *
     * @param header of the tombstone
     */
    static ChangeRecord tombstone(
            ConvertedEvent event,
            String header,
            Map<String, String> partition,
            Map<String, String> offset,
            Allocation allocation) {
        ChangeRecord record = new ChangeRecord(event, SchemaAndValue.NULL, partition, offset, allocation);
        record.headers().addString(TombstoneHeader.NAME, header);
        return record;
    }

    /**
     * Kafka Connect has acknowledged the record, or a transform has dropped it. Repeated calls have no effect: after a
     * send that is retried, Connect repeats the records before it. May be called by any thread.
     */
    void acknowledge() {
        synchronized (this) {
            if (acknowledged) {
                return;
            }
            acknowledged = true;
        }
        allocation.release();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
