/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Receives the fields of a record or of an object in it, in the order of the schema. */
interface RecordTarget {
    RecordTarget put(String field, @Nullable String text);

    RecordTarget put(String field, long number);

    RecordTarget put(String field, boolean value);

    RecordTarget put(String field, ByteBuffer bytes);

    RecordTarget put(String field, Map<String, String> texts);

    /** Writes the item as JSON; null if it is empty. */
    RecordTarget put(String field, Optional<Item> item, ItemJson json);

    /** Writes an object. */
    RecordTarget put(String field, Consumer<RecordTarget> fields);

    default RecordTarget put(String field, Optional<String> text) {
        return put(field, text.orElse(null));
    }

    default RecordTarget putNull(String field) {
        return put(field, (String) null);
    }

    /** Writes the value of a key attribute. A number is its digits. */
    default RecordTarget putKey(String field, ItemValue value) {
        if (value instanceof ItemValue.S string) {
            return put(field, string.text());
        }
        if (value instanceof ItemValue.N number) {
            return put(field, number.digits());
        }
        return put(field, ((ItemValue.B) value).bytes());
    }
}
