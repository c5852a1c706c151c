/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes fields to an object of JSON. Bytes are Base64, items are objects. */
record JsonRecordTarget(JsonTarget json) implements RecordTarget {
    /** Returns the object with these fields, in UTF-8. Numbers in items are as {@link MapTarget} would write them. */
    static byte[] bytes(Consumer<RecordTarget> fields) {
        return JsonText.bytes(true, json -> {
            json.startObject();
            fields.accept(new JsonRecordTarget(json));
            json.endObject();
        });
    }

    @Override
    public RecordTarget put(String field, @Nullable String text) {
        json.name(field);
        if (text == null) {
            json.nul();
        } else {
            json.text(text);
        }
        return this;
    }

    @Override
    public RecordTarget put(String field, long number) {
        json.name(field);
        json.number(number);
        return this;
    }

    @Override
    public RecordTarget put(String field, boolean value) {
        json.name(field);
        json.bool(value);
        return this;
    }

    @Override
    public RecordTarget put(String field, ByteBuffer bytes) {
        return put(field, ItemJson.base64(bytes));
    }

    @Override
    public RecordTarget put(String field, Map<String, String> texts) {
        return put(field, nested -> texts.forEach(nested::put));
    }

    @Override
    public RecordTarget put(String field, Optional<Item> item, ItemJson items) {
        json.name(field);
        if (item.isPresent()) {
            items.write(item.get(), json);
        } else {
            json.nul();
        }
        return this;
    }

    @Override
    public RecordTarget put(String field, Consumer<RecordTarget> fields) {
        json.name(field);
        json.startObject();
        fields.accept(this);
        json.endObject();
        return this;
    }
}
