/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** The path of a value in error messages, for example {@code after.item.address.lines[3]}. Rendered only on error. */
public final class Path {
    public static final Path ROOT = new Path(null, null, 0);

    private static final Pattern PLAIN_NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]*");

    private final @Nullable Path parent;
    private final @Nullable String name;
    private final int index;

    private Path(@Nullable Path parent, @Nullable String name, int index) {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    public Path field(String name) {
        return new Path(this, name, 0);
    }

    public Path element(int index) {
        return new Path(this, null, index);
    }

    /** Returns an error whose message starts with this path. */
    public DataException error(@Nullable String problem) {
        return new DataException(this + ": " + problem);
    }

    /** Returns an error whose message starts with this path. */
    public DataException error(@Nullable String problem, Exception cause) {
        return new DataException(this + ": " + problem, cause);
    }

    /** Returns the result of {@code supplier}. An IllegalArgumentException becomes an error with this path. */
    <T> T check(Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (IllegalArgumentException e) {
            throw error(e.getMessage(), e);
        }
    }

    /**
     * Returns the error of an unexpected value. The message describes {@code found} without the content of strings and
     * bytes.
     */
    DataException expected(String expected, @Nullable Object found) {
        return error("expected " + expected + " but found " + kind(found));
    }

    private static String kind(@Nullable Object value) {
        if (value == null) {
            return "nothing";
        }
        if (value instanceof CharSequence) {
            return "a string";
        }
        if (value instanceof Number) {
            return "the number " + value;
        }
        if (value instanceof Boolean) {
            return "the boolean " + value;
        }
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty() ? "an empty object" : "an object with the names " + map.keySet();
        }
        if (value instanceof List) {
            return "an array";
        }
        if (value instanceof byte[] || value instanceof ByteBuffer) {
            return "bytes";
        }
        if (value instanceof Struct struct) {
            return "a Struct " + struct.schema().name();
        }
        return "a " + value.getClass().getName();
    }

    /** Returns the steps from the root, with unusual names in brackets and quotes; {@code value} for the root. */
    @Override
    public String toString() {
        Deque<Path> steps = new ArrayDeque<>();
        for (Path step = this; step.parent != null; step = step.parent) {
            steps.push(step);
        }
        StringBuilder text = new StringBuilder();
        steps.forEach(step -> step.appendTo(text));
        return text.isEmpty() ? "value" : text.toString();
    }

    private void appendTo(StringBuilder text) {
        if (name == null) {
            text.append('[').append(index).append(']');
        } else if (PLAIN_NAME.matcher(name).matches()) {
            text.append(text.isEmpty() ? "" : ".").append(name);
        } else {
            text.append("['").append(name).append("']");
        }
    }
}
