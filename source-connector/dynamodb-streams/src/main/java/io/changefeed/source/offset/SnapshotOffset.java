/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.changefeed.source.selection.ScanFilter;
import io.changefeed.source.selection.ScanProjection;
import io.changefeed.source.selection.ScanSelection;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The stored state of a table's latest snapshot, and the signals that were processed for the table.
 *
 * <pre>{@code {"snapshot": "<table ARN>"} -> {"id": "initial", "segments": "4", "state": "running"}}</pre>
 *
 * @param id of the snapshot, the value of {@code source.snapshot_id}
 * @param segments the number of segments in which the table is scanned
 * @param incremental whether a signal started it
 * @param selection the rows and attributes that it reads; it does not change during the snapshot
 * @param signals that were processed for the table, before and during the snapshot
 */
public record SnapshotOffset(
        String id,
        int segments,
        SnapshotState state,
        boolean incremental,
        ScanSelection selection,
        ProcessedSignals signals) {
    public static final String PARTITION = "snapshot";
    /** The field that contains the filter with its values. */
    public static final String FILTER = "filter";

    private static final String ID = "id";
    private static final String SEGMENTS = "segments";
    private static final String STATE = "state";
    private static final String INCREMENTAL = "incremental";
    private static final String PROJECTION = "projection";
    private static final String SIGNAL = "signal";
    private static final String SIGNAL_IDS = "signal_ids";
    private static final Pattern ID_PATTERN = Pattern.compile("[A-Za-z0-9_.:-]{1,100}");
    private static final Pattern SEGMENTS_PATTERN = Pattern.compile("[1-9][0-9]{0,5}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /** A snapshot of the complete table, without processed signals. */
    public SnapshotOffset(String id, int segments, SnapshotState state) {
        this(id, segments, state, false, ScanSelection.ALL, ProcessedSignals.NONE);
    }

    /** Whether a text can be a snapshot's id. */
    public static boolean isId(String text) {
        return ID_PATTERN.matcher(text).matches();
    }

    public static Map<String, String> partition(String tableArn) {
        return Map.of(PARTITION, tableArn);
    }

    /**
     * The offset after a transition.
     *
     * @throws IllegalStateException when the state does not allow it
     */
    public SnapshotOffset after(UnaryOperator<SnapshotState> transition) {
        return new SnapshotOffset(id, segments, transition.apply(state), incremental, selection, signals);
    }

    public SnapshotOffset with(ProcessedSignals processed) {
        return new SnapshotOffset(id, segments, state, incremental, selection, processed);
    }

    /**
     * Identifies the snapshot and the latest signal for the table, but not the progress of the snapshot. An assignment
     * contains the version that it replaces.
     */
    public String version() {
        return id + "@" + signals.latest();
    }

    @JsonValue
    public Map<String, String> toMap() {
        Map<String, String> offset = new LinkedHashMap<>();
        offset.put(ID, id);
        offset.put(SEGMENTS, Integer.toString(segments));
        offset.put(STATE, state.text());
        if (incremental) {
            offset.put(INCREMENTAL, "true");
        }
        selection.filter().ifPresent(filter -> offset.put(FILTER, filter.text()));
        if (!selection.projection().paths().isEmpty()) {
            offset.put(PROJECTION, String.join(",", selection.projection().paths()));
        }
        if (!signals.equals(ProcessedSignals.NONE)) {
            offset.put(SIGNAL, Long.toString(signals.last()));
            offset.put(SIGNAL_IDS, String.join(" ", signals.ids()));
        }
        return offset;
    }

    /**
     * Parses a stored offset.
     *
     * @throws IllegalArgumentException when a field is missing or invalid; the message names it
     */
    @JsonCreator
    public static SnapshotOffset fromMap(Map<String, ?> offset) {
        OffsetFields fields = new OffsetFields(offset);
        return new SnapshotOffset(
                fields.matching(
                        ID,
                        ID_PATTERN,
                        "a snapshot id: up to 100 letters, digits, underscores, dots, colons and hyphens"),
                Integer.parseInt(fields.matching(SEGMENTS, SEGMENTS_PATTERN, "a number from 1 to 999999")),
                fields.parsed(STATE, SnapshotState::parse),
                fields.optional(INCREMENTAL).filter("true"::equals).isPresent(),
                new ScanSelection(
                        fields.optional(FILTER).map(SnapshotOffset::filter),
                        fields.optional(PROJECTION)
                                .map(SnapshotOffset::projection)
                                .orElse(ScanProjection.ALL)),
                fields.optional(SIGNAL).map(last -> signals(fields)).orElse(ProcessedSignals.NONE));
    }

    private static ScanFilter filter(String text) {
        try {
            return ScanFilter.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("field '" + FILTER + "': " + e.getMessage(), e);
        }
    }

    private static ScanProjection projection(String text) {
        try {
            return new ScanProjection(List.of(text.split(",", -1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("field '" + PROJECTION + "': " + e.getMessage(), e);
        }
    }

    private static ProcessedSignals signals(OffsetFields fields) {
        return new ProcessedSignals(
                Long.parseLong(fields.matching(SIGNAL, NUMBER, "an offset of the signal topic")),
                fields.optional(SIGNAL_IDS).stream()
                        .flatMap(ids -> Arrays.stream(ids.split(" ", -1)))
                        .filter(id -> !id.isEmpty())
                        .toList());
    }
}
