/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.aws.response.RawRecord;
import io.changefeed.aws.response.UntypedValue;
import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.event.ChangeEvent;
import io.changefeed.source.config.SourceConfig;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Converts the pages of one table's stream to keys and values of records. Thread-safe. */
public final class StreamPageConverter {
    private final StreamEventConverter events;
    private final EventConverter records;
    private final TableStream table;
    private final Clock clock;

    /** @throws IllegalArgumentException when two key attributes would have the same field name */
    public StreamPageConverter(TableStream table, SourceConfig config, Clock clock) {
        this.table = table;
        this.clock = clock;
        events = new StreamEventConverter(
                table, ChangefeedVersion.text(), config.topics().prefix());
        records = new EventConverter(table, config);
    }

    public TableStream table() {
        return table;
    }

    /** What a value without a type means in the images of the table's stream. */
    public UntypedValue untyped() {
        return table.isLocal() ? UntypedValue.EMPTY_MAP : UntypedValue.INVALID;
    }

    /**
     * Converts a page that was just read, up to a change that cannot be converted exactly or whose event is too large.
     */
    public PageConversion convert(List<RawRecord> page, String shardId) {
        Instant now = clock.instant();
        List<ConvertedChange> converted = new ArrayList<>(page.size());
        for (RawRecord change : page) {
            try {
                ChangeEvent event = events.convert(change, shardId, now);
                converted.add(
                        new ConvertedChange(change.sequenceNumber(), records.convert(event, records.key(event.key()))));
            } catch (RuntimeException e) {
                return new PageConversion(converted, Optional.of(PublishingErrors.ofChange(table, shardId, change, e)));
            }
        }
        return new PageConversion(converted, Optional.empty());
    }
}
