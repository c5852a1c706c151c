/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.aws.AttributeValues;
import io.changefeed.event.Item;
import io.changefeed.source.assignment.SnapshotAssignment;
import io.changefeed.source.config.SnapshotConfig;
import io.changefeed.source.metrics.SnapshotProgress;
import io.changefeed.source.metrics.TableMeter;
import io.changefeed.source.offset.ScanOffset;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotOffset.State;
import io.changefeed.source.record.SnapshotRecords;
import io.changefeed.source.record.TableStream;
import io.changefeed.source.stream.ReadResult.Rows;
import io.changefeed.source.stream.SegmentReader;
import io.changefeed.source.task.RowBuffer.Row;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
final class SnapshotEmitter {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotEmitter.class);

    private static final Duration PROGRESS_INTERVAL = Duration.ofMinutes(1);

    /** Connect stores offsets every minute, unless it is told otherwise (offset.flush.interval.ms). */
    static final Duration LATE_BEGIN = Duration.ofMinutes(5);

    private final TableStream table;
    private final SnapshotAssignment assignment;
    private final SnapshotRecords records;
    private final HeartbeatRecords heartbeats;
    private final TableMeter meter;
    private final SortedMap<Integer, ScanOffset> segments;
    private final List<SegmentReader> readers;
    /** What each segment has read and not handed over. */
    private final Map<Integer, RowBuffer> pages = new HashMap<>();

    private final SnapshotPreconditions stored;
    private final Duration yieldLag;
    private final Clock clock;
    /** Readers that go on when the stream is not too far behind, each with the key behind which it reads. */
    private final Map<SegmentReader, Optional<Map<String, AttributeValue>>> waiting = new LinkedHashMap<>();

    private final RateLimitedLog progressReminder;
    private final RateLimitedLog beginReminder;
    private Optional<SnapshotProgress> progress = Optional.empty();
    private boolean done;

    /**
     * @param segments how far each has been handed over
     * @param readers of those that have not ended
     * @param yieldLag how far the stream may be behind while the table is scanned
     */
    SnapshotEmitter(
            TableStream table,
            SnapshotAssignment assignment,
            SnapshotRecords records,
            HeartbeatRecords heartbeats,
            TableMeter meter,
            SortedMap<Integer, ScanOffset> segments,
            List<SegmentReader> readers,
            SnapshotPreconditions stored,
            Duration yieldLag,
            Clock clock) {
        this.table = table;
        this.assignment = assignment;
        this.records = records;
        this.heartbeats = heartbeats;
        this.meter = meter;
        this.segments = new TreeMap<>(segments);
        this.readers = List.copyOf(readers);
        this.stored = stored;
        this.yieldLag = yieldLag;
        this.clock = clock;
        this.progressReminder = new RateLimitedLog(PROGRESS_INTERVAL, clock);
        this.beginReminder = new RateLimitedLog(LATE_BEGIN, clock);
    }

    TableStream table() {
        return table;
    }

    SnapshotOffset offset(State state) {
        return assignment.offset().in(state);
    }

    boolean isDone() {
        return done;
    }

    /**
     * Begins, or ends, when Kafka has stored what that depends on. Call it when Kafka may have stored something.
     *
     * @return what there is to hand over
     */
    List<SourceRecord> poll() {
        if (progress.isEmpty() && stored.hasStarts()) {
            begin();
        }
        return !done && hasEnded() && stored.hasEnds() ? end() : List.of();
    }

    private void begin() {
        SnapshotProgress begun =
                new SnapshotProgress(assignment.items(), assignment.segments(), rows(), segmentsDone(), clock);
        progress = Optional.of(begun);
        meter.snapshotBegun(begun);
        LOG.info(
                "Snapshot {} of table {}: {} of {} segments are left to scan; the table had about {} items",
                assignment.id(),
                table.name(),
                readers.size(),
                assignment.segments(),
                assignment.items());
        for (SegmentReader reader : readers) {
            ScanOffset scan = scan(reader.segment().number());
            waiting.put(reader, scan.after().map(AttributeValues::of));
        }
        readOn();
    }

    /** Reads on what had to wait, if it may now, and tells people how far the snapshot is. Call it now and then. */
    void attend() {
        readOn();
        if (progress.isPresent() && progressReminder.isDue()) {
            LOG.info("Snapshot {} of table {}: {}{}", assignment.id(), table.name(), progress.get(), reasonToWait());
        } else if (progress.isEmpty() && beginReminder.isDue()) {
            LOG.warn(
                    "Snapshot {} of table {} has not begun: Kafka has not stored where the table's stream is read from."
                            + " Records of the topic {} store it. Where a transform drops them, give it a predicate that"
                            + " leaves them alone; otherwise look for what keeps Connect from storing offsets",
                    assignment.id(),
                    table.name(),
                    heartbeats.topic());
        }
    }

    /** Asks for the next pages, unless the stream is too far behind. */
    private void readOn() {
        if (!waiting.isEmpty() && !hasToWait()) {
            waiting.forEach(SegmentReader::readOn);
            waiting.clear();
        }
    }

    private boolean hasToWait() {
        return meter.lag().isOver(yieldLag, clock.instant());
    }

    private String reasonToWait() {
        return waiting.isEmpty()
                ? ""
                : "; waiting for the table's stream, which is " + meter.lag().at(clock.instant()) + " behind ('"
                        + SnapshotConfig.YIELD_LAG + "')";
    }

    /** Another snapshot is going to be taken. */
    void abandon() {
        pages.values().forEach(RowBuffer::take);
        meter.snapshotAbandoned();
    }

    private boolean hasEnded() {
        return segmentsDone() == segments.size();
    }

    private int segmentsDone() {
        return (int) segments.values().stream().filter(ScanOffset::ended).count();
    }

    private List<SourceRecord> end() {
        done = true;
        LOG.info("Snapshot {} of table {} is done: {} rows", assignment.id(), table.name(), rows());
        return List.of(heartbeats.snapshotEnd(table, offset(State.DONE), rows()));
    }

    private long rows() {
        return segments.values().stream().mapToLong(ScanOffset::rows).sum();
    }

    /**
     * What is to be handed over now that some rows were read: all rows of their page, and the position behind it; or
     * nothing, while some of them are read again.
     */
    List<SourceRecord> emit(Rows read) {
        int number = read.reader().segment().number();
        RowBuffer page = pages.computeIfAbsent(number, none -> new RowBuffer(records::key));
        page.add(read);
        List<Map<String, AttributeValue>> again = new ArrayList<>(read.left());
        List<Row> changed = page.removeChanged();
        if (!streamTellsItems()) {
            changed.forEach(row -> again.add(keyOf(row.item())));
        }
        if (!again.isEmpty()) {
            read.reader().readAgain(again, read.last());
            return List.of();
        }
        return emit(number, page.take(), read);
    }

    private List<SourceRecord> emit(int number, List<Row> rows, Rows read) {
        ScanOffset before = scan(number);
        Map<String, String> partition = ScanOffset.partition(table.arn(), number);
        Map<String, String> offset = before.toMap();
        List<SourceRecord> emitted = new ArrayList<>(rows.size() + 1);
        rows.forEach(row -> emitted.add(records.of(row.item(), row.readAt(), partition, offset)));
        ScanOffset behind = before.behind(read.last().map(SnapshotRecords::item), rows.size());
        segments.put(number, behind);
        emitted.add(heartbeats.snapshotProgress(table, number, behind));
        progress.ifPresent(begun -> begun.moveTo(rows(), segmentsDone()));
        if (!behind.ended()) {
            waiting.put(read.reader(), read.last());
            readOn();
        }
        return emitted;
    }

    private boolean streamTellsItems() {
        return assignment.viewType().map(type -> type.hasNewImage()).orElse(false);
    }

    private Map<String, AttributeValue> keyOf(Map<String, AttributeValue> item) {
        return AttributeValues.of(new Item(records.key(item).attributes()));
    }

    private ScanOffset scan(int segment) {
        return segments.getOrDefault(segment, ScanOffset.start(assignment.id()));
    }
}
