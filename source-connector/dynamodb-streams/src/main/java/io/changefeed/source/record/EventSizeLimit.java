/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.event.Source;
import io.changefeed.source.config.EventsConfig;
import io.changefeed.source.config.OversizePolicy;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Limits the size of events to {@code max.event.bytes}, according to {@code on.oversize}. If the producer rejected the
 * record instead, the task would fail with an error that identifies neither the item nor the change.
 */
final class EventSizeLimit {
    /**
     * A record value within the limit.
     *
     * @param oversize which images were dropped; empty if none
     */
    record LimitedValue(SchemaAndValue value, Optional<OversizeEvent> oversize) {}

    private final OptionalLong maxBytes;
    private final OversizePolicy onOversize;
    private final ChangeEventWriter writer;

    EventSizeLimit(EventsConfig config, ChangeEventWriter writer) {
        maxBytes = config.maxEventBytes();
        onOversize = config.onOversize();
        this.writer = writer;
    }

    /**
     * The record value of an event, without the images that were dropped.
     *
     * @param key of the record, which counts toward its size
     * @throws ConnectException when the event is too large, even without the images that can be dropped
     */
    LimitedValue value(ChangeEvent event, SchemaAndValue key) {
        SchemaAndValue complete = writer.value(event);
        if (fits(key, complete)) {
            return new LimitedValue(complete, Optional.empty());
        }
        ChangeEvent reducedEvent = onOversize.reduce(event);
        SchemaAndValue reduced = writer.value(reducedEvent);
        if (!fits(key, reduced)) {
            throw tooLarge(ChangeEventWriter.jsonSize(key, complete), ChangeEventWriter.jsonSize(key, reduced));
        }
        return new LimitedValue(
                reduced,
                Optional.of(new OversizeEvent(
                        describe(event),
                        ChangeEventWriter.jsonSize(key, complete),
                        reducedEvent.source().droppedImages().orElseThrow(),
                        onOversize)));
    }

    private boolean fits(SchemaAndValue key, SchemaAndValue value) {
        return maxBytes.isEmpty() || ChangeEventWriter.jsonSize(key, value) <= maxBytes.getAsLong();
    }

    private ConnectException tooLarge(long bytes, long reduced) {
        return new ConnectException("the event is " + bytes + " bytes"
                + (reduced < bytes ? ", " + reduced + " bytes without the images that can be dropped" : "")
                + ", over '" + EventsConfig.MAX_EVENT_BYTES + "=" + maxBytes.orElseThrow()
                + "' ('" + EventsConfig.ON_OVERSIZE + "=" + onOversize.text() + "'). Increase '"
                + EventsConfig.MAX_EVENT_BYTES + "', the producer's max.request.size and the topic's max.message.bytes,"
                + " or set '" + EventsConfig.ON_OVERSIZE + "' to drop more images");
    }

    private static String describe(ChangeEvent event) {
        Source source = event.source();
        String change = source.sequenceNumber()
                .map(number ->
                        "Change " + number + " of shard " + source.shardId().orElse(""))
                .orElse("The snapshot row");
        return change + " of table " + source.table() + " (key " + KeyText.of(event.key()) + ")";
    }
}
