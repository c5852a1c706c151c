/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws.response;

import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.event.JsonSlice;
import io.changefeed.event.Path;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one item as a slice. Its tokens are checked but not converted, except for key attributes: a slice without a
 * problem contains only types that this version of Changefeed knows.
 */
final class ItemReader {
    private static final byte[] EMPTY_MAP = {'{', '"', 'M', '"', ':', '{', '}', '}'};
    private static final String UNSUPPORTED =
            "this version of Changefeed does not support the type of the value. Install a newer version";
    private static final String NOT_DECIMAL = "not a decimal number";

    private final ResponseParser json;
    private final Path path;
    private final UntypedValue untyped;
    private @Nullable JsonStreamContext root;
    private Optional<Item> item = Optional.empty();
    private Optional<DataException> problem = Optional.empty();
    /** The slices of values without a type. */
    private final List<JsonSlice> emptyMaps = new ArrayList<>(0);

    /** @param name of the item in error messages; empty for none */
    ItemReader(ResponseParser json, String name, UntypedValue untyped) {
        this.json = json;
        this.path = name.isEmpty() ? Path.ROOT : Path.ROOT.field(name);
        this.untyped = untyped;
    }

    /** Reads an item; null is no item. */
    void read() throws IOException {
        read(name -> false, Map.of());
    }

    /**
     * Reads an item.
     *
     * @param isKey whether an attribute is part of the key, by its name
     * @param keys receives the key attributes
     */
    void read(Predicate<String> isKey, Map<String, ItemValue> keys) throws IOException {
        if (json.isNull()) {
            return;
        }
        json.requireObject();
        root = json.context();
        int start = json.start();
        while (json.nextField()) {
            String name = json.name();
            if (isKey.test(name)) {
                readKey(name, keys);
            } else {
                readValue();
            }
        }
        item = Optional.of(Item.of(path, typed(json.from(start)), ItemFormat.DYNAMODB_JSON));
    }

    Optional<Item> item() {
        return item;
    }

    Optional<DataException> problem() {
        return problem;
    }

    private void readKey(String name, Map<String, ItemValue> keys) throws IOException {
        json.requireObject();
        while (json.nextField()) {
            String type = json.name();
            if (isKeyType(type) && json.token() == JsonToken.VALUE_STRING) {
                try {
                    keys.put(name, keyValue(type, json.require(json.text(), type)));
                } catch (IllegalArgumentException e) {
                    report(type.equals("N") ? NOT_DECIMAL : "not Base64");
                }
            } else {
                report(UNSUPPORTED);
                json.skip();
            }
        }
    }

    private static boolean isKeyType(String type) {
        return type.equals("S") || type.equals("N") || type.equals("B");
    }

    private static ItemValue keyValue(String type, String content) {
        return switch (type) {
            case "S" -> new ItemValue.S(content);
            case "N" -> new ItemValue.N(content);
            default -> ItemValue.B.of(Base64.getDecoder().decode(content));
        };
    }

    private void readValue() throws IOException {
        json.requireObject();
        int start = untyped == UntypedValue.EMPTY_MAP ? json.start() : 0;
        int types = 0;
        while (json.nextField()) {
            readContent(json.name());
            types++;
        }
        if (types == 0 && untyped == UntypedValue.EMPTY_MAP) {
            emptyMaps.add(json.from(start));
        } else if (types != 1) {
            report(UNSUPPORTED);
        }
    }

    private void readContent(String type) throws IOException {
        switch (type) {
            case "S", "B" -> check(json.token() == JsonToken.VALUE_STRING);
            case "N" -> checkNumber();
            case "BOOL" -> check(json.token() == JsonToken.VALUE_TRUE || json.token() == JsonToken.VALUE_FALSE);
            case "NULL" -> check(json.token() == JsonToken.VALUE_TRUE);
            case "M" -> {
                json.requireObject();
                while (json.nextField()) {
                    readValue();
                }
            }
            case "L" -> {
                json.requireArray();
                while (json.nextElement()) {
                    readValue();
                }
            }
            case "SS", "BS" -> {
                json.requireArray();
                while (json.nextElement()) {
                    check(json.token() == JsonToken.VALUE_STRING);
                }
            }
            case "NS" -> {
                json.requireArray();
                while (json.nextElement()) {
                    checkNumber();
                }
            }
            default -> check(false);
        }
    }

    /** Emulators store a number that is none. Converted formats would fail at it, and a copied image would contain it. */
    private void checkNumber() throws IOException {
        boolean isText = json.token() == JsonToken.VALUE_STRING;
        check(isText);
        if (isText && !json.isDecimal()) {
            report(NOT_DECIMAL);
        }
    }

    /** Reports and skips a value that is no DynamoDB JSON. */
    private void check(boolean isValid) throws IOException {
        if (!isValid) {
            report(UNSUPPORTED);
            json.skip();
        }
    }

    private void report(String text) {
        if (problem.isEmpty()) {
            problem = Optional.of(currentPath().error(text));
        }
    }

    /** The path of the current value: below the item, names of attributes and names of types alternate. */
    private Path currentPath() {
        Deque<JsonStreamContext> steps = new ArrayDeque<>();
        for (JsonStreamContext step = json.context(); step != null && step != root; step = step.getParent()) {
            steps.push(step);
        }
        Path current = path;
        if (root != null && root.getCurrentName() != null) {
            current = current.field(root.getCurrentName());
        }
        boolean isType = true;
        for (JsonStreamContext step : steps) {
            if (step.inArray()) {
                current = current.element(step.getCurrentIndex());
                isType = true;
            } else if (isType) {
                isType = false;
            } else {
                current = step.getCurrentName() == null ? current : current.field(step.getCurrentName());
                isType = true;
            }
        }
        return current;
    }

    /** The same item with a type for each empty map. */
    private JsonSlice typed(JsonSlice image) {
        if (emptyMaps.isEmpty()) {
            return image;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(image.length() + emptyMaps.size() * EMPTY_MAP.length);
        int from = image.start();
        for (JsonSlice emptyMap : emptyMaps) {
            bytes.write(image.array(), from, emptyMap.start() - from);
            bytes.writeBytes(EMPTY_MAP);
            from = emptyMap.end();
        }
        bytes.write(image.array(), from, image.end() - from);
        return JsonSlice.of(bytes.toByteArray());
    }
}
