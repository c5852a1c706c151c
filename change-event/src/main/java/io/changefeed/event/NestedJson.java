/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Builds nested maps and lists, the representation of schemaless Connect values. */
final class NestedJson implements JsonTarget {
    private final Function<String, Object> numbers;
    private final Deque<Container> open = new ArrayDeque<>();
    private final List<@Nullable Object> root = new ArrayList<>(1);
    private String name = "";

    /** @param numbers converts the digits of a number */
    NestedJson(Function<String, Object> numbers) {
        this.numbers = numbers;
        open.push(root::add);
    }

    /** Returns the object that {@code content} writes, with numbers converted by {@link #plainNumber}. */
    static Map<String, @Nullable Object> object(Consumer<JsonTarget> content) {
        NestedJson nested = new NestedJson(NestedJson::plainNumber);
        content.accept(nested);
        @SuppressWarnings("unchecked") // content writes an object
        Map<String, @Nullable Object> object = (Map<String, @Nullable Object>) requireNonNull(nested.value());
        return object;
    }

    /**
     * Returns a Long if the number is integral and fits, a Double if its text has exactly the same value, otherwise the
     * string.
     */
    static Object plainNumber(String digits) {
        BigDecimal decimal = new BigDecimal(digits);
        OptionalLong integer = ExactNumbers.toLong(decimal);
        if (integer.isPresent()) {
            return integer.getAsLong();
        }
        // Converters write the text of Double.toString, which is not the shortest form before JDK 19.
        double nearest = decimal.doubleValue();
        if (Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(decimal) == 0) {
            return nearest;
        }
        return digits;
    }

    /** Returns the value once it is complete. */
    @Nullable
    Object value() {
        return root.get(0);
    }

    @Override
    public void startObject() {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        add(object);
        open.push(value -> {
            int before = object.size();
            object.put(name, value);
            if (object.size() == before) {
                throw new DuplicateName(name);
            }
        });
    }

    @Override
    public void endObject() {
        open.pop();
    }

    @Override
    public void startArray() {
        List<@Nullable Object> array = new ArrayList<>();
        add(array);
        open.push(array::add);
    }

    @Override
    public void endArray() {
        open.pop();
    }

    @Override
    public void name(String name) {
        this.name = name;
    }

    @Override
    public void text(String text) {
        add(text);
    }

    @Override
    public void number(String digits) {
        add(numbers.apply(digits));
    }

    @Override
    public void number(long number) {
        add(number);
    }

    @Override
    public void bool(boolean value) {
        add(value);
    }

    @Override
    public void json(JsonSlice value) {
        JsonText.copy(value, this);
    }

    @Override
    public void nul() {
        add(null);
    }

    private void add(@Nullable Object value) {
        open.element().add(value);
    }

    private interface Container {
        void add(@Nullable Object value);
    }

    /** Thrown if an object contains a duplicate name. */
    static final class DuplicateName extends RuntimeException {
        private static final long serialVersionUID = 1;

        DuplicateName(String name) {
            super("duplicate name '" + name + "' in an object");
        }
    }
}
