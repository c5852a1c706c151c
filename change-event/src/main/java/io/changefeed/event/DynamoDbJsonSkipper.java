/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Skips DynamoDB JSON. All methods start at the first token of what they skip, and stop at its last one, whether it is
 * valid or not.
 */
final class DynamoDbJsonSkipper {
    private final JsonParser parser;

    DynamoDbJsonSkipper(JsonParser parser) {
        this.parser = parser;
    }

    boolean entries() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return invalid();
        }
        boolean isValid = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            parser.nextToken();
            isValid &= value();
        }
        return isValid;
    }

    private boolean value() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return invalid();
        }
        if (parser.nextToken() == JsonToken.END_OBJECT) {
            return false;
        }
        String type = parser.currentName();
        parser.nextToken();
        boolean isValid = content(type);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            parser.nextToken();
            isValid = invalid();
        }
        return isValid;
    }

    private boolean content(String type) throws IOException {
        return switch (type) {
            case "S", "N", "B" -> text();
            case "BOOL" -> parser.currentToken().isBoolean() || invalid();
            case "NULL" -> parser.currentToken() == JsonToken.VALUE_TRUE || invalid();
            case "M" -> entries();
            case "L" -> elements(this::value);
            case "SS", "NS", "BS" -> elements(this::text);
            default -> invalid();
        };
    }

    private boolean text() throws IOException {
        return parser.currentToken() == JsonToken.VALUE_STRING || invalid();
    }

    private boolean elements(Element element) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return invalid();
        }
        boolean isValid = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            isValid &= element.skip();
        }
        return isValid;
    }

    private boolean invalid() throws IOException {
        parser.skipChildren();
        return false;
    }

    private interface Element {
        boolean skip() throws IOException;
    }
}
