/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.filter;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** The JSON of {@code event.filter}. All fields are optional. */
record FilterJson(
        @Nullable List<String> table,
        @Nullable List<String> op,
        @Nullable Map<String, KeyJson> key,
        @Nullable Map<String, Object> attribute) {
    private static final FilterJson EVERYTHING = new FilterJson(null, null, null, null);

    /** What each field contains, for messages. */
    private static final Map<String, String> CONTENTS = Map.of(
            "table", "an array of table names",
            "op", "an array with any of \"c\", \"u\", \"d\" and \"r\"",
            "key", "an object such as {\"pk\": {\"prefix\": \"USER#\"}}",
            "attribute", "an object such as {\"type\": {\"S\": \"order\"}}");

    private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{3,255}");

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultSetterInfo(JsonSetter.Value.construct(Nulls.SET, Nulls.FAIL))
            .build();

    record KeyJson(@JsonProperty(required = true) String prefix) {}

    static FilterJson parse(String json) {
        if (json.isBlank()) {
            return EVERYTHING;
        }
        try {
            FilterJson parsed = MAPPER.readValue(json, FilterJson.class);
            if (parsed == null) {
                throw new IllegalArgumentException("Expected a JSON object, not null.");
            }
            return parsed;
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException(reason(e), e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not valid JSON: " + e.getOriginalMessage() + ".", e);
        }
    }

    /** Replaces the message of the parser, which names Java classes. */
    private static String reason(JsonMappingException e) {
        List<JsonMappingException.Reference> path = e.getPath();
        Optional<String> root = path.stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(CONTENTS::containsKey)
                .findFirst();
        if (e instanceof UnrecognizedPropertyException unknown) {
            String known = unknown.getKnownPropertyIds().stream()
                    .map(name -> "'" + name + "'")
                    .sorted()
                    .collect(Collectors.joining(", "));
            return text(path) + ": unknown field; expected " + known + ".";
        }
        return root.map(name -> text(path) + ": expected '" + name + "' to be " + CONTENTS.get(name) + ".")
                .orElse("Expected one JSON object with any of " + fields() + ".");
    }

    private static String fields() {
        return CONTENTS.keySet().stream().map(name -> "'" + name + "'").sorted().collect(Collectors.joining(", "));
    }

    private static String text(List<JsonMappingException.Reference> path) {
        StringBuilder text = new StringBuilder();
        for (JsonMappingException.Reference step : path) {
            if (step.getFieldName() == null) {
                text.append('[').append(step.getIndex()).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return text.toString();
    }

    EventFilter filter() {
        requireContent("table", table);
        requireContent("op", op);
        requireContent("key", key == null ? null : key.keySet());
        requireContent("attribute", attribute == null ? null : attribute.keySet());
        return new EventFilter(new ItemFilter(tables(), Map.of(), prefixes(), attributes()), operations());
    }

    /** An empty list would select everything, although it reads as if it selected nothing. */
    private static void requireContent(String field, @Nullable Collection<String> names) {
        if (names != null && names.isEmpty()) {
            throw new IllegalArgumentException(field + ": must not be empty; remove the field to select everything.");
        }
        if (names != null && names.contains("")) {
            throw new IllegalArgumentException(field + ": contains an empty name.");
        }
    }

    private Set<String> tables() {
        Set<String> names = set(table);
        names.stream()
                .filter(name -> !TABLE.matcher(name).matches())
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "table: '" + name + "' is not the name of a table, which has 3 to 255 letters, digits,"
                                    + " underscores, hyphens and dots. Topics and ARNs are not supported.");
                });
        return names;
    }

    private static Set<String> set(@Nullable List<String> texts) {
        return texts == null ? Set.of() : Set.copyOf(texts);
    }

    private Set<Operation> operations() {
        return set(op).stream()
                .map(code -> Operation.ofCode(code)
                        .orElseThrow(() ->
                                new IllegalArgumentException("op: expected c, u, d or r but found '" + code + "'.")))
                .collect(toSet());
    }

    private Map<String, String> prefixes() {
        return key == null
                ? Map.of()
                : key.entrySet().stream()
                        .collect(toMap(
                                Map.Entry::getKey,
                                condition -> condition.getValue().prefix()));
    }

    private Map<String, ItemValue> attributes() {
        try {
            return attribute == null
                    ? Map.of()
                    : ItemFormat.DYNAMODB_JSON.json().item(attribute).attributes();
        } catch (DataException e) {
            throw new IllegalArgumentException("attribute." + e.getMessage() + ".", e);
        }
    }
}
