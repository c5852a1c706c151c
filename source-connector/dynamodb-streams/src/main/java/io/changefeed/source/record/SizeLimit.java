/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.event.DynamoDbJson;
import io.changefeed.event.Item;
import io.changefeed.event.Source;
import io.changefeed.source.config.EventsConfig;
import io.changefeed.source.config.OversizePolicy;
import io.changefeed.source.metrics.TableMeter;
import java.util.OptionalLong;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events so that none is larger than {@code max.event.bytes}, as {@code on.oversize} says. A producer that
 * refuses a record names neither its item nor its place, and the task is lost with it; here both can still be told.
 */
final class SizeLimit {
    private static final Logger LOG = LoggerFactory.getLogger(SizeLimit.class);

    private final OptionalLong maxBytes;
    private final OversizePolicy onOversize;
    private final ChangeEventWriter writer;
    private final TableMeter meter;

    SizeLimit(EventsConfig config, ChangeEventWriter writer, TableMeter meter) {
        maxBytes = config.maxEventBytes();
        onOversize = config.onOversize();
        this.writer = writer;
        this.meter = meter;
    }

    /**
     * The record's value: the event, or what is left of it.
     *
     * @param key of the record; it counts too
     * @throws ConnectException when the event is too large, and so is what may be left of it
     */
    SchemaAndValue value(ChangeEvent event, SchemaAndValue key) {
        SchemaAndValue whole = writer.value(event);
        if (fits(key, whole)) {
            return whole;
        }
        meter.oversize();
        ChangeEvent less = onOversize.reduce(event);
        SchemaAndValue reduced = writer.value(less);
        if (!fits(key, reduced)) {
            throw tooLarge(event, ChangeEventWriter.jsonSize(key, whole), ChangeEventWriter.jsonSize(key, reduced));
        }
        LOG.warn(
                "{} has {} bytes, more than '{}' allows; as '{}={}' says, {} of its images went without",
                place(event.source()),
                ChangeEventWriter.jsonSize(key, whole),
                EventsConfig.MAX_EVENT_BYTES,
                EventsConfig.ON_OVERSIZE,
                onOversize.text(),
                less.source().droppedImages().orElseThrow().text());
        return reduced;
    }

    private boolean fits(SchemaAndValue key, SchemaAndValue value) {
        return maxBytes.isEmpty() || ChangeEventWriter.jsonSize(key, value) <= maxBytes.getAsLong();
    }

    private ConnectException tooLarge(ChangeEvent event, long bytes, long reduced) {
        return new ConnectException(place(event.source()) + ", of the item with the key "
                + new DynamoDbJson().text(new Item(event.key().attributes())) + ", has " + bytes + " bytes"
                + (reduced < bytes ? ", " + reduced + " without the images that may be left out" : "")
                + ", more than '" + EventsConfig.MAX_EVENT_BYTES + "=" + maxBytes.orElseThrow()
                + "' allows, and '" + EventsConfig.ON_OVERSIZE + "' is '" + onOversize.text()
                + "'. It was not handed over, nor was anything behind it in its shard. Allow more, here and by the"
                + " producer's max.request.size and the topic's max.message.bytes, or set '"
                + EventsConfig.ON_OVERSIZE + "' to a value that leaves out more, and restart the task within 24 hours"
                + " of the change: DynamoDB keeps it no longer.");
    }

    private static String place(Source source) {
        return "Change " + source.sequenceNumber().orElse("") + " of shard "
                + source.shardId().orElse("") + " of table " + source.table();
    }
}
