/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Reads the value of a record that is JSON, in one pass. Images are skipped: they stay in the array of the record. */
final class EventJson {
    /** The fields of a value that JsonConverter has written with {@code schemas.enable=true}. */
    private static final Set<String> WITH_SCHEMA = Set.of("schema", "payload");

    private static final Set<String> IMAGES = Set.of("before", "after");

    /**
     * An image.
     *
     * @param isDynamoDbJson whether it is an item in DynamoDB JSON
     */
    record Image(JsonSlice json, boolean isDynamoDbJson) {
        /** Returns the image as an item, whose attributes cannot be read if it is not in this format. */
        Item item(Path path, ItemFormat format) {
            return format == ItemFormat.DYNAMODB_JSON && !isDynamoDbJson
                    ? Item.lazy(() -> format.json().item(path, json))
                    : Item.of(path, json, format);
        }
    }

    private final byte[] array;

    private EventJson(byte[] array) {
        this.array = array;
    }

    /**
     * Reads a value, without the schema of JsonConverter.
     *
     * @return the fields, in which the field {@code item} of an image is an {@link Image} unless it is text
     * @throws DataException if the bytes are not JSON in UTF-8
     */
    static @Nullable Object read(byte[] array) {
        EventJson json = new EventJson(array);
        return JsonText.parse(Path.ROOT, () -> JsonText.parser(JsonSlice.of(array)), json::value);
    }

    private @Nullable Object value(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return JsonText.nested(parser);
        }
        Map<String, @Nullable Object> fields = fields(parser, this::field);
        return fields.keySet().equals(WITH_SCHEMA) ? fields.get("payload") : fields;
    }

    private @Nullable Object field(String name, JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            if (IMAGES.contains(name)) {
                return fields(parser, this::imageField);
            }
            if (name.equals("payload")) {
                return fields(parser, this::field);
            }
            if (name.equals("schema")) {
                parser.skipChildren();
                return null;
            }
        }
        return simple(name, parser);
    }

    private @Nullable Object imageField(String name, JsonParser parser) throws IOException {
        if (name.equals(KeyFields.ITEM) && parser.currentToken() == JsonToken.START_OBJECT) {
            int start = (int) parser.currentLocation().getByteOffset() - 1;
            boolean isDynamoDbJson = DynamoDbJson.skipItem(parser);
            int end = (int) parser.currentLocation().getByteOffset();
            return new Image(new JsonSlice(array, start, end), isDynamoDbJson);
        }
        return simple(name, parser);
    }

    private @Nullable Object simple(String name, JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> fields(parser, this::simple);
            case VALUE_STRING -> parser.getText();
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> JsonText.nested(parser);
        };
    }

    private static Map<String, @Nullable Object> fields(JsonParser parser, Field field) throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            int before = fields.size();
            fields.put(name, field.read(name, parser));
            if (fields.size() == before) {
                throw new NestedJson.DuplicateName(name);
            }
        }
        return fields;
    }

    private interface Field {
        @Nullable
        Object read(String name, JsonParser parser) throws IOException;
    }
}
