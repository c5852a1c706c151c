/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.selection.Filter;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a person asks of a running connector.
 *
 * <pre>{@code {"id": "2026-01-31", "type": "snapshot", "tables": ["orders"]}}</pre>
 *
 * @param offset of its record on the signal topic: later signals have greater ones
 * @param id which tells it from all others; that of the snapshot that it asks for
 * @param tables their names, or their ARNs
 * @param filter of the snapshot's rows; empty for what is configured
 */
public record Signal(long offset, String id, Type type, List<String> tables, Optional<Filter> filter) {
    /** What is asked for. */
    public enum Type {
        SNAPSHOT,
        PAUSE,
        RESUME,
        STOP;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String ID = "id";
    private static final String TYPE = "type";
    private static final String TABLES = "tables";
    private static final String FILTER = "filter";
    private static final Set<String> FIELDS = Set.of(ID, TYPE, TABLES, FILTER);
    /** The connector's own snapshots are called so, and a row's identity is made of its snapshot's id. */
    private static final Pattern RESERVED = Pattern.compile("initial|(start|gap|stream)-.*");

    /** In characters. A filter travels in a task's configuration, and is stored as an offset: each is one Kafka record. */
    private static final int LONGEST = 32_768;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * Reads the JSON above.
     *
     * @throws IllegalArgumentException when it is none; the message names the field
     */
    public static Signal parse(long offset, String json) {
        if (json.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "the value has " + json.length() + " characters; it may have " + LONGEST + " at most");
        }
        JsonNode signal = json(json);
        signal.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException(
                        "field '" + field + "' is unknown; known are 'id', 'type', 'tables'" + " and 'filter'");
            }
        });
        Type type = type(text(signal, TYPE));
        JsonNode filter = signal.path(FILTER);
        boolean filtered = !filter.isMissingNode() && !filter.isNull();
        if (filtered && type != Type.SNAPSHOT) {
            throw new IllegalArgumentException("field '" + FILTER + "' belongs to a snapshot alone");
        }
        return new Signal(
                offset,
                id(text(signal, ID)),
                type,
                tables(signal.path(TABLES)),
                filtered ? Optional.of(filter(filter)) : Optional.empty());
    }

    private static JsonNode json(String json) {
        try {
            JsonNode signal = JSON.readTree(json);
            if (signal.isObject()) {
                return signal;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the value is no JSON: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("the value is no JSON object");
    }

    private static String text(JsonNode signal, String field) {
        if (!signal.path(field).isTextual()) {
            throw new IllegalArgumentException("field '" + field + "' is missing, or no text");
        }
        return signal.path(field).asText();
    }

    private static String id(String id) {
        if (!SnapshotOffset.isId(id)) {
            throw new IllegalArgumentException(
                    "field '" + ID + "': '" + id + "' is not made of 1 to 100 letters, digits and any of _ . : -");
        }
        if (RESERVED.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "field '" + ID + "': '" + id + "' is a name of the connector's own snapshots");
        }
        return id;
    }

    private static Type type(String text) {
        return Arrays.stream(Type.values())
                .filter(type -> type.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("field '" + TYPE + "': '" + text
                        + "' is unknown; known are "
                        + Arrays.stream(Type.values()).map(Type::text).collect(Collectors.joining(", "))));
    }

    private static List<String> tables(JsonNode json) {
        Set<String> tables = new LinkedHashSet<>();
        json.forEach(table -> {
            if (!table.isTextual()) {
                throw new IllegalArgumentException("field '" + TABLES + "': " + table + " is no table's name");
            }
            tables.add(table.asText());
        });
        if (!json.isArray() || tables.isEmpty()) {
            throw new IllegalArgumentException("field '" + TABLES + "' is missing, or no list of tables");
        }
        return List.copyOf(tables);
    }

    private static Filter filter(JsonNode json) {
        try {
            return Filter.of(json);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("field '" + FILTER + "': " + e.getMessage(), e);
        }
    }
}
