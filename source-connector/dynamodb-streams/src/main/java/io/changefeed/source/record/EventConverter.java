/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.event.ItemKey;
import io.changefeed.event.Operation;
import io.changefeed.event.TombstoneHeader;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.record.EventSizeLimit.LimitedValue;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaAndValue;

/** Converts one table's change events to keys and values of records. Thread-safe. */
final class EventConverter {
    private final String topic;
    private final boolean tombstones;
    private final ChangeEventWriter writer;
    private final EventSizeLimit limit;

    /** @throws IllegalArgumentException when two key attributes would have the same field name */
    EventConverter(TableStream table, SourceConfig config) {
        topic = config.topics().names().topic(table.name(), table.region(), table.account());
        tombstones = config.events().tombstonesOnDelete();
        writer = new ChangeEventWriter(
                topic,
                table.key(),
                config.events().format(),
                config.events().itemFormat(),
                config.events().schemaNames(),
                config.events().fieldNames());
        limit = new EventSizeLimit(config.events(), writer);
    }

    /** The key of the records of an item. */
    SchemaAndValue key(ItemKey key) {
        return writer.key(key);
    }

    /**
     * Converts an event.
     *
     * @param key of the item's records
     * @throws org.apache.kafka.connect.errors.ConnectException when the event is too large
     */
    ConvertedEvent convert(ChangeEvent event, SchemaAndValue key) {
        boolean hasTombstone = tombstones && event.operation() == Operation.REMOVE;
        LimitedValue limited = limit.value(event, key);
        return new ConvertedEvent(
                topic,
                event.operation(),
                event.source().time().toEpochMilli(),
                key,
                limited.value(),
                hasTombstone ? Optional.of(TombstoneHeader.write(event)) : Optional.empty(),
                limited.oversize());
    }
}
