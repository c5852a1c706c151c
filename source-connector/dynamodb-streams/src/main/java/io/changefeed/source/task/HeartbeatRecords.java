/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.assignment.SignalAssignment;
import io.changefeed.source.assignment.TableAssignment;
import io.changefeed.source.offset.ScanOffset;
import io.changefeed.source.offset.SignalOffset;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.TableOffset;
import io.changefeed.source.record.HeartbeatRecordFactory;
import io.changefeed.source.record.TableStream;
import io.changefeed.source.stream.ReadResult.Gap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Creates the records of the heartbeat topic. Connect stores an offset only together with a record; these records carry the
 * offsets that no change event carries.
 */
final class HeartbeatRecords {
    private final HeartbeatRecordFactory records;

    HeartbeatRecords(HeartbeatRecordFactory records) {
        this.records = records;
    }

    /** The topic of all these records. */
    String topic() {
        return records.topic();
    }

    /** Stores the stream of a table, its generation, and when the table was first read. */
    SourceRecord table(TableAssignment table) {
        String arn = table.table().arn();
        return record("table", arn, TableOffset.partition(arn), table.offset().toMap());
    }

    /** Stores a slot's frontier. */
    SourceRecord slot(SlotEmitter slot) {
        return record("slot", slot.slot().name(), slot.partition(), slot.offset());
    }

    /** Reports that changes were lost, and stores the position from which reading continues. */
    SourceRecord gap(SlotEmitter slot, Gap gap) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("table", slot.table().arn());
        details.put("slot", slot.slot().name());
        details.put("from", gap.position().text());
        details.put("to", gap.to().text());
        details.put("reason", gap.reason());
        return records.create("gap", gap.shard().shardId(), details, slot.partition(), slot.offset());
    }

    /** Reports that changes of a table were lost and that its task fails, and stores what is stored. */
    SourceRecord gap(TableStream table, TableOffset stored, String reason) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("table", table.arn());
        details.put("from", stored.streamArn());
        details.put("reason", reason);
        return records.create("gap", stored.streamArn(), details, TableOffset.partition(table.arn()), stored.toMap());
    }

    /** Reports that the stream of a table was replaced, and stores the new stream. */
    SourceRecord replacedStream(TableAssignment table, TableOffset before) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("table", table.table().arn());
        details.put("from", before.streamArn());
        details.put("to", table.table().streamArn());
        details.put("reason", "the stream was replaced; changes made in between are in neither stream");
        return records.create(
                "gap",
                before.streamArn(),
                details,
                TableOffset.partition(table.table().arn()),
                table.offset().toMap());
    }

    /**
     * Reports a transition of a snapshot, and stores its new state.
     *
     * @param items approximate number of items in the table, which DynamoDB updates every few hours
     */
    SourceRecord snapshot(String type, TableStream table, SnapshotOffset snapshot, long items) {
        Map<String, String> details = details(snapshot.toMap());
        details.put("items", Long.toString(items));
        return records.create(type, table.arn(), details, SnapshotOffset.partition(table.arn()), snapshot.toMap());
    }

    /** Stores that a snapshot is needed. The next table discovery assigns it. */
    SourceRecord snapshotNeeded(TableStream table, SnapshotOffset snapshot) {
        return record("snapshot_needed", table.arn(), SnapshotOffset.partition(table.arn()), snapshot.toMap());
    }

    /** Stores the position after a page of a snapshot. */
    SourceRecord snapshotProgress(TableStream table, int segment, ScanOffset scan) {
        return record(
                "snapshot_progress",
                table.arn() + "/" + segment,
                ScanOffset.partition(table.arn(), segment),
                scan.toMap());
    }

    /** Reports the end of a snapshot, and stores its state. */
    SourceRecord snapshotEnd(TableStream table, SnapshotOffset snapshot, long rows) {
        Map<String, String> details = details(snapshot.toMap());
        details.put("rows", Long.toString(rows));
        return records.create(
                "snapshot_end", table.arn(), details, SnapshotOffset.partition(table.arn()), snapshot.toMap());
    }

    /** Reports which signals were rejected, and stores how far the signal topic was processed. */
    SourceRecord signals(SignalAssignment signals) {
        Map<String, String> details = new LinkedHashMap<>(signals.offset().toMap());
        for (int i = 0; i < signals.rejections().size(); i++) {
            details.put("rejected_" + (i + 1), signals.rejections().get(i));
        }
        return records.create(
                "signals",
                signals.topic(),
                details,
                SignalOffset.partition(signals.topic()),
                signals.offset().toMap());
    }

    private SourceRecord record(
            String type, String subject, Map<String, String> partition, Map<String, String> offset) {
        return records.create(type, subject, details(offset), partition, offset);
    }

    /** The fields of an offset, except those that contain values of items: only the offset needs them. */
    private static Map<String, String> details(Map<String, String> offset) {
        Map<String, String> details = new LinkedHashMap<>(offset);
        details.remove(ScanOffset.AFTER);
        details.remove(SnapshotOffset.FILTER);
        return details;
    }
}
