/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * A JSON representation of items, as text and as nested {@code java.util} maps and lists (Connect's schemaless form).
 *
 * <p>Attributes keep their order. Text that is written from attributes has no white space. An item that was made of JSON
 * in the same format is copied, not parsed. Items may exceed the 32 nesting levels of DynamoDB; the limit
 * is 1,000 levels of JSON.
 *
 * <p>A malformed item causes a {@link DataException}. Its message starts with the path of the invalid value, for
 * example {@code address.lines[3]}, and states what was expected.
 */
public abstract sealed class ItemJson permits DynamoDbJson, PlainJson {
    /** Returns the item as JSON text. */
    public String text(Item item) {
        Optional<JsonSlice> json = item.json(format());
        return json.isPresent() ? json.get().text() : JsonText.write(target -> write(item.attributes(), target));
    }

    /** Returns a value as JSON text. */
    public String text(ItemValue value) {
        return JsonText.write(json -> value.fold(writer(json)));
    }

    /** Returns the item as nested, modifiable maps and lists of strings, numbers, booleans and nulls. */
    public Map<String, @Nullable Object> nested(Item item) {
        return NestedJson.object(json -> write(item, json));
    }

    /**
     * Parses JSON text.
     *
     * @throws DataException if {@code text} is not JSON or not an item in this format
     */
    public Item item(String text) {
        return item(Path.ROOT, text);
    }

    /**
     * Reads nested maps.
     *
     * @throws DataException if {@code nested} is not an item in this format
     */
    public Item item(Map<?, ?> nested) {
        return item(Path.ROOT, nested);
    }

    /** Returns the format of this codec. */
    abstract ItemFormat format();

    /** @param json the text of an item as a string or a {@link JsonSlice}, or nested maps */
    Item item(Path path, @Nullable Object json) {
        Object nested = json;
        if (json instanceof JsonSlice slice) {
            nested = JsonText.read(path, slice);
        } else if (json instanceof CharSequence text) {
            nested = JsonText.read(path, text.toString());
        }
        if (nested instanceof Map<?, ?> attributes) {
            return Item.ofUnshared(values(path, attributes));
        }
        throw path.expected("an item as a JSON object", nested);
    }

    Map<String, ItemValue> values(Path path, Map<?, ?> nested) {
        Map<String, ItemValue> values = new LinkedHashMap<>();
        nested.forEach((name, value) -> {
            Path at = path.field(String.valueOf(name));
            values.put(String.valueOf(name), value(at, value));
        });
        return values;
    }

    void write(Item item, JsonTarget json) {
        Optional<JsonSlice> written = item.json(format());
        if (written.isPresent()) {
            json.json(written.get());
        } else {
            write(item.attributes(), json);
        }
    }

    private void write(Map<String, ItemValue> attributes, JsonTarget json) {
        ItemValue.Fold<JsonTarget> writer = writer(json);
        json.startObject();
        attributes.forEach((name, value) -> {
            json.name(name);
            value.fold(writer);
        });
        json.endObject();
    }

    /** Returns a fold that writes values to {@code json}. */
    abstract ItemValue.Fold<JsonTarget> writer(JsonTarget json);

    /** Reads one value. */
    abstract ItemValue value(Path path, @Nullable Object json);

    /** Returns Base64 with padding (RFC 4648, section 4). */
    static String base64(ByteBuffer bytes) {
        return new String(Base64.getEncoder().encode(bytes).array(), StandardCharsets.ISO_8859_1);
    }

    static ItemValue.N number(Path path, String digits) {
        return path.check(() -> new ItemValue.N(digits));
    }
}
