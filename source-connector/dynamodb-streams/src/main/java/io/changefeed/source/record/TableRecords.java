/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.metrics.TableMeter;
import io.changefeed.source.stream.ReadResult.Page;
import io.changefeed.source.stream.SnapshotWindows;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/** Makes source records of the pages of one table's stream. */
public final class TableRecords {
    private final boolean tombstones;
    private final StreamEvents events;
    private final EventRecords records;
    private final TableStream table;
    private final SnapshotWindows windows;

    /**
     * @param windows of the stream with reads of the table's items
     * @throws IllegalArgumentException when the table's key attributes cannot be told apart as fields
     */
    public TableRecords(
            TableStream table, SourceConfig config, TableMeter meter, SnapshotWindows windows, Clock clock) {
        this.table = table;
        this.windows = windows;
        tombstones = config.events().tombstonesOnDelete();
        events = new StreamEvents(
                table, ChangefeedVersion.text(), config.topics().prefix(), clock);
        records = new EventRecords(table, config, meter);
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
        List<SourceRecord> made = new ArrayList<>(page.records().size());
        Map<String, String> before = offsets.before();
        for (var change : page.records()) {
            ChangeEvent event = events.event(change, page.shard().shardId());
            windows.emitted(event.key());
            Map<String, String> after = offsets.after(change.dynamodb().sequenceNumber());
            boolean tombstone = tombstones && event.operation() == Operation.REMOVE;
            made.add(records.of(event, partition, tombstone ? before : after));
            if (tombstone) {
                made.add(records.tombstone(event, partition, after));
            }
            before = after;
        }
        return made;
    }
}
