/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The stored state of a table. It distinguishes the first start of a table from the loss of all positions.
 *
 * <pre>{@code {"table": "<table ARN>"} -> {"stream_arn": "…", "generation": "1767225600000", "first_start": "2026-…Z"}}</pre>
 *
 * @param streamArn the stream whose slots contain the positions of the table
 * @param generation the first part of {@code source.order}: milliseconds since the epoch
 * @param firstStart when the table was first read
 */
public record TableOffset(String streamArn, long generation, Instant firstStart) {
    public static final String PARTITION = "table";

    static final String STREAM_ARN = "stream_arn";
    static final String GENERATION = "generation";
    static final String FIRST_START = "first_start";
    /** As many digits as {@code source.order} reserves. */
    private static final Pattern MILLISECONDS = Pattern.compile("[0-9]{1,13}");

    public static Map<String, String> partition(String tableArn) {
        return Map.of(PARTITION, tableArn);
    }

    public Map<String, String> toMap() {
        Map<String, String> offset = new LinkedHashMap<>();
        offset.put(STREAM_ARN, streamArn);
        offset.put(GENERATION, Long.toString(generation));
        offset.put(FIRST_START, firstStart.toString());
        return offset;
    }

    /**
     * Parses a stored offset; unknown fields of later versions are ignored.
     *
     * @throws IllegalArgumentException when a field is missing or invalid; the message names it
     */
    public static TableOffset fromMap(Map<String, ?> offset) {
        OffsetFields fields = new OffsetFields(offset);
        return new TableOffset(
                fields.text(STREAM_ARN),
                Long.parseLong(fields.matching(
                        GENERATION, MILLISECONDS, "a time in milliseconds since the epoch with up to 13 digits")),
                fields.time(FIRST_START));
    }
}
