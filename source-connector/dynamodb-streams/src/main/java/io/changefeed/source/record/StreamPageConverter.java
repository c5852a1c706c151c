/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.metrics.TableMetrics;
import io.changefeed.source.stream.ReadResult.Page;
import io.changefeed.source.stream.SnapshotWindows;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/** Converts the pages of one table's stream to source records. */
public final class StreamPageConverter {
    private final boolean tombstones;
    private final StreamEventConverter events;
    private final SourceRecordFactory records;
    private final TableStream table;
    private final SnapshotWindows windows;

    /**
     * @param windows of the table's snapshot, which record the keys of emitted changes
     * @throws IllegalArgumentException when two key attributes would have the same field name
     */
    public StreamPageConverter(
            TableStream table, SourceConfig config, TableMetrics metrics, SnapshotWindows windows, Clock clock) {
        this.table = table;
        this.windows = windows;
        tombstones = config.events().tombstonesOnDelete();
        events = new StreamEventConverter(
                table, ChangefeedVersion.text(), config.topics().prefix(), clock);
        records = new SourceRecordFactory(table, config, metrics);
    }

    public TableStream table() {
        return table;
    }

    /**
     * Converts a page. Each record has the offset after it, except a delete that is followed by a tombstone: it has the
     * offset before it, and the tombstone the offset after it, so that a restart never separates them.
     *
     * @throws ConnectException when an event cannot be converted exactly, or is too large; the message identifies it
     */
    public List<SourceRecord> convert(Page page, Map<String, String> partition, PageOffsets offsets) {
        List<SourceRecord> converted = new ArrayList<>(page.records().size());
        Map<String, String> before = offsets.before();
        for (var change : page.records()) {
            ChangeEvent event = events.convert(change, page.shard().shardId());
            windows.emitted(event.key());
            Map<String, String> after = offsets.after(change.dynamodb().sequenceNumber());
            boolean tombstone = tombstones && event.operation() == Operation.REMOVE;
            converted.add(records.create(event, partition, tombstone ? before : after));
            if (tombstone) {
                converted.add(records.tombstone(event, partition, after));
            }
            before = after;
        }
        return converted;
    }
}
