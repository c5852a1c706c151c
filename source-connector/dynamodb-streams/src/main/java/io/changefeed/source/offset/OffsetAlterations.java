/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Validates the offsets of {@code PATCH /connectors/<name>/offsets} before Connect stores them. */
public final class OffsetAlterations {
    private static final Pattern TABLE_ARN = Pattern.compile("arn:\\S+:table/[^/\\s]+");
    /** A shard ID of DynamoDB, or of an emulator: any ID of the 28 to 65 characters that the API documents. */
    private static final Pattern SHARD_ID = Pattern.compile("shardId-\\S+|\\S{28,65}");
    /** Tolerated difference between the clocks of DynamoDB and of the workers. */
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    private static final Pattern SEGMENT = Pattern.compile("arn:\\S+:table/[^/\\s]+/[0-9]{1,6}");

    private OffsetAlterations() {}

    /**
     * Accepts all offsets that the connector writes, and null, which removes a partition.
     *
     * @param now later times are rejected, because they would drop changes or hide newer versions
     * @throws ConnectException when a partition or an offset is invalid; the message gives the reason
     */
    public static void validate(Map<Map<String, ?>, ? extends @Nullable Map<String, ?>> alterations, Instant now) {
        Map<String, Integer> slotsByShard = new HashMap<>();
        alterations.forEach((partition, offset) -> {
            try {
                validate(partition, offset, now.plus(CLOCK_SKEW));
                if (offset != null && partition.get(SlotOffset.PARTITION) instanceof String slot) {
                    requireOneSlot(Slot.parse(slot), SlotOffset.fromMap(offset), slotsByShard);
                }
            } catch (IllegalArgumentException e) {
                throw invalid(partition, String.valueOf(e.getMessage()));
            }
        });
    }

    /** The failure of a request to alter the offset of a partition. */
    public static ConnectException invalid(Map<String, ?> partition, String reason) {
        return new ConnectException("Invalid offset for partition " + partition + ": " + reason);
    }

    /** The ARN of the table that a valid partition belongs to; empty for the partition of signals. */
    public static Optional<String> tableArn(Map<String, ?> partition) {
        if (partition.get(SlotOffset.PARTITION) instanceof String slot) {
            String stream = Slot.parse(slot).streamArn();
            return Optional.of(stream.substring(0, stream.indexOf("/stream/")));
        }
        if (partition.get(ScanOffset.PARTITION) instanceof String segment) {
            return Optional.of(segment.substring(0, segment.lastIndexOf('/')));
        }
        return Stream.of(TableOffset.PARTITION, SnapshotOffset.PARTITION)
                .map(partition::get)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .findFirst();
    }

    private static void requireOneSlot(Slot slot, Frontier frontier, Map<String, Integer> slotsByShard) {
        for (String shard : frontier.positions().keySet()) {
            Integer other = slotsByShard.put(slot.streamArn() + "/" + shard, slot.number());
            if (other != null) {
                throw new IllegalArgumentException("shard '" + shard + "' is in slot "
                        + Math.min(other, slot.number()) + " and in slot " + Math.max(other, slot.number())
                        + " of its stream, so its changes would be read twice");
            }
        }
    }

    private static void validate(Map<String, ?> partition, @Nullable Map<String, ?> offset, Instant latest) {
        if (partition.size() == 1 && partition.get(SlotOffset.PARTITION) instanceof String slot) {
            Slot.parse(slot);
            if (offset != null) {
                requireFields(offset);
                requireShardIds(offset);
                requirePast(SlotOffset.fromMap(offset), latest);
            }
        } else if (partition.size() == 1 && partition.get(TableOffset.PARTITION) instanceof String table) {
            requireTableArn(table);
            if (offset != null) {
                requireOfTable(TableOffset.fromMap(offset), table, latest);
            }
        } else if (partition.size() == 1 && partition.get(SnapshotOffset.PARTITION) instanceof String table) {
            requireTableArn(table);
            if (offset != null) {
                SnapshotOffset.fromMap(offset);
            }
        } else if (partition.size() == 1 && partition.get(ScanOffset.PARTITION) instanceof String segment) {
            if (!SEGMENT.matcher(segment).matches()) {
                throw new IllegalArgumentException(
                        "'" + segment + "' is not a segment of a table; expected <table ARN>/<number>");
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

    private static void requireFields(Map<String, ?> offset) {
        if (offset.isEmpty()) {
            throw new IllegalArgumentException("the offset is empty. To remove the position, set the offset to null");
        }
    }

    private static void requireShardIds(Map<String, ?> offset) {
        for (String field : offset.keySet()) {
            if (!field.equals(SlotOffset.ASSIGNMENT) && !SHARD_ID.matcher(field).matches()) {
                throw new IllegalArgumentException(
                        "field '" + field + "' is neither '" + SlotOffset.ASSIGNMENT + "' nor a shard ID (shardId-…)");
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

    private static void requireOfTable(TableOffset offset, String table, Instant latest) {
        String stream = offset.streamArn();
        if (!stream.startsWith(table + "/stream/") || !Slot.isStreamArn(stream)) {
            throw new IllegalArgumentException("field '" + TableOffset.STREAM_ARN + "': '" + stream
                    + "' is not the ARN of a stream of this table");
        }
        requirePast(
                TableOffset.GENERATION,
                Long.toString(offset.generation()),
                Instant.ofEpochMilli(offset.generation()),
                latest);
        requirePast(TableOffset.FIRST_START, offset.firstStart().toString(), offset.firstStart(), latest);
        if (offset.start() instanceof Position.Since since) {
            requirePast(TableOffset.START, since.text(), since.moment(), latest);
        }
    }

    private static void requirePast(String field, String text, Instant moment, Instant latest) {
        if (moment.isAfter(latest)) {
            throw new IllegalArgumentException("field '" + field + "': '" + text + "' is in the future");
        }
    }

    private static void requireTableArn(String table) {
        if (!TABLE_ARN.matcher(table).matches()) {
            throw new IllegalArgumentException("'" + table + "' is not a table ARN");
        }
    }
}
