/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.event.TombstoneHeader;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.metrics.TableMetrics;
import io.changefeed.source.stream.HeapBudget.Allocation;
import java.util.Map;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.source.SourceRecord;

/** Creates the source records of one table's change events. */
final class SourceRecordFactory {
    private final String topic;
    private final ChangeEventWriter writer;
    private final EventSizeLimit limit;
    private final TableMetrics metrics;

    /** @throws IllegalArgumentException when two key attributes would have the same field name */
    SourceRecordFactory(TableStream table, SourceConfig config, TableMetrics metrics) {
        topic = config.topics().names().topic(table.name(), table.region(), table.account());
        writer = new ChangeEventWriter(
                topic,
                table.key(),
                config.events().format(),
                config.events().itemFormat(),
                config.events().schemaNames(),
                config.events().fieldNames());
        limit = new EventSizeLimit(config.events(), writer, metrics);
        this.metrics = metrics;
    }

    /** @throws org.apache.kafka.connect.errors.ConnectException when the event is too large */
    SourceRecord create(
            ChangeEvent event, Map<String, String> partition, Map<String, String> offset, Allocation allocation) {
        SchemaAndValue key = writer.key(event.key());
        SourceRecord record = record(event, key, limit.value(event, key), partition, offset, allocation);
        metrics.emitted(event.operation());
        return record;
    }

    /** The tombstone of a remove event: a record with its key, a null value, and a header with the event. */
    SourceRecord tombstone(
            ChangeEvent event, Map<String, String> partition, Map<String, String> offset, Allocation allocation) {
        SourceRecord record =
                record(event, writer.key(event.key()), SchemaAndValue.NULL, partition, offset, allocation);
        record.headers().addString(TombstoneHeader.NAME, TombstoneHeader.write(event));
        return record;
    }

    private SourceRecord record(
            ChangeEvent event,
            SchemaAndValue key,
            SchemaAndValue value,
            Map<String, String> partition,
            Map<String, String> offset,
            Allocation allocation) {
        return new ChangeRecord(
                partition, offset, topic, key, value, event.source().time().toEpochMilli(), allocation);
    }
}
