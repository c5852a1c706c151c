/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Parses the fields of an offset. Each error is an IllegalArgumentException that names the field. */
record OffsetFields(Map<String, ?> offset) {
    String text(String field) {
        Object value = offset.get(field);
        if (value == null) {
            throw new IllegalArgumentException("field '" + field + "' is missing");
        }
        return value.toString();
    }

    Optional<String> optional(String field) {
        return Optional.ofNullable(offset.get(field)).map(Object::toString);
    }

    /** @param expected description of a valid text, such as "a number" */
    String matching(String field, Pattern pattern, String expected) {
        String text = text(field);
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("field '" + field + "': '" + text + "' is not " + expected);
        }
        return text;
    }

    Instant time(String field) {
        String text = text(field);
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "field '" + field + "': '" + text + "' is not a time such as 2026-01-31T12:00:00Z", e);
        }
    }

    /** @param parser throws an IllegalArgumentException whose message starts with the text */
    <T> T parsed(String field, Function<String, T> parser) {
        String text = text(field);
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("field '" + field + "': " + e.getMessage(), e);
        }
    }
}
