/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Slot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The stored state of a slot: its frontier, with one field for each shard, and the number of its assignment.
 *
 * <pre>{@code {"slot": "<stream ARN>/7"} -> {"assignment": "1", "shardId-…": "49…", "shardId-…": "TRIM_HORIZON"}}</pre>
 */
public final class SlotOffset {
    /** The only field of the partition. With several fields, the stored key would depend on their order. */
    public static final String PARTITION = "slot";

    static final String ASSIGNMENT = "assignment";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private SlotOffset() {}

    public static Map<String, String> partition(Slot slot) {
        return Map.of(PARTITION, slot.name());
    }

    public static Map<String, String> toMap(Frontier frontier) {
        Map<String, String> offset = new LinkedHashMap<>();
        offset.put(ASSIGNMENT, Long.toString(frontier.assignment()));
        frontier.positions().forEach((shard, position) -> offset.put(shard, position.text()));
        return offset;
    }

    /**
     * Parses a stored offset. If the assignment is missing, which is valid in an offset that a user sets, its number is
     * 0. Every other field is a shard, because emulators of DynamoDB have other shard IDs.
     *
     * @throws IllegalArgumentException when a field is invalid; the message names it
     */
    public static Frontier fromMap(Map<String, ?> offset) {
        SortedMap<String, Position> positions = new TreeMap<>();
        long assignment = 0;
        for (Map.Entry<String, ?> field : offset.entrySet()) {
            String text = String.valueOf(field.getValue());
            if (field.getKey().equals(ASSIGNMENT)) {
                assignment = parseAssignment(text);
            } else {
                positions.put(field.getKey(), parsePosition(field.getKey(), text));
            }
        }
        return new Frontier(assignment, positions);
    }

    private static long parseAssignment(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "field '" + ASSIGNMENT + "': '" + text + "' is not a whole number of up to 18 digits");
        }
        return Long.parseLong(text);
    }

    private static Position parsePosition(String shard, String text) {
        try {
            return Position.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("field '" + shard + "': " + e.getMessage(), e);
        }
    }
}
