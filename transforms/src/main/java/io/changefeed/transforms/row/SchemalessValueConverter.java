/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.row;

import io.changefeed.event.ItemValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Converts values to Connect's schemaless form, from which sinks infer columns: strings, numbers, booleans, lists and
 * maps. Binary is a Base64 string, because sinks cannot infer a column from bytes.
 */
final class SchemalessValueConverter implements ItemValue.Fold<Optional<Object>> {
    private final NumberMode numbers;
    private final NestedFormat nested;

    SchemalessValueConverter(NumberMode numbers, NestedFormat nested) {
        this.numbers = numbers;
        this.nested = nested;
    }

    /** Converts the value of an attribute; empty for NULL. */
    Optional<Object> convert(ItemValue value) {
        boolean scalar = value instanceof ItemValue.S
                || value instanceof ItemValue.N
                || value instanceof ItemValue.B
                || value instanceof ItemValue.Bool
                || value instanceof ItemValue.Null;
        return scalar || nested.json().isEmpty()
                ? value.fold(this)
                : Optional.of(nested.json().get().json().text(value));
    }

    @Override
    public Optional<Object> string(String text) {
        return Optional.of(text);
    }

    @Override
    public Optional<Object> number(String digits) {
        return Optional.of(numbers.value(digits));
    }

    @Override
    public Optional<Object> binary(ByteBuffer bytes) {
        return Optional.of(new String(Base64.getEncoder().encode(bytes).array(), StandardCharsets.ISO_8859_1));
    }

    @Override
    public Optional<Object> bool(boolean value) {
        return Optional.of(value);
    }

    @Override
    public Optional<Object> nul() {
        return Optional.empty();
    }

    @Override
    public Optional<Object> map(Map<String, ItemValue> entries) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        entries.forEach((name, value) -> map.put(name, value.fold(this).orElse(null)));
        return Optional.of(map);
    }

    @Override
    public Optional<Object> list(List<ItemValue> elements) {
        return all(elements.stream());
    }

    @Override
    public Optional<Object> stringSet(List<String> texts) {
        return Optional.of(texts);
    }

    @Override
    public Optional<Object> numberSet(List<ItemValue.N> set) {
        return all(set.stream());
    }

    @Override
    public Optional<Object> binarySet(List<ItemValue.B> binaries) {
        return all(binaries.stream());
    }

    private Optional<Object> all(Stream<? extends ItemValue> values) {
        List<@Nullable Object> list = new ArrayList<>();
        values.forEach(value -> list.add(value.fold(this).orElse(null)));
        return Optional.of(list);
    }
}
