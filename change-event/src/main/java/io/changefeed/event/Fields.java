/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a Struct or a map. Missing and null fields are treated alike, because converters and transforms
 * may drop null fields. Every error is a {@link DataException} that names the field.
 */
final class Fields {
    private static final Map<String, ViewType> VIEW_TYPES =
            Arrays.stream(ViewType.values()).collect(toUnmodifiableMap(ViewType::name, identity()));

    private final Path path;
    private final Function<String, @Nullable Object> values;

    private Fields(Path path, Function<String, @Nullable Object> values) {
        this.path = path;
        this.values = values;
    }

    static Fields of(Path path, @Nullable Object value) {
        if (value instanceof Struct struct) {
            return new Fields(path, name -> {
                Field field = struct.schema().field(name);
                return field == null ? null : struct.get(field);
            });
        }
        if (value instanceof Map<?, ?> map) {
            return new Fields(path, map::get);
        }
        throw path.expected("a Struct or a map", value);
    }

    Path path(String name) {
        return path.field(name);
    }

    @Nullable
    Object value(String name) {
        return values.apply(name);
    }

    boolean has(String name) {
        return value(name) != null;
    }

    String text(String name) {
        if (value(name) instanceof String text) {
            return text;
        }
        throw expected("a string", name);
    }

    Optional<String> optionalText(String name) {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    /** Parses a string. An IllegalArgumentException of {@code parse} becomes the error of the field. */
    <T> T parsed(String name, Function<String, T> parse) {
        String text = text(name);
        return path(name).check(() -> parse.apply(text));
    }

    /** Reads a string that names a constant. */
    <T> T constant(String name, Function<String, Optional<T>> parse, String expected) {
        String text = text(name);
        return parse.apply(text)
                .orElseThrow(() -> path(name).error("expected " + expected + " but found '" + text + "'"));
    }

    Optional<ViewType> viewType(String name) {
        return has(name)
                ? Optional.of(constant(name, Fields::viewTypeOf, "one of " + Arrays.toString(ViewType.values())))
                : Optional.empty();
    }

    private static Optional<ViewType> viewTypeOf(String text) {
        return Optional.ofNullable(VIEW_TYPES.get(text));
    }

    /** Reads an integer of any numeric class: without a schema, converters return INT64 as Integer, Long or Double. */
    long integer(String name) {
        Object value = value(name);
        if (value instanceof Long number) {
            return number;
        }
        if (value instanceof Number number) {
            try {
                return new BigDecimal(number.toString()).longValueExact();
            } catch (ArithmeticException | NumberFormatException e) {
                throw path(name).error("expected a 64-bit integer but found the number " + number, e);
            }
        }
        throw expected("a 64-bit integer", name);
    }

    /** Reads milliseconds since the epoch. */
    Instant time(String name) {
        return Instant.ofEpochMilli(integer(name));
    }

    boolean bool(String name) {
        if (value(name) instanceof Boolean value) {
            return value;
        }
        throw expected("a boolean", name);
    }

    Fields nested(String name) {
        return of(path(name), value(name));
    }

    Optional<Fields> optionalNested(String name) {
        return has(name) ? Optional.of(nested(name)) : Optional.empty();
    }

    /** Reads a map of strings; empty if there is none. */
    Map<String, String> texts(String name) {
        if (!has(name)) {
            return Map.of();
        }
        if (!(value(name) instanceof Map<?, ?> map)) {
            throw expected("a map of strings", name);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        Fields entries = nested(name);
        map.keySet().forEach(key -> texts.put(String.valueOf(key), entries.text(String.valueOf(key))));
        return texts;
    }

    private DataException expected(String expected, String name) {
        return path(name).expected(expected, value(name));
    }
}
