/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes fields to a map. Bytes are Base64, items are nested maps. */
record MapTarget(Map<String, @Nullable Object> map) implements RecordTarget {
    MapTarget() {
        this(new LinkedHashMap<>());
    }

    @Override
    public RecordTarget put(String field, @Nullable String text) {
        map.put(field, text);
        return this;
    }

    @Override
    public RecordTarget put(String field, long number) {
        map.put(field, number);
        return this;
    }

    @Override
    public RecordTarget put(String field, boolean value) {
        map.put(field, value);
        return this;
    }

    @Override
    public RecordTarget put(String field, ByteBuffer bytes) {
        return put(field, ItemJson.base64(bytes));
    }

    @Override
    public RecordTarget put(String field, Map<String, String> texts) {
        map.put(field, new LinkedHashMap<>(texts));
        return this;
    }

    @Override
    public RecordTarget put(String field, Optional<Item> item, ItemJson json) {
        map.put(field, item.map(json::nested).orElse(null));
        return this;
    }

    @Override
    public RecordTarget put(String field, Consumer<RecordTarget> fields) {
        MapTarget nested = new MapTarget();
        fields.accept(nested);
        map.put(field, nested.map);
        return this;
    }
}
