/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.SegmentedStringWriter;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Writes JSON text without white space, and reads it into nested maps and lists. */
final class JsonText implements JsonTarget {
    /**
     * The name of an attribute can have up to 65,535 bytes ("Constraints in Amazon DynamoDB", Developer Guide), which
     * exceeds the default limit of the parser.
     */
    private static final StreamReadConstraints CONSTRAINTS =
            StreamReadConstraints.builder().maxNameLength(65_535).build();

    /** Names are data, so they are neither interned nor kept in a symbol table. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(CONSTRAINTS)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final JsonFactory JSON_BYTES =
            new Utf8JsonFactory((JsonFactoryBuilder) JsonFactory.builder().streamReadConstraints(CONSTRAINTS));

    private static final Pattern NUMBER_TOKEN = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final JsonGenerator generator;
    private final boolean plainNumbers;

    private JsonText(JsonGenerator generator, boolean plainNumbers) {
        this.generator = generator;
        this.plainNumbers = plainNumbers;
    }

    /**
     * Returns the text of the value that {@code content} writes.
     *
     * @throws DataException if it has more than 1,000 levels
     */
    static String write(Consumer<JsonTarget> content) {
        // A StringWriter appends character by character, which dominated the time of this method.
        try (SegmentedStringWriter text = new SegmentedStringWriter(JSON._getBufferRecycler())) {
            try (JsonGenerator generator = JSON.createGenerator(text)) {
                content.accept(new JsonText(generator, false));
            }
            return text.getAndClear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the value that {@code content} writes, in UTF-8.
     *
     * @param plainNumbers whether to write numbers of items as {@link NestedJson#plainNumber}, otherwise exactly
     * @throws DataException if it has more than 1,000 levels
     */
    static byte[] bytes(boolean plainNumbers, Consumer<JsonTarget> content) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(JSON_BYTES._getBufferRecycler())) {
            try (JsonGenerator generator = JSON_BYTES.createGenerator(bytes, JsonEncoding.UTF8)) {
                content.accept(new JsonText(generator, plainNumbers));
            }
            return bytes.getClearAndRelease();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Parses JSON text into maps in the order of the text, lists, strings, booleans, null, and numbers as
     * {@link NumberText}.
     *
     * @param path the path of the text, for error messages
     * @throws DataException if the text is not JSON, or if an object contains a duplicate name
     */
    static @Nullable Object read(Path path, String text) {
        return read(path, () -> parser(text));
    }

    /**
     * Parses JSON in UTF-8, like {@link #read(Path, String)}.
     *
     * @throws DataException also if the bytes are not UTF-8
     */
    static @Nullable Object read(Path path, JsonSlice json) {
        return read(path, () -> parser(json));
    }

    private static @Nullable Object read(Path path, Text text) {
        return parse(path, text, JsonText::nested);
    }

    /**
     * Returns what {@code value} reads from the text.
     *
     * @param value reads one value, from its first token to its last one
     * @throws DataException if the text is not one JSON value, or if an object contains a duplicate name
     */
    static @Nullable Object parse(Path path, Text text, Value value) {
        try (JsonParser parser = text.parser()) {
            if (parser.nextToken() == null) {
                throw path.error("expected JSON but the text is empty");
            }
            Object read = value.read(parser);
            if (parser.nextToken() != null) {
                throw path.error("unexpected content after the JSON value");
            }
            return read;
        } catch (NestedJson.DuplicateName e) {
            throw path.error(e.getMessage());
        } catch (JsonProcessingException e) {
            throw path.error("not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the value at the current token into maps, lists, strings, booleans, null and {@link NumberText}. */
    static @Nullable Object nested(JsonParser parser) throws IOException {
        NestedJson nested = new NestedJson(NumberText::new);
        copy(parser, nested);
        return nested.value();
    }

    /** Writes a well-formed value to a target. */
    static void copy(JsonSlice json, JsonTarget target) {
        try (JsonParser parser = parser(json)) {
            parser.nextToken();
            copy(parser, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(JsonParser parser, JsonTarget target) throws IOException {
        int depth = 0;
        while (true) {
            JsonToken token = parser.currentToken();
            copy(parser, token, target);
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth == 0) {
                return;
            }
            parser.nextToken();
        }
    }

    static JsonParser parser(String text) throws IOException {
        return JSON.createParser(text);
    }

    /** The positions of the parser are relative to the start of the slice. */
    static JsonParser parser(JsonSlice json) throws IOException {
        return JSON_BYTES.createParser(json.array(), json.start(), json.length());
    }

    private static void copy(JsonParser parser, JsonToken token, JsonTarget nested) throws IOException {
        switch (token) {
            case START_OBJECT -> nested.startObject();
            case END_OBJECT -> nested.endObject();
            case START_ARRAY -> nested.startArray();
            case END_ARRAY -> nested.endArray();
            case FIELD_NAME -> nested.name(parser.currentName());
            case VALUE_STRING -> nested.text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> nested.number(parser.getText());
            case VALUE_TRUE -> nested.bool(true);
            case VALUE_FALSE -> nested.bool(false);
            case VALUE_NULL -> nested.nul();
            default -> throw new IllegalStateException("unexpected JSON token: " + token);
        }
    }

    @Override
    public void startObject() {
        run(JsonGenerator::writeStartObject);
    }

    @Override
    public void endObject() {
        run(JsonGenerator::writeEndObject);
    }

    @Override
    public void startArray() {
        run(JsonGenerator::writeStartArray);
    }

    @Override
    public void endArray() {
        run(JsonGenerator::writeEndArray);
    }

    @Override
    public void name(String name) {
        run(g -> g.writeFieldName(name));
    }

    @Override
    public void text(String text) {
        run(g -> g.writeString(text));
    }

    /** Digits that are not a JSON number ({@code .5}, {@code +1}) are written as a number with the same value. */
    @Override
    public void number(String digits) {
        if (ExactNumbers.isShort(digits)) {
            run(g -> g.writeNumber(digits));
            return;
        }
        if (plainNumbers) {
            plainNumber(NestedJson.plainNumber(digits));
            return;
        }
        String token = NUMBER_TOKEN.matcher(digits).matches() ? digits : new BigDecimal(digits).toString();
        run(g -> g.writeNumber(token));
    }

    private void plainNumber(Object number) {
        if (number instanceof Long integer) {
            number(integer);
        } else if (number instanceof Double decimal) {
            run(g -> g.writeNumber(decimal));
        } else {
            text(number.toString());
        }
    }

    @Override
    public void number(long number) {
        run(g -> g.writeNumber(number));
    }

    @Override
    public void json(JsonSlice value) {
        run(g -> g.writeRawValue(new RawJson(value)));
    }

    @Override
    public void bool(boolean value) {
        run(g -> g.writeBoolean(value));
    }

    @Override
    public void nul() {
        run(JsonGenerator::writeNull);
    }

    private void run(Step step) {
        try {
            step.accept(generator);
        } catch (StreamConstraintsException e) {
            throw new DataException("cannot be written as JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Step {
        void accept(JsonGenerator generator) throws IOException;
    }

    /** JSON in any encoding. */
    interface Text {
        JsonParser parser() throws IOException;
    }

    /** Reads a value from a parser. */
    interface Value {
        @Nullable
        Object read(JsonParser parser) throws IOException;
    }
}
