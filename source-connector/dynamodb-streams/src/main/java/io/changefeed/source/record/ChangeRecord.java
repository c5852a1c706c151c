/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

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
public final class ChangeRecord extends SourceRecord {
    private final Allocation allocation;
    private boolean acknowledged;

    /** @param allocation of the response that the record was created from */
    ChangeRecord(
            Map<String, String> partition,
            Map<String, String> offset,
            String topic,
            SchemaAndValue key,
            SchemaAndValue value,
            long timestamp,
            Allocation allocation) {
        super(partition, offset, topic, null, key.schema(), key.value(), value.schema(), value.value(), timestamp);
        this.allocation = allocation;
        allocation.retain();
    }

    /**
     * Kafka Connect has acknowledged the record, or a transform has dropped it. Repeated calls have no effect: after a
     * send that is retried, Connect repeats the records before it. May be called by any thread.
     */
    public void acknowledge() {
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
