/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.CharArrayWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Writes JSON text without white space, and reads it into nested maps and lists. */
final class JsonText implements JsonTarget {
    /**
     * The name of an attribute can have up to 65,535 bytes ("Constraints in Amazon DynamoDB", Developer Guide), which
     * exceeds the default limit of the parser. Names are data, so they are neither interned nor kept in a symbol table.
     */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNameLength(65_535).build())
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final Pattern NUMBER_TOKEN = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private static final int INITIAL_CAPACITY = 1024;

    private final JsonGenerator generator;

    private JsonText(JsonGenerator generator) {
        this.generator = generator;
    }

    /**
     * Returns the text of the value that {@code content} writes.
     *
     * @throws DataException if it has more than 1,000 levels
     */
    static String write(Consumer<JsonTarget> content) {
        // A StringWriter appends character by character, which dominated the time of this method.
        CharArrayWriter text = new CharArrayWriter(INITIAL_CAPACITY);
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            content.accept(new JsonText(generator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /**
     * Parses JSON text into maps in the order of the text, lists, strings, booleans, null, and numbers as
     * {@link NumberText}.
     *
     * @param path the path of the text, for error messages
     * @throws DataException if the text is not JSON, or if an object contains a duplicate name
     */
    static @Nullable Object read(Path path, String text) {
        try (JsonParser parser = parser(text)) {
            NestedJson nested = new NestedJson(NumberText::new);
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (nested.isComplete()) {
                    throw path.error("unexpected content after the JSON value");
                }
                copy(parser, token, nested);
            }
            if (!nested.isComplete()) {
                throw path.error("expected JSON but the text is empty");
            }
            return nested.value();
        } catch (NestedJson.DuplicateName e) {
            throw path.error(e.getMessage());
        } catch (JsonProcessingException e) {
            throw path.error("not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Parses JSON text in UTF-8, like {@link #read(Path, String)}.
     *
     * @throws DataException also if the bytes are not UTF-8: a parser would replace them
     */
    static @Nullable Object read(Path path, byte[] text) {
        try {
            return read(path, UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString());
        } catch (CharacterCodingException e) {
            throw path.error("not JSON: the bytes are not UTF-8", e);
        }
    }

    static JsonParser parser(String text) throws IOException {
        return JSON.createParser(text);
    }

    private static void copy(JsonParser parser, JsonToken token, NestedJson nested) throws IOException {
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
        String token = NUMBER_TOKEN.matcher(digits).matches() ? digits : new BigDecimal(digits).toString();
        run(g -> g.writeNumber(token));
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
}
