/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is stored of a table's latest snapshot.
 *
 * <pre>{@code {"snapshot": "<table ARN>"} -> {"id": "initial", "segments": "4", "state": "running"}}</pre>
 *
 * @param id of the snapshot, as {@code source.snapshot_id} has it
 * @param segments how many parts the table is scanned in
 */
public record SnapshotOffset(String id, int segments, State state) {
    /** How far a snapshot has come. */
    public enum State {
        /** A task wants it, because changes were lost; it has not begun. */
        NEEDED,
        RUNNING,
        DONE;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static final String PARTITION = "snapshot";

    private static final String ID = "id";
    private static final String SEGMENTS = "segments";
    private static final String STATE = "state";
    private static final Pattern ID_FORM = Pattern.compile("[A-Za-z0-9_.:-]{1,100}");
    private static final Pattern SEGMENTS_FORM = Pattern.compile("[1-9][0-9]{0,5}");

    public static Map<String, String> partition(String tableArn) {
        return Map.of(PARTITION, tableArn);
    }

    public SnapshotOffset in(State next) {
        return new SnapshotOffset(id, segments, next);
    }

    public Map<String, String> toMap() {
        Map<String, String> offset = new LinkedHashMap<>();
        offset.put(ID, id);
        offset.put(SEGMENTS, Integer.toString(segments));
        offset.put(STATE, state.text());
        return offset;
    }

    /**
     * Reads a stored offset.
     *
     * @throws IllegalArgumentException when a field is missing or not what it should be; the message names it
     */
    public static SnapshotOffset fromMap(Map<String, ?> offset) {
        OffsetFields fields = new OffsetFields(offset);
        return new SnapshotOffset(
                fields.matching(ID, ID_FORM, "no id of a snapshot: up to 100 letters, digits and any of _ . : -"),
                Integer.parseInt(fields.matching(SEGMENTS, SEGMENTS_FORM, "no number from 1 to 999999")),
                fields.constant(STATE, State.class));
    }
}
