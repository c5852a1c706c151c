/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.N;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plain JSON, {@code {"n":1.50}}: numbers keep all of their digits, binary is a Base64 string, a set is an array.
 *
 * <p>In nested maps, a number is a Long if it is integral and fits, a Double if that has exactly the same decimal
 * value, otherwise a string.
 *
 * <p>Types are inferred on reading: a string is S, a number N, a boolean BOOL, null NULL, an array L and an object M.
 * Therefore binary, and numbers that nested maps hold as strings, are read as S, and sets as L.
 */
final class PlainJson extends ItemJson {

    @Override
    ItemFormat format() {
        return ItemFormat.JSON;
    }

    @Override
    ItemValue.Fold<JsonTarget> writer(JsonTarget json) {
        return new Writer(json);
    }

    @Override
    ItemValue value(Path path, @Nullable Object json) {
        if (json == null) {
            return new ItemValue.Null();
        }
        if (json instanceof String text) {
            return new ItemValue.S(text);
        }
        if (json instanceof Number number) {
            return number(path, number.toString());
        }
        if (json instanceof Boolean value) {
            return new ItemValue.Bool(value);
        }
        if (json instanceof Map<?, ?> entries) {
            return new ItemValue.M(values(path, entries));
        }
        if (json instanceof List<?> list) {
            List<ItemValue> elements = new ArrayList<>(list.size());
            list.forEach(element -> elements.add(value(path.element(elements.size()), element)));
            return new ItemValue.L(elements);
        }
        throw path.expected("a JSON value", json);
    }

    private record Writer(JsonTarget json) implements ItemValue.Fold<JsonTarget> {
        @Override
        public JsonTarget string(String text) {
            json.text(text);
            return json;
        }

        @Override
        public JsonTarget number(String digits) {
            json.number(digits);
            return json;
        }

        @Override
        public JsonTarget binary(ByteBuffer bytes) {
            json.text(base64(bytes));
            return json;
        }

        @Override
        public JsonTarget bool(boolean value) {
            json.bool(value);
            return json;
        }

        @Override
        public JsonTarget nul() {
            json.nul();
            return json;
        }

        @Override
        public JsonTarget map(Map<String, ItemValue> entries) {
            json.startObject();
            entries.forEach((name, value) -> {
                json.name(name);
                value.fold(this);
            });
            json.endObject();
            return json;
        }

        @Override
        public JsonTarget list(List<ItemValue> elements) {
            return array(elements, element -> element.fold(this));
        }

        @Override
        public JsonTarget stringSet(List<String> texts) {
            return array(texts, json::text);
        }

        @Override
        public JsonTarget numberSet(List<N> numbers) {
            return array(numbers, number -> json.number(number.digits()));
        }

        @Override
        public JsonTarget binarySet(List<B> binaries) {
            return array(binaries, binary -> json.text(base64(binary.bytes())));
        }

        private <T> JsonTarget array(List<T> elements, Consumer<T> element) {
            json.startArray();
            elements.forEach(element);
            json.endArray();
            return json;
        }
    }
}
