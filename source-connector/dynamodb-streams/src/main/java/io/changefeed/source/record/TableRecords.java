/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.event.ChangefeedVersion;
import io.changefeed.event.Operation;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.metrics.TableMeter;
import io.changefeed.source.stream.Arrival.Page;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/** Makes source records of the pages of one table. */
public final class TableRecords {
    private final String topic;
    private final boolean tombstones;
    private final StreamEvents events;
    private final ChangeEventWriter writer;
    private final SizeLimit limit;
    private final TableStream table;
    private final TableMeter meter;

    /** @throws IllegalArgumentException when the table's key attributes cannot be told apart as fields */
    public TableRecords(TableStream table, SourceConfig config, TableMeter meter, Clock clock) {
        this.meter = meter;
        this.table = table;
        topic = config.topics().names().topic(table.name(), table.region(), table.account());
        tombstones = config.events().tombstonesOnDelete();
        events = new StreamEvents(
                table, ChangefeedVersion.text(), config.topics().prefix(), clock);
        writer = new ChangeEventWriter(
                topic,
                table.key(),
                config.events().format(),
                config.events().itemFormat(),
                config.events().schemaNames(),
                config.events().fieldNames());
        limit = new SizeLimit(config.events(), writer, meter);
    }

    public TableStream table() {
        return table;
    }

    /**
     * The records of a page, each with the offset behind it. A remove has the offset of the record before it, and its
     * tombstone the one behind the remove: neither is stored without the other.
     *
     * @throws ConnectException when an event cannot be told exactly, or is too large; the message says where it is
     */
    public List<SourceRecord> of(Page page, Map<String, String> partition, PageOffsets offsets) {
        List<SourceRecord> records = new ArrayList<>(page.records().size());
        Map<String, String> before = offsets.before();
        for (var change : page.records()) {
            ChangeEvent event = events.event(change, page.shard().shardId());
            Map<String, String> after = offsets.after(change.dynamodb().sequenceNumber());
            boolean tombstone = tombstones && event.operation() == Operation.REMOVE;
            SchemaAndValue key = writer.key(event.key());
            SchemaAndValue value = limit.value(event, key);
            long timestamp = event.source().time().toEpochMilli();
            records.add(record(partition, tombstone ? before : after, key, value, timestamp));
            if (tombstone) {
                records.add(record(partition, after, key, SchemaAndValue.NULL, timestamp));
            }
            meter.handedOver(event.operation(), event.source().time(), event.time());
            before = after;
        }
        return records;
    }

    private SourceRecord record(
            Map<String, String> partition,
            Map<String, String> offset,
            SchemaAndValue key,
            SchemaAndValue value,
            long timestamp) {
        return new SourceRecord(
                partition, offset, topic, null, key.schema(), key.value(), value.schema(), value.value(), timestamp);
    }
}
