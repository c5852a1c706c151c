/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import com.fasterxml.jackson.core.JsonParser;
import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.N;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * DynamoDB JSON, {@code {"n":{"N":"1.50"}}}: every value is an object with a type and its content. Values are read back
 * exactly as written, including the digits of numbers and the order of sets.
 *
 * <p>Numbers are strings, binary is a Base64 string, {@code NULL} is {@code true}.
 */
public final class DynamoDbJson extends ItemJson {
    /**
     * Skips the object at the current token of a parser, whose last token is current afterwards.
     *
     * @return whether it is an item: every value has one type, and content of this type. The syntax of numbers and of
     *     Base64, and duplicate names, are not checked
     * @throws IOException if the JSON is malformed
     */
    static boolean skipItem(JsonParser parser) throws IOException {
        return new DynamoDbJsonSkipper(parser).entries();
    }

    @Override
    ItemFormat format() {
        return ItemFormat.DYNAMODB_JSON;
    }

    @Override
    ItemValue.Fold<JsonTarget> writer(JsonTarget json) {
        return new Writer(json);
    }

    @Override
    Item item(Path path, @Nullable Object json) {
        Optional<Map<String, ItemValue>> read = Optional.empty();
        if (json instanceof String text) {
            read = DynamoDbJsonParser.attributes(() -> JsonText.parser(text));
        } else if (json instanceof JsonSlice slice) {
            read = DynamoDbJsonParser.attributes(() -> JsonText.parser(slice));
        }
        return read.map(Item::ofUnshared).orElseGet(() -> super.item(path, json));
    }

    @Override
    ItemValue value(Path path, @Nullable Object json) {
        if (!(json instanceof Map<?, ?> typed) || typed.size() != 1) {
            throw path.expected("an object with one type and its content, like {\"S\":\"text\"},", json);
        }
        Map.Entry<?, ?> only = typed.entrySet().iterator().next();
        Object content = only.getValue();
        return switch (String.valueOf(only.getKey())) {
            case "S" -> new ItemValue.S(text(path, content));
            case "N" -> number(path, text(path, content));
            case "B" -> binary(path, content);
            case "BOOL" -> new ItemValue.Bool(bool(path, content));
            case "NULL" -> nul(path, content);
            case "M" -> map(path, content);
            case "L" -> new ItemValue.L(elements(path, content, this::value));
            case "SS" -> new ItemValue.SS(elements(path, content, DynamoDbJson::text));
            case "NS" -> new ItemValue.NS(elements(path, content, (at, number) -> number(at, text(at, number))));
            case "BS" -> new ItemValue.BS(elements(path, content, DynamoDbJson::binary));
            default ->
                throw path.error("expected one of DynamoDB's types S, N, B, BOOL, NULL, M, L, SS, NS, BS but found '"
                        + only.getKey() + "'");
        };
    }

    private static String text(Path path, @Nullable Object content) {
        if (content instanceof String text) {
            return text;
        }
        throw path.expected("a string", content);
    }

    private static B binary(Path path, @Nullable Object content) {
        try {
            return B.of(Base64.getDecoder().decode(text(path, content)));
        } catch (IllegalArgumentException e) {
            throw path.error("expected Base64: " + e.getMessage(), e);
        }
    }

    private static boolean bool(Path path, @Nullable Object content) {
        if (content instanceof Boolean value) {
            return value;
        }
        throw path.expected("a boolean", content);
    }

    private static ItemValue nul(Path path, @Nullable Object content) {
        if (Boolean.TRUE.equals(content)) {
            return new ItemValue.Null();
        }
        throw path.expected("true as the content of NULL", content);
    }

    private ItemValue map(Path path, @Nullable Object content) {
        if (content instanceof Map<?, ?> entries) {
            return new ItemValue.M(values(path, entries));
        }
        throw path.expected("an object as the content of M", content);
    }

    private static <T> List<T> elements(
            Path path, @Nullable Object content, BiFunction<Path, @Nullable Object, T> element) {
        if (!(content instanceof List<?> list)) {
            throw path.expected("an array", content);
        }
        List<T> elements = new ArrayList<>(list.size());
        for (Object json : list) {
            elements.add(element.apply(path.element(elements.size()), json));
        }
        return elements;
    }

    private record Writer(JsonTarget json) implements ItemValue.Fold<JsonTarget> {
        @Override
        public JsonTarget string(String text) {
            return typed("S", () -> json.text(text));
        }

        @Override
        public JsonTarget number(String digits) {
            return typed("N", () -> json.text(digits));
        }

        @Override
        public JsonTarget binary(ByteBuffer bytes) {
            return typed("B", () -> json.text(base64(bytes)));
        }

        @Override
        public JsonTarget bool(boolean value) {
            return typed("BOOL", () -> json.bool(value));
        }

        @Override
        public JsonTarget nul() {
            return typed("NULL", () -> json.bool(true));
        }

        @Override
        public JsonTarget map(Map<String, ItemValue> entries) {
            return typed("M", () -> {
                json.startObject();
                entries.forEach((name, value) -> {
                    json.name(name);
                    value.fold(this);
                });
                json.endObject();
            });
        }

        @Override
        public JsonTarget list(List<ItemValue> elements) {
            return array("L", elements, element -> element.fold(this));
        }

        @Override
        public JsonTarget stringSet(List<String> texts) {
            return array("SS", texts, json::text);
        }

        @Override
        public JsonTarget numberSet(List<N> numbers) {
            return array("NS", numbers, number -> json.text(number.digits()));
        }

        @Override
        public JsonTarget binarySet(List<B> binaries) {
            return array("BS", binaries, binary -> json.text(base64(binary.bytes())));
        }

        private <T> JsonTarget array(String type, List<T> elements, Consumer<T> element) {
            return typed(type, () -> {
                json.startArray();
                elements.forEach(element);
                json.endArray();
            });
        }

        private JsonTarget typed(String type, Runnable content) {
            json.startObject();
            json.name(type);
            content.run();
            json.endObject();
            return json;
        }
    }
}
