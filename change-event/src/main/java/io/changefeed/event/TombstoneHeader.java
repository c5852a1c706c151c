/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.util.Base64;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The header of a tombstone: its remove event without the old image. After log compaction, the tombstone is all that is
 * left of a delete, and its key alone has neither the order of the delete nor the types of the key attributes.
 *
 * <p>The value is the event in the formats {@link EventFormat#JSON} and {@link ItemFormat#DYNAMODB_JSON}, as Base64: Connect's SimpleHeaderConverter would parse plain JSON, and lose the types of its values.
 */
public final class TombstoneHeader {
    public static final String NAME = "changefeed.event";

    private static final ItemFormat ITEMS = ItemFormat.DYNAMODB_JSON;

    private static final Path PATH = Path.ROOT.field("headers").field(NAME);

    private TombstoneHeader() {}

    /** Returns the value for the tombstone of a remove event. */
    public static String write(ChangeEvent remove) {
        byte[] json = JsonRecordTarget.bytes(event -> event.put(
                        "op", remove.operation().code())
                .put("source", fields -> SourceBlock.write(fields, remove.source(), remove.key(), ITEMS))
                .put("ts_ms", remove.time().toEpochMilli()));
        return Base64.getEncoder().encodeToString(json);
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
        return ChangeEventReader.changeEvent(Fields.of(PATH, JsonText.read(PATH, JsonSlice.of(json))));
    }
}
