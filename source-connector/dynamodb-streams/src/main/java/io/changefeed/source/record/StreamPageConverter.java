/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.metrics.TableMetrics;
import io.changefeed.source.stream.ReadResult.Page;
import io.changefeed.source.stream.SnapshotWindows;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import software.amazon.awssdk.services.dynamodb.model.Record;

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
     * Converts a page, up to a change that cannot be converted exactly or whose event is too large. Each record has the
     * offset after it, except a delete that is followed by a tombstone: it has the offset before it, and the tombstone
     * the offset after it, so that a restart never separates them.
     */
    public PageConversion convert(Page page, Map<String, String> partition, PageOffsets offsets) {
        List<SourceRecord> converted = new ArrayList<>(page.records().size());
        Optional<Position> position = Optional.empty();
        Map<String, String> before = offsets.before();
        for (Record change : page.records()) {
            String sequenceNumber = change.dynamodb().sequenceNumber();
            Map<String, String> after = offsets.after(sequenceNumber);
            try {
                converted.addAll(convert(change, page, partition, before, after));
            } catch (RuntimeException e) {
                ConnectException failure =
                        PublishingErrors.ofChange(table, page.shard().shardId(), change, e);
                return new PageConversion(converted, position, Optional.of(failure));
            }
            before = after;
            position = Optional.of(new Position.After(sequenceNumber));
        }
        return new PageConversion(converted, position, Optional.empty());
    }

    private List<SourceRecord> convert(
            Record change,
            Page page,
            Map<String, String> partition,
            Map<String, String> before,
            Map<String, String> after) {
        ChangeEvent event = events.convert(change, page.shard().shardId());
        boolean tombstone = tombstones && event.operation() == Operation.REMOVE;
        SourceRecord record = records.create(event, partition, tombstone ? before : after, page.allocation());
        windows.emitted(event.key());
        return tombstone
                ? List.of(record, records.tombstone(event, partition, after, page.allocation()))
                : List.of(record);
    }
}
