/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Parses DynamoDB JSON without intermediate maps, which would otherwise account for most of the garbage that an event
 * creates. It does not describe errors: {@link DynamoDbJson} parses malformed text again and reports the reason.
 */
final class DynamoDbJsonParser {
    private final JsonParser parser;

    private DynamoDbJsonParser(JsonParser parser) {
        this.parser = parser;
    }

    /** Returns the attributes; empty if the text is malformed. */
    static Optional<Map<String, ItemValue>> attributes(JsonText.Text text) {
        try (JsonParser parser = text.parser()) {
            parser.nextToken();
            Map<String, ItemValue> attributes = new DynamoDbJsonParser(parser).entries();
            require(parser.nextToken() == null);
            return Optional.of(attributes);
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(boolean isValid) {
        if (!isValid) {
            throw new IllegalArgumentException("not an item in DynamoDB JSON");
        }
    }

    /** Like all methods below, starts at the current token and stops at the last token of the value. */
    private Map<String, ItemValue> entries() throws IOException {
        require(parser.currentToken() == JsonToken.START_OBJECT);
        Map<String, ItemValue> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            require(entries.put(name, value()) == null);
        }
        return entries;
    }

    private ItemValue value() throws IOException {
        require(parser.currentToken() == JsonToken.START_OBJECT && parser.nextToken() == JsonToken.FIELD_NAME);
        String type = parser.currentName();
        parser.nextToken();
        ItemValue value = content(type);
        require(parser.nextToken() == JsonToken.END_OBJECT);
        return value;
    }

    private ItemValue content(String type) throws IOException {
        return switch (type) {
            case "S" -> new ItemValue.S(text());
            case "N" -> number();
            case "B" -> binary();
            case "BOOL" -> new ItemValue.Bool(parser.getBooleanValue());
            case "NULL" -> nul();
            case "M" -> new ItemValue.M(entries());
            case "L" -> new ItemValue.L(elements(this::value));
            case "SS" -> new ItemValue.SS(elements(this::text));
            case "NS" -> new ItemValue.NS(elements(this::number));
            case "BS" -> new ItemValue.BS(elements(this::binary));
            default -> throw new IllegalArgumentException("unknown type: " + type);
        };
    }

    private String text() throws IOException {
        require(parser.currentToken() == JsonToken.VALUE_STRING);
        return parser.getText();
    }

    private ItemValue.N number() throws IOException {
        return new ItemValue.N(text());
    }

    private ItemValue.B binary() throws IOException {
        return ItemValue.B.of(Base64.getDecoder().decode(text()));
    }

    private ItemValue nul() {
        require(parser.currentToken() == JsonToken.VALUE_TRUE);
        return new ItemValue.Null();
    }

    private <T> List<T> elements(Element<T> element) throws IOException {
        require(parser.currentToken() == JsonToken.START_ARRAY);
        List<T> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(element.read());
        }
        return elements;
    }

    private interface Element<T> {
        T read() throws IOException;
    }
}
