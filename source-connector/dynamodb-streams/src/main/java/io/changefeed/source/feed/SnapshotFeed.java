/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.feed;

import io.changefeed.event.Item;
import io.changefeed.event.ItemKey;
import io.changefeed.source.deal.SnapshotDeal;
import io.changefeed.source.metrics.TableMeter;
import io.changefeed.source.offset.ScanOffset;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotOffset.State;
import io.changefeed.source.record.SnapshotRecords;
import io.changefeed.source.record.TableStream;
import io.changefeed.source.stream.Arrival.Rows;
import io.changefeed.source.stream.RowReader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The snapshot of a table while its task runs: how far each segment has been handed over.
 *
 * <p>It begins when Kafka has stored where the table's stream is read from. A row is handed over unless a change of its
 * item was handed over while the row was being read: that change, or a later one, tells the item's state. Where the
 * stream has no new images it does not, and the row is read again.
 */
final class SnapshotFeed {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFeed.class);

    private final TableStream table;
    private final SnapshotDeal deal;
    private final SnapshotRecords records;
    private final Heartbeats heartbeats;
    private final TableMeter meter;
    private final SortedMap<Integer, ScanOffset> segments;
    private final List<RowReader> readers;
    private final StoredSnapshot stored;
    private final SnapshotProgress progress;
    private final Duration yieldLag;
    private final Clock clock;
    /** Readers that go on when the stream is not too far behind, each with the key behind which it reads. */
    private final Map<RowReader, Optional<Map<String, AttributeValue>>> waiting = new LinkedHashMap<>();

    private boolean begun;
    private boolean done;

    /**
     * @param segments how far each has been handed over
     * @param readers of those that have not ended
     * @param yieldLag how far the stream may be behind while the table is scanned
     */
    SnapshotFeed(
            TableStream table,
            SnapshotDeal deal,
            SnapshotRecords records,
            Heartbeats heartbeats,
            TableMeter meter,
            SortedMap<Integer, ScanOffset> segments,
            List<RowReader> readers,
            StoredSnapshot stored,
            Duration yieldLag,
            Clock clock) {
        this.table = table;
        this.deal = deal;
        this.records = records;
        this.heartbeats = heartbeats;
        this.meter = meter;
        this.segments = new TreeMap<>(segments);
        this.readers = List.copyOf(readers);
        this.stored = stored;
        this.yieldLag = yieldLag;
        this.clock = clock;
        this.progress = new SnapshotProgress(deal.items(), rows(), clock);
    }

    TableStream table() {
        return table;
    }

    SnapshotOffset offset(State state) {
        return new SnapshotOffset(deal.id(), deal.segments(), state);
    }

    boolean isDone() {
        return done;
    }

    /**
     * Begins, or ends, when Kafka has stored what that depends on. Call it when Kafka may have stored something.
     *
     * @return what there is to hand over
     */
    List<SourceRecord> goOn() {
        if (!begun && stored.hasStarts()) {
            begin();
        }
        return !done && hasEnded() && stored.hasEnds() ? end() : List.of();
    }

    private void begin() {
        begun = true;
        LOG.info(
                "Snapshot {} of table {}: {} of {} segments are left to scan; the table had about {} items",
                deal.id(),
                table.name(),
                readers.size(),
                deal.segments(),
                deal.items());
        for (RowReader reader : readers) {
            meter.segmentBegun();
            ScanOffset scan = scan(reader.segment().number());
            waiting.put(reader, scan.after().map(SnapshotRecords::keyAttributes));
        }
        readOn();
    }

    /** Asks for the next pages, unless the stream is too far behind. */
    void readOn() {
        if (!waiting.isEmpty() && !meter.lag().isOver(yieldLag, clock.instant())) {
            waiting.forEach(RowReader::readOn);
            waiting.clear();
        }
    }

    private boolean hasEnded() {
        return segments.values().stream().allMatch(ScanOffset::ended);
    }

    private List<SourceRecord> end() {
        done = true;
        LOG.info("Snapshot {} of table {} is done: {} rows", deal.id(), table.name(), rows());
        return List.of(heartbeats.snapshotEnd(table, offset(State.DONE), rows()));
    }

    private long rows() {
        return segments.values().stream().mapToLong(ScanOffset::rows).sum();
    }

    /** The rows of one read, and the position behind the page when all of it has been handed over. */
    List<SourceRecord> handOver(Rows rows) {
        int number = rows.reader().segment().number();
        Set<ItemKey> changed = rows.overlap().close();
        Map<String, String> partition = ScanOffset.partition(table.arn(), number);
        Map<String, String> before = scan(number).toMap();
        List<SourceRecord> handedOver = new ArrayList<>(rows.items().size() + 1);
        List<Map<String, AttributeValue>> again = new ArrayList<>(rows.left());
        for (Map<String, AttributeValue> item : rows.items()) {
            if (!changed.contains(records.key(item))) {
                handedOver.add(records.of(item, rows.readAt(), partition, before));
            } else if (!streamTellsItems()) {
                again.add(keyOf(item));
            }
        }
        Optional<Item> last = rows.last().map(SnapshotRecords::item);
        if (!again.isEmpty()) {
            segments.put(number, scan(number).with(handedOver.size()));
            rows.reader().readAgain(again, rows.last());
            return handedOver;
        }
        ScanOffset behind = scan(number).behind(last, handedOver.size());
        segments.put(number, behind);
        handedOver.add(heartbeats.snapshotProgress(table, number, behind));
        progress.after(rows())
                .ifPresent(told -> LOG.info("Snapshot {} of table {}: {}", deal.id(), table.name(), told));
        if (behind.ended()) {
            meter.segmentEnded();
        } else {
            waiting.put(rows.reader(), rows.last());
            readOn();
        }
        return handedOver;
    }

    private boolean streamTellsItems() {
        return deal.viewType().map(type -> type.hasNewImage()).orElse(false);
    }

    private Map<String, AttributeValue> keyOf(Map<String, AttributeValue> item) {
        return SnapshotRecords.keyAttributes(new Item(records.key(item).attributes()));
    }

    private ScanOffset scan(int segment) {
        return segments.getOrDefault(segment, ScanOffset.start(deal.id()));
    }
}
