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
 * Which rows a scan answers with: a filter expression of DynamoDB.
 *
 * <pre>{@code {"expression": "#s = :open", "names": {"#s": "status"}, "values": {":open": {"S": "open"}}}}</pre>
 *
 * @param expression as DynamoDB takes it
 * @param names of attributes, by the placeholders that stand for them
 * @param values by their placeholders
 */
public record Filter(String expression, SortedMap<String, String> names, Item values) {
    private static final String EXPRESSION = "expression";
    private static final String NAMES = "names";
    private static final String VALUES = "values";
    private static final Set<String> FIELDS = Set.of(EXPRESSION, NAMES, VALUES);
    private static final Pattern NAME = Pattern.compile("#[A-Za-z0-9_]+");
    private static final Pattern VALUE = Pattern.compile(":[A-Za-z0-9_]+");
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final DynamoDbJson ITEMS = new DynamoDbJson();

    /** @throws IllegalArgumentException when placeholders are undefined or of no use, which DynamoDB would refuse */
    public Filter {
        if (expression.isBlank()) {
            throw new IllegalArgumentException("field '" + EXPRESSION + "' is empty");
        }
        names = unmodifiableSortedMap(new TreeMap<>(names));
        requireSame(NAMES, placeholders(NAME, expression), names.keySet());
        requireSame(VALUES, placeholders(VALUE, expression), values.attributes().keySet());
        if (names.keySet().stream().anyMatch(name -> name.startsWith(Projection.PLACEHOLDER))) {
            throw new IllegalArgumentException(
                    "field '" + NAMES + "': placeholders that begin with '" + Projection.PLACEHOLDER + "' are taken");
        }
    }

    private static Set<String> placeholders(Pattern form, String expression) {
        return form.matcher(expression).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static void requireSame(String field, Set<String> used, Set<String> defined) {
        Set<String> missing = new TreeSet<>(used);
        missing.removeAll(defined);
        Set<String> useless = new TreeSet<>(defined);
        useless.removeAll(used);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "field '" + field + "' lacks " + String.join(", ", missing) + ", which the expression has");
        }
        if (!useless.isEmpty()) {
            throw new IllegalArgumentException(
                    "field '" + field + "' has " + String.join(", ", useless) + ", which the expression does not have");
        }
    }

    /**
     * Reads the JSON above.
     *
     * @throws IllegalArgumentException when it is none; the message names the field
     */
    public static Filter parse(String json) {
        try {
            return of(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The same, of JSON that has been parsed. */
    public static Filter of(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("expected a JSON object with the field '" + EXPRESSION + "'");
        }
        json.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException("field '" + field + "' is unknown; known are '" + EXPRESSION + "', '"
                        + NAMES + "' and '" + VALUES + "'");
            }
        });
        if (!json.path(EXPRESSION).isTextual()) {
            throw new IllegalArgumentException("field '" + EXPRESSION + "' is missing, or no text");
        }
        return new Filter(json.path(EXPRESSION).asText(), names(json.path(NAMES)), values(json.path(VALUES)));
    }

    private static SortedMap<String, String> names(JsonNode json) {
        SortedMap<String, String> names = new TreeMap<>();
        requireObject(NAMES, json);
        json.properties().forEach(name -> {
            if (!name.getValue().isTextual()) {
                throw new IllegalArgumentException(
                        "field '" + NAMES + "." + name.getKey() + "' is no attribute's name");
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
            throw new IllegalArgumentException("field '" + field + "' is no JSON object");
        }
    }

    /** The JSON that {@link #parse} reads. */
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
