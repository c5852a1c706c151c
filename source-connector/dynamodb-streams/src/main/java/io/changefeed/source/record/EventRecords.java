/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.metrics.TableMeter;
import java.util.Map;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.source.SourceRecord;

/** Makes source records of the change events of one table. */
final class EventRecords {
    private final String topic;
    private final ChangeEventWriter writer;
    private final SizeLimit limit;
    private final TableMeter meter;

    /** @throws IllegalArgumentException when the table's key attributes cannot be told apart as fields */
    EventRecords(TableStream table, SourceConfig config, TableMeter meter) {
        topic = config.topics().names().topic(table.name(), table.region(), table.account());
        writer = new ChangeEventWriter(
                topic,
                table.key(),
                config.events().format(),
                config.events().itemFormat(),
                config.events().schemaNames(),
                config.events().fieldNames());
        limit = new SizeLimit(config.events(), writer, meter);
        this.meter = meter;
    }

    /** @throws org.apache.kafka.connect.errors.ConnectException when the event is too large */
    SourceRecord of(ChangeEvent event, Map<String, String> partition, Map<String, String> offset) {
        SchemaAndValue key = writer.key(event.key());
        SourceRecord record = record(event, key, limit.value(event, key), partition, offset);
        meter.emitted(event.operation());
        return record;
    }

    /** A record with the same key and no value. */
    SourceRecord tombstone(ChangeEvent event, Map<String, String> partition, Map<String, String> offset) {
        return record(event, writer.key(event.key()), SchemaAndValue.NULL, partition, offset);
    }

    private SourceRecord record(
            ChangeEvent event,
            SchemaAndValue key,
            SchemaAndValue value,
            Map<String, String> partition,
            Map<String, String> offset) {
        return new SourceRecord(
                partition,
                offset,
                topic,
                null,
                key.schema(),
                key.value(),
                value.schema(),
                value.value(),
                event.source().time().toEpochMilli());
    }
}
