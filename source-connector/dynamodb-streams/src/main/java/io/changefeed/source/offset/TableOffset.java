/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.source.lineage.Position;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The stored state of a table. It distinguishes the first start of a table from the loss of all positions.
 *
 * <pre>{@code {"table": "<table ARN>"} -> {"stream_arn": "…", "generation": "1767225600000", "first_start": "2026-…Z",
 * "key": "{\"id\":\"S\"}", "start": "TRIM_HORIZON"}}</pre>
 *
 * @param streamArn the stream whose slots contain the positions of the table
 * @param generation the first part of {@code source.order}: milliseconds since the epoch
 * @param firstStart when the table was first read
 * @param key the key of the table to which the stream belongs; the table may have been deleted, or re-created with another
 *     key, before its last changes are read
 * @param start the position from which shards of the stream are read that no slot has read: TRIM_HORIZON, or SINCE a time
 */
public record TableOffset(String streamArn, long generation, Instant firstStart, KeySchema key, Position start) {
    public static final String PARTITION = "table";

    static final String STREAM_ARN = "stream_arn";
    public static final String GENERATION = "generation";
    static final String FIRST_START = "first_start";
    static final String KEY = "key";
    static final String START = "start";
    /** As many digits as {@code source.order} reserves. */
    private static final Pattern MILLISECONDS = Pattern.compile("[0-9]{1,13}");

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<LinkedHashMap<String, KeyType>> ATTRIBUTES = new TypeReference<>() {};

    /** The same table with this generation. */
    public TableOffset withGeneration(long newGeneration) {
        return new TableOffset(streamArn, newGeneration, firstStart, key, start);
    }

    public static Map<String, String> partition(String tableArn) {
        return Map.of(PARTITION, tableArn);
    }

    public Map<String, String> toMap() {
        Map<String, String> offset = new LinkedHashMap<>();
        offset.put(STREAM_ARN, streamArn);
        offset.put(GENERATION, Long.toString(generation));
        offset.put(FIRST_START, firstStart.toString());
        offset.put(KEY, keyText());
        offset.put(START, start.text());
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
                fields.time(FIRST_START),
                parseKey(fields.text(KEY)),
                parseStart(fields));
    }

    private String keyText() {
        try {
            return JSON.writeValueAsString(key.attributes());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a key of names and types is not JSON", e);
        }
    }

    private static KeySchema parseKey(String text) {
        try {
            return new KeySchema(JSON.readValue(text, ATTRIBUTES));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "field '" + KEY + "': '" + text
                            + "' is not a key such as {\"customer\":\"S\",\"order\":\"N\"}, the partition key first",
                    e);
        }
    }

    private static Position parseStart(OffsetFields fields) {
        Position start = fields.parsed(START, Position::parse);
        if (start instanceof Position.TrimHorizon || start instanceof Position.Since) {
            return start;
        }
        throw new IllegalArgumentException(
                "field '" + START + "': '" + start.text() + "' is neither TRIM_HORIZON nor SINCE and a time");
    }
}
