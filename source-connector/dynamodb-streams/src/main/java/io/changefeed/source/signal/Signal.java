/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.selection.ScanFilter;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A command to a running connector, in the format of Debezium's Kafka signal channel.
 *
 * <pre>{@code {"id": "2026-01-31", "type": "execute-snapshot", "data": {"data-collections": ["orders"], "type": "INCREMENTAL"}}}</pre>
 *
 * @param offset of its record on the signal topic; offsets increase
 * @param id identifies the signal, and the snapshot that it starts
 * @param tables names or ARNs; empty for all tables with a running snapshot
 * @param filter of the snapshot's rows; empty for the configured one
 */
public record Signal(long offset, String id, Type type, List<String> tables, Optional<ScanFilter> filter) {
    /** The types of signals, with Debezium's names. */
    public enum Type {
        EXECUTE_SNAPSHOT,
        PAUSE_SNAPSHOT,
        RESUME_SNAPSHOT,
        STOP_SNAPSHOT;

        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final String ID = "id";
    private static final String TYPE = "type";
    private static final String DATA = "data";
    private static final String TABLES = "data-collections";
    private static final String FILTER = "filter";
    private static final Set<String> FIELDS = Set.of(ID, TYPE, DATA);
    private static final Set<String> DATA_FIELDS = Set.of(TABLES, TYPE, FILTER);
    /** Debezium's field for filters. It is rejected, because its conditions are SQL. */
    private static final String CONDITIONS = "additional-conditions";

    private static final String INCREMENTAL = "INCREMENTAL";
    /** Ids of snapshots that the connector starts. An id is part of the event ids of the snapshot's rows. */
    private static final Pattern RESERVED = Pattern.compile("initial|(start|gap|stream)-.*");

    /** In characters. The filter is stored in task configurations and offsets, each of which is one Kafka record. */
    private static final int MAX_LENGTH = 32_768;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * Parses the value of a record.
     *
     * @throws IllegalArgumentException when the value is not a valid signal; the message names the field
     */
    public static Signal parse(SignalRecord signalRecord) {
        String value = signalRecord.value();
        if (value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "the value has " + value.length() + " characters; the maximum is " + MAX_LENGTH);
        }
        JsonNode signal = json(value);
        requireKnownFields(signal, "", FIELDS);
        Type type = type(text(signal, TYPE));
        JsonNode data = data(signal.path(DATA));
        requireIncremental(data.path(TYPE));
        return new Signal(
                signalRecord.offset(),
                id(signalRecord, signal),
                type,
                tables(type, data.path(TABLES)),
                filter(type, data.path(FILTER)));
    }

    private static JsonNode json(String value) {
        try {
            JsonNode signal = JSON.readTree(value);
            if (signal.isObject()) {
                return signal;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the value is not valid JSON: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("the value is not a JSON object");
    }

    private static void requireKnownFields(JsonNode object, String parent, Set<String> known) {
        object.fieldNames().forEachRemaining(field -> {
            if (field.equals(CONDITIONS)) {
                throw new IllegalArgumentException("field '" + parent + field + "' is not supported; use '" + DATA + "."
                        + FILTER + "' with a DynamoDB filter expression");
            }
            if (!known.contains(field)) {
                throw new IllegalArgumentException("field '" + parent + field + "' is unknown; supported fields: "
                        + known.stream().sorted().collect(Collectors.joining(", ")));
            }
        });
    }

    private static boolean isAbsent(JsonNode field) {
        return field.isMissingNode() || field.isNull();
    }

    private static String text(JsonNode signal, String field) {
        if (!signal.path(field).isTextual()) {
            throw new IllegalArgumentException("field '" + field + "' must be a string");
        }
        return signal.path(field).asText();
    }

    /**
     * A signal without an id gets one from its record. The timestamp distinguishes it from a record of a recreated
     * topic.
     */
    private static String id(SignalRecord signalRecord, JsonNode signal) {
        if (isAbsent(signal.path(ID))) {
            return "signal-" + signalRecord.offset() + "-" + signalRecord.timestamp();
        }
        String id = text(signal, ID);
        if (!SnapshotOffset.isId(id)) {
            throw new IllegalArgumentException("field '" + ID + "': '" + id
                    + "' is invalid; use 1 to 100 letters, digits, underscores, dots, colons and hyphens");
        }
        if (RESERVED.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "field '" + ID + "': '" + id + "' is reserved for snapshots that the connector starts");
        }
        return id;
    }

    private static Type type(String text) {
        return Arrays.stream(Type.values())
                .filter(type -> type.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("field '" + TYPE + "': '" + text
                        + "' is unknown; supported types: "
                        + Arrays.stream(Type.values()).map(Type::text).collect(Collectors.joining(", "))));
    }

    private static JsonNode data(JsonNode data) {
        if (isAbsent(data)) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (!data.isObject()) {
            throw new IllegalArgumentException("field '" + DATA + "' must be a JSON object");
        }
        requireKnownFields(data, DATA + ".", DATA_FIELDS);
        return data;
    }

    private static void requireIncremental(JsonNode snapshotType) {
        if (!isAbsent(snapshotType) && !snapshotType.asText().equalsIgnoreCase(INCREMENTAL)) {
            throw new IllegalArgumentException("field '" + DATA + "." + TYPE + "': " + snapshotType
                    + " is not supported; the only snapshot type is " + INCREMENTAL);
        }
    }

    private static List<String> tables(Type type, JsonNode json) {
        String field = "field '" + DATA + "." + TABLES + "'";
        if (!isAbsent(json) && !json.isArray()) {
            throw new IllegalArgumentException(field + " must be an array of table names");
        }
        Set<String> tables = new LinkedHashSet<>();
        json.forEach(table -> {
            if (!table.isTextual()) {
                throw new IllegalArgumentException(field + ": " + table + " is not a table name");
            }
            tables.add(table.asText().strip());
        });
        if (tables.isEmpty() && type == Type.EXECUTE_SNAPSHOT) {
            throw new IllegalArgumentException(field + " must list at least one table");
        }
        return List.copyOf(tables);
    }

    private static Optional<ScanFilter> filter(Type type, JsonNode json) {
        if (isAbsent(json)) {
            return Optional.empty();
        }
        if (type != Type.EXECUTE_SNAPSHOT) {
            throw new IllegalArgumentException(
                    "field '" + DATA + "." + FILTER + "' is only valid for " + Type.EXECUTE_SNAPSHOT.text());
        }
        try {
            return Optional.of(ScanFilter.of(json));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("field '" + DATA + "." + FILTER + "': " + e.getMessage(), e);
        }
    }
}
