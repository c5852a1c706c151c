/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.localstack.ConnectRest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The response of Connect's REST API to the validation of a configuration, as user interfaces read it. */
final class ValidatedForm {
    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode response;
    private final Map<String, JsonNode> values;

    private ValidatedForm(JsonNode response) {
        this.response = response;
        values = byName(response.get("configs"), "/value/name");
    }

    /** Validates the properties of a connector with the name {@code form}. */
    static ValidatedForm of(ConnectRest rest, String connector, Map<String, String> properties) {
        Map<String, String> config = new TreeMap<>(properties);
        config.put("connector.class", connector);
        config.put("name", "form");
        return new ValidatedForm(
                rest.validate(connector, JSON.valueToTree(config).toString()));
    }

    /** Returns the elements of an array by their names, which are at this JSON pointer. */
    static Map<String, JsonNode> byName(JsonNode elements, String name) {
        Map<String, JsonNode> found = new TreeMap<>();
        elements.forEach(element -> found.put(element.at(name).asText(), element));
        return found;
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    int errorCount() {
        return response.get("error_count").asInt();
    }

    List<String> groups() {
        return texts(response.get("groups"));
    }

    /** Returns the errors of all properties. */
    List<String> errors() {
        return values.keySet().stream()
                .flatMap(property -> errors(property).stream())
                .toList();
    }

    List<String> errors(String property) {
        return texts(field(property, "errors"));
    }

    List<String> recommendedValues(String property) {
        return texts(field(property, "recommended_values"));
    }

    boolean isVisible(String property) {
        return field(property, "visible").asBoolean();
    }

    String value(String property) {
        return field(property, "value").asText();
    }

    private JsonNode field(String property, String name) {
        return requireNonNull(
                requireNonNull(values.get(property), property).get("value").get(name), name);
    }

    /** Returns the text of the response. */
    @Override
    public String toString() {
        return response.toString();
    }
}
