/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The header of a tombstone: its remove event without the old image. After log compaction, the tombstone is all that is
 * left of a delete, and its key alone has neither the order of the delete nor the types of the key attributes.
 *
 * <p>The value is the event in the formats {@link EventFormat#MAP} and {@link ItemFormat#DYNAMODB_JSON}, as Base64 of its
 * JSON text: Connect's SimpleHeaderConverter would parse plain JSON, and lose the types of its values.
 */
public final class TombstoneHeader {
    public static final String NAME = "changefeed.event";

    private static final Path PATH = Path.ROOT.field("headers").field(NAME);

    private TombstoneHeader() {}

    /** Returns the value for the tombstone of a remove event. */
    public static String write(ChangeEvent remove) {
        Map<String, @Nullable Object> envelope = new LinkedHashMap<>();
        envelope.put("op", remove.operation().code());
        envelope.put(
                "source", SourceBlock.write(remove.source(), remove.key(), EventFormat.MAP, ItemFormat.DYNAMODB_JSON));
        envelope.put("ts_ms", remove.time().toEpochMilli());
        String text = JsonText.write(json -> write(envelope, json));
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static void write(@Nullable Object value, JsonTarget json) {
        if (value == null) {
            json.nul();
        } else if (value instanceof Map<?, ?> map) {
            json.startObject();
            map.forEach((name, entry) -> {
                json.name(String.valueOf(name));
                write(entry, json);
            });
            json.endObject();
        } else if (value instanceof Boolean flag) {
            json.bool(flag);
        } else if (value instanceof Number number) {
            json.number(number.toString());
        } else {
            json.text(value.toString());
        }
    }

    /**
     * Reads the header of a tombstone; empty if there is none, because another producer wrote the tombstone.
     *
     * @throws DataException as for {@link #read}
     */
    public static Optional<ChangeEvent> readFrom(Headers headers) {
        @Nullable Header header = headers.lastWithName(NAME);
        return header == null ? Optional.empty() : Optional.of(read(header.value()));
    }

    /**
     * Reads a value.
     *
     * @throws DataException if it is malformed; the message names the header
     */
    public static ChangeEvent read(@Nullable Object value) {
        if (!(value instanceof String text)) {
            throw PATH.expected("a string", value);
        }
        byte[] json = PATH.check(() -> Base64.getDecoder().decode(text));
        return ChangeEventReader.changeEvent(Fields.of(PATH, JsonText.read(PATH, json)));
    }
}
