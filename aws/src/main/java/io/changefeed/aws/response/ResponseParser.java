/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws.response;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.changefeed.event.ItemValue;
import io.changefeed.event.JsonSlice;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Parses a response of DynamoDB, with fields in any order.
 *
 * <p>Each method that reads a value starts at the first token of the value and stops at its last one.
 */
final class ResponseParser {
    /**
     * Only a parser with a symbol table reads bytes without decoding them to characters first, and knows the offsets of
     * its tokens in bytes. Attribute names are data: they are not interned, can have up to 65,535 bytes ("Constraints
     * in Amazon DynamoDB", Developer Guide), and must not fail because their hashes collide.
     */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNameLength(65_535).build())
            .enable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private static final int MILLIS_DIGITS = 3;

    /** Reads the fields of a response. */
    interface Reading<T> {
        T read(ResponseParser parser) throws IOException;
    }

    private final JsonSlice json;
    private final JsonParser parser;

    private ResponseParser(JsonSlice json, JsonParser parser) {
        this.json = json;
        this.parser = parser;
    }

    /**
     * Parses a whole response.
     *
     * @throws SdkClientException if it is cut, no JSON, or does not have the expected fields
     */
    static <T> T parse(JsonSlice json, Reading<T> reading) {
        try (JsonParser parser = JSON.createParser(json.array(), json.start(), json.length())) {
            ResponseParser response = new ResponseParser(json, parser);
            parser.nextToken();
            response.requireObject();
            T result = reading.read(response);
            response.require(parser.nextToken() == null, "one JSON object");
            return result;
        } catch (IOException e) {
            throw ResponseBuffer.invalid(String.valueOf(withoutContent(e)), e);
        }
    }

    /** The source that Jackson appends to its messages contains the start of the response. */
    private static @Nullable String withoutContent(IOException e) {
        return e instanceof JsonProcessingException parsing ? parsing.getOriginalMessage() : e.getMessage();
    }

    /** Goes to the value of the next field. Returns whether there is one; otherwise this is the end of the object. */
    boolean nextField() throws IOException {
        if (parser.nextToken() == JsonToken.FIELD_NAME) {
            parser.nextToken();
            return true;
        }
        return false;
    }

    /** Goes to the next element. Returns whether there is one; otherwise this is the end of the array. */
    boolean nextElement() throws IOException {
        return parser.nextToken() != JsonToken.END_ARRAY;
    }

    /** Returns the name of the current field. */
    String name() throws IOException {
        return parser.currentName();
    }

    @Nullable
    JsonToken token() {
        return parser.currentToken();
    }

    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    /** Returns the text; null if the value is null. */
    @Nullable
    String text() throws IOException {
        if (isNull()) {
            return null;
        }
        require(parser.currentToken() == JsonToken.VALUE_STRING, "a string");
        return parser.getText();
    }

    /** Returns whether the current text is a decimal number. For one without an exponent, no string is created. */
    boolean isDecimal() throws IOException {
        if (isPlainDecimal(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength())) {
            return true;
        }
        try {
            new ItemValue.N(parser.getText());
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isPlainDecimal(char[] text, int start, int length) {
        int digits = 0;
        int points = 0;
        for (int i = length > 0 && text[start] == '-' ? 1 : 0; i < length; i++) {
            char c = text[start + i];
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == '.') {
                points++;
            } else {
                return false;
            }
        }
        return digits > 0 && points <= 1;
    }

    long integer() throws IOException {
        require(parser.currentToken() == JsonToken.VALUE_NUMBER_INT, "an integer");
        return parser.getLongValue();
    }

    double number() throws IOException {
        requireNumber();
        return parser.getDoubleValue();
    }

    /** Returns a time in seconds since the epoch, possibly with fractions. */
    Instant time() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return Instant.ofEpochSecond(parser.getLongValue());
        }
        requireNumber();
        return Instant.ofEpochMilli(
                new BigDecimal(parser.getText()).movePointRight(MILLIS_DIGITS).longValue());
    }

    private void requireNumber() throws IOException {
        require(parser.currentToken() != null && parser.currentToken().isNumeric(), "a number");
    }

    void skip() throws IOException {
        parser.skipChildren();
    }

    /** Returns the index of the first byte of the current value in the array of the response. */
    int start() {
        return json.start() + (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Returns the bytes from an index to the end of the current value. */
    JsonSlice from(int start) {
        return new JsonSlice(
                json.array(),
                start,
                json.start() + (int) parser.currentLocation().getByteOffset());
    }

    /** Returns the position of the parser in the document, for error messages. */
    JsonStreamContext context() {
        return parser.getParsingContext();
    }

    void requireObject() throws IOException {
        require(parser.currentToken() == JsonToken.START_OBJECT, "an object");
    }

    void requireArray() throws IOException {
        require(parser.currentToken() == JsonToken.START_ARRAY, "an array");
    }

    private void require(boolean isValid, String expected) throws IOException {
        if (!isValid) {
            throw new IOException("expected " + expected + " at " + context().pathAsPointer());
        }
    }

    <T> T require(@Nullable T value, String field) throws IOException {
        if (value == null) {
            throw new IOException("no field " + field + " at " + context().pathAsPointer());
        }
        return value;
    }
}
