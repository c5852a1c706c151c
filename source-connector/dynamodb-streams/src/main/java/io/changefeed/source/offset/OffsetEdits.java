/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Checks what a person sends to {@code PATCH /connectors/<name>/offsets} before Connect stores it. */
public final class OffsetEdits {
    private static final Pattern TABLE_ARN = Pattern.compile("arn:\\S+:table/[^/\\s]+");
    /** What DynamoDB gives, or at least one of the 28 to 65 characters that its API promises. */
    private static final Pattern SHARD_ID = Pattern.compile("shardId-\\S+|\\S{28,65}");
    /** How far the clocks of DynamoDB and of the workers may differ. */
    private static final Duration MARGIN = Duration.ofHours(1);

    private static final Pattern SEGMENT = Pattern.compile("arn:\\S+:table/[^/\\s]+/[0-9]{1,6}");

    private OffsetEdits() {}

    /**
     * Accepts everything that the connector itself writes, and null, which forgets the partition.
     *
     * @param now what lies behind it was not written by the connector, and would drop changes or hide versions
     * @throws ConnectException when a partition or an offset is not ours; the message says which and why
     */
    public static void check(Map<Map<String, ?>, ? extends @Nullable Map<String, ?>> edits, Instant now) {
        edits.forEach((partition, offset) -> {
            try {
                check(partition, offset, now.plus(MARGIN));
            } catch (IllegalArgumentException e) {
                throw new ConnectException("Offset refused for partition " + partition + ": " + e.getMessage(), e);
            }
        });
    }

    private static void check(Map<String, ?> partition, @Nullable Map<String, ?> offset, Instant latest) {
        if (partition.size() == 1 && partition.get(SlotOffset.PARTITION) instanceof String slot) {
            Slot.parse(slot);
            if (offset != null) {
                requireNames(offset);
                requirePast(SlotOffset.fromMap(offset), latest);
            }
        } else if (partition.size() == 1 && partition.get(TableOffset.PARTITION) instanceof String table) {
            requireTableArn(table);
            if (offset != null) {
                requireFits(TableOffset.fromMap(offset), table, latest);
            }
        } else if (partition.size() == 1 && partition.get(SnapshotOffset.PARTITION) instanceof String table) {
            requireTableArn(table);
            if (offset != null) {
                SnapshotOffset.fromMap(offset);
            }
        } else if (partition.size() == 1 && partition.get(ScanOffset.PARTITION) instanceof String segment) {
            if (!SEGMENT.matcher(segment).matches()) {
                throw new IllegalArgumentException("'" + segment + "' is no segment of a table: <table ARN>/<number>");
            }
            if (offset != null) {
                ScanOffset.fromMap(offset);
            }
        } else if (partition.size() == 1 && partition.get(SignalOffset.PARTITION) instanceof String) {
            if (offset != null) {
                SignalOffset.fromMap(offset);
            }
        } else {
            throw new IllegalArgumentException("expected {\"slot\": \"<stream ARN>/<0 to 63>\"}, {\"table\":"
                    + " \"<table ARN>\"}, {\"snapshot\": \"<table ARN>\"}, {\"scan\": \"<table ARN>/<segment>\"}"
                    + " or {\"signals\": \"<topic>\"}");
        }
    }

    private static void requireNames(Map<String, ?> offset) {
        for (String field : offset.keySet()) {
            if (!field.equals(SlotOffset.ASSIGNMENT) && !SHARD_ID.matcher(field).matches()) {
                throw new IllegalArgumentException("field '" + field + "' is neither '" + SlotOffset.ASSIGNMENT
                        + "' nor the id of a shard (shardId-…)");
            }
        }
    }

    private static void requirePast(Frontier frontier, Instant latest) {
        requirePast(
                SlotOffset.ASSIGNMENT,
                Long.toString(frontier.assignment()),
                Instant.ofEpochMilli(frontier.assignment()),
                latest);
        frontier.positions().forEach((shard, position) -> {
            if (position instanceof Position.Since since) {
                requirePast(shard, since.text(), since.moment(), latest);
            }
        });
    }

    private static void requireFits(TableOffset offset, String table, Instant latest) {
        String stream = offset.streamArn();
        if (!stream.startsWith(table + "/stream/") || !Slot.isStreamArn(stream)) {
            throw new IllegalArgumentException(
                    "field '" + TableOffset.STREAM_ARN + "': '" + stream + "' is no ARN of a stream of this table");
        }
        requirePast(
                TableOffset.GENERATION,
                Long.toString(offset.generation()),
                Instant.ofEpochMilli(offset.generation()),
                latest);
        requirePast(TableOffset.FIRST_START, offset.firstStart().toString(), offset.firstStart(), latest);
    }

    private static void requirePast(String field, String text, Instant moment, Instant latest) {
        if (moment.isAfter(latest)) {
            throw new IllegalArgumentException("field '" + field + "': '" + text + "' lies in the future");
        }
    }

    private static void requireTableArn(String table) {
        if (!TABLE_ARN.matcher(table).matches()) {
            throw new IllegalArgumentException("'" + table + "' is no table's ARN");
        }
    }
}
