/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.selection;

import static java.util.Collections.unmodifiableSortedMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.event.DynamoDbJson;
import io.changefeed.event.Item;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.DataException;

/**
 * A DynamoDB filter expression, which selects the rows that a scan returns.
 *
 * <pre>{@code {"expression": "#s = :open", "names": {"#s": "status"}, "values": {":open": {"S": "open"}}}}</pre>
 *
 * @param expression in DynamoDB's syntax
 * @param names attribute names by placeholder
 * @param values attribute values by placeholder
 */
public record ScanFilter(String expression, SortedMap<String, String> names, Item values) {
    private static final String EXPRESSION = "expression";
    private static final String NAMES = "names";
    private static final String VALUES = "values";
    private static final Set<String> FIELDS = Set.of(EXPRESSION, NAMES, VALUES);
    private static final Pattern NAME = Pattern.compile("#[A-Za-z0-9_]+");
    private static final Pattern VALUE = Pattern.compile(":[A-Za-z0-9_]+");
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final DynamoDbJson ITEMS = new DynamoDbJson();

    /** @throws IllegalArgumentException when a placeholder is undefined or unused, which DynamoDB would reject */
    public ScanFilter {
        if (expression.isBlank()) {
            throw new IllegalArgumentException("field '" + EXPRESSION + "' is empty");
        }
        names = unmodifiableSortedMap(new TreeMap<>(names));
        requireDefinedAndUsed(NAMES, placeholders(NAME, expression), names.keySet());
        requireDefinedAndUsed(
                VALUES, placeholders(VALUE, expression), values.attributes().keySet());
        if (names.keySet().stream().anyMatch(name -> name.startsWith(ScanProjection.PLACEHOLDER))) {
            throw new IllegalArgumentException("field '" + NAMES + "': placeholders that start with '"
                    + ScanProjection.PLACEHOLDER + "' are reserved");
        }
    }

    private static Set<String> placeholders(Pattern pattern, String expression) {
        return pattern.matcher(expression).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static void requireDefinedAndUsed(String field, Set<String> used, Set<String> defined) {
        Set<String> missing = new TreeSet<>(used);
        missing.removeAll(defined);
        Set<String> unused = new TreeSet<>(defined);
        unused.removeAll(used);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("field '" + field + "' does not define " + String.join(", ", missing)
                    + ", which the expression uses");
        }
        if (!unused.isEmpty()) {
            throw new IllegalArgumentException("field '" + field + "' defines " + String.join(", ", unused)
                    + ", which the expression does not use");
        }
    }

    /**
     * Parses the JSON form.
     *
     * @throws IllegalArgumentException when the text is invalid; the message names the field
     */
    public static ScanFilter parse(String json) {
        try {
            return of(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("invalid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The filter of parsed JSON. */
    public static ScanFilter of(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("expected a JSON object with the field '" + EXPRESSION + "'");
        }
        json.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException("field '" + field + "' is unknown; supported fields: '" + EXPRESSION
                        + "', '" + NAMES + "', '" + VALUES + "'");
            }
        });
        if (!json.path(EXPRESSION).isTextual()) {
            throw new IllegalArgumentException("field '" + EXPRESSION + "' must be a string");
        }
        return new ScanFilter(json.path(EXPRESSION).asText(), names(json.path(NAMES)), values(json.path(VALUES)));
    }

    private static SortedMap<String, String> names(JsonNode json) {
        SortedMap<String, String> names = new TreeMap<>();
        requireObject(NAMES, json);
        json.properties().forEach(name -> {
            if (!name.getValue().isTextual()) {
                throw new IllegalArgumentException(
                        "field '" + NAMES + "." + name.getKey() + "' is not an attribute name");
            }
            names.put(name.getKey(), name.getValue().asText());
        });
        return names;
    }

    private static Item values(JsonNode json) {
        requireObject(VALUES, json);
        try {
            return ITEMS.item(json.isMissingNode() ? "{}" : json.toString());
        } catch (DataException e) {
            throw new IllegalArgumentException("field '" + VALUES + "': " + e.getMessage(), e);
        }
    }

    private static void requireObject(String field, JsonNode json) {
        if (!json.isMissingNode() && !json.isObject()) {
            throw new IllegalArgumentException("field '" + field + "' must be a JSON object");
        }
    }

    /** The JSON form, which {@link #parse} accepts. */
    public String text() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put(EXPRESSION, expression);
        if (!names.isEmpty()) {
            names.forEach(json.putObject(NAMES)::put);
        }
        if (!values.attributes().isEmpty()) {
            json.set(VALUES, JSON.valueToTree(ITEMS.nested(values)));
        }
        return json.toString();
    }
}
