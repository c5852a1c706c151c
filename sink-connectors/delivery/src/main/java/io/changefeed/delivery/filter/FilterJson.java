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
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** The JSON of {@code event.filter}. All fields are optional. */
record FilterJson(
        @Nullable List<String> table,
        @Nullable List<String> op,
        @Nullable Map<String, KeyJson> key,
        @Nullable Map<String, Object> attribute) {
    private static final FilterJson EVERYTHING = new FilterJson(null, null, null, null);

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
            throw new IllegalArgumentException(e.getPathReference() + ": " + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    EventFilter filter() {
        return new EventFilter(new ItemFilter(set(table), prefixes(), attributes()), operations());
    }

    private static Set<String> set(@Nullable List<String> texts) {
        return texts == null ? Set.of() : Set.copyOf(texts);
    }

    private Set<Operation> operations() {
        return set(op).stream()
                .map(code -> Operation.ofCode(code)
                        .orElseThrow(() ->
                                new IllegalArgumentException("op: expected c, u, d or r but found '" + code + "'")))
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
            throw new IllegalArgumentException("attribute." + e.getMessage(), e);
        }
    }
}
