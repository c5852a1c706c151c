/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Writes fields to a Struct. Items are JSON texts. */
record StructTarget(Struct struct) implements RecordTarget {
    @Override
    public RecordTarget put(String field, @Nullable String text) {
        struct.put(field, text);
        return this;
    }

    @Override
    public RecordTarget put(String field, long number) {
        struct.put(field, number);
        return this;
    }

    @Override
    public RecordTarget put(String field, boolean value) {
        struct.put(field, value);
        return this;
    }

    @Override
    public RecordTarget put(String field, ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        struct.put(field, copy);
        return this;
    }

    @Override
    public RecordTarget put(String field, Map<String, String> texts) {
        struct.put(field, new LinkedHashMap<>(texts));
        return this;
    }

    @Override
    public RecordTarget put(String field, Optional<Item> item, ItemJson json) {
        struct.put(field, item.map(json::text).orElse(null));
        return this;
    }

    @Override
    public RecordTarget put(String field, Consumer<RecordTarget> fields) {
        Struct nested = new Struct(struct.schema().field(field).schema());
        fields.accept(new StructTarget(nested));
        struct.put(field, nested);
        return this;
    }
}
