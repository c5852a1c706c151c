/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.event.Item;
import io.changefeed.source.assignment.SnapshotAssignment;
import io.changefeed.source.config.SnapshotConfig;
import io.changefeed.source.metrics.SnapshotProgress;
import io.changefeed.source.metrics.TableMetrics;
import io.changefeed.source.offset.ScanOffset;
import io.changefeed.source.offset.SnapshotState;
import io.changefeed.source.record.ConvertedEvent;
import io.changefeed.source.record.SnapshotRow;
import io.changefeed.source.record.TableStream;
import io.changefeed.source.stream.ReadResult.Rows;
import io.changefeed.source.stream.SegmentReader;
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

/**
 * Emits the rows of a table's snapshot, and advances the offsets of its segments.
 *
 * <p>A row is dropped when a change of its item was emitted within the window of its read: that change, or a later one,
 * contains the state of the item. If the stream has no new images, the row is read again instead.
 */
final class SnapshotEmitter {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotEmitter.class);

    private static final Duration PROGRESS_INTERVAL = Duration.ofMinutes(1);

    /** Connect commits offsets every minute by default (offset.flush.interval.ms). */
    static final Duration LATE_COMMIT = Duration.ofMinutes(5);

    private final TableStream table;
    private final SnapshotAssignment assignment;
    private final HeartbeatRecords heartbeats;
    private final TableMetrics metrics;
    private final SortedMap<Integer, ScanOffset> segments;
    private final List<SegmentReader> readers;
    /** The current page of each segment. */
    private final Map<Integer, RowBuffer> pages = new HashMap<>();

    private final SnapshotPreconditions preconditions;
    private final Duration yieldLag;
    private final Clock clock;
    /** Readers that are waiting for the stream to catch up, each with the key after which it reads. */
    private final Map<SegmentReader, Optional<Item>> yielding = new LinkedHashMap<>();

    private final RateLimitedLog progressLog;
    private final RateLimitedLog lateCommit;
    private Optional<SnapshotProgress> progress = Optional.empty();
    private SnapshotState state;

    /**
     * @param segments the offset of each segment
     * @param readers of the segments that have not ended
     * @param yieldLag the lag of the stream above which the scan waits
     */
    SnapshotEmitter(
            TableStream table,
            SnapshotAssignment assignment,
            HeartbeatRecords heartbeats,
            TableMetrics metrics,
            SortedMap<Integer, ScanOffset> segments,
            List<SegmentReader> readers,
            SnapshotPreconditions preconditions,
            Duration yieldLag,
            Clock clock) {
        this.table = table;
        this.assignment = assignment;
        this.heartbeats = heartbeats;
        this.metrics = metrics;
        this.segments = new TreeMap<>(segments);
        this.readers = List.copyOf(readers);
        this.preconditions = preconditions;
        this.yieldLag = yieldLag;
        this.clock = clock;
        this.progressLog = new RateLimitedLog(PROGRESS_INTERVAL, clock);
        this.lateCommit = new RateLimitedLog(LATE_COMMIT, clock);
        this.state = assignment.offset().state();
    }

    boolean hasEnded() {
        return state.hasEnded();
    }

    /**
     * Starts the scan, or completes the snapshot, if the committed offsets allow it.
     *
     * @return the records to emit
     */
    List<SourceRecord> onCommit() {
        if (state instanceof SnapshotState.Waiting && preconditions.isStartCommitted()) {
            state = state.scan();
            scan();
        }
        if (state instanceof SnapshotState.Scanning && isScanned() && preconditions.isEndCommitted()) {
            state = state.complete();
            return end();
        }
        return List.of();
    }

    private void scan() {
        SnapshotProgress started =
                new SnapshotProgress(assignment.items(), assignment.segments(), rows(), completedSegments(), clock);
        progress = Optional.of(started);
        metrics.snapshotStarted(started);
        LOG.info(
                "Snapshot {} of table {}: scanning {} of {} segments; the table has about {} items",
                assignment.id(),
                table.name(),
                readers.size(),
                assignment.segments(),
                assignment.items());
        for (SegmentReader reader : readers) {
            ScanOffset scan = scanOffset(reader.segment().number());
            yielding.put(reader, scan.after());
        }
        resumeScan();
    }

    private List<SourceRecord> end() {
        LOG.info("Snapshot {} of table {} completed: {} rows", assignment.id(), table.name(), rows());
        return List.of(heartbeats.snapshotEnd(table, assignment.offset().after(before -> state), rows()));
    }

    /** Resumes the scan if it is waiting for the stream, and logs the progress of the snapshot. */
    void onTick() {
        resumeScan();
        if (state instanceof SnapshotState.Scanning && progressLog.isDue()) {
            LOG.info(
                    "Snapshot {} of table {}: {}{}",
                    assignment.id(),
                    table.name(),
                    progress.map(SnapshotProgress::toString).orElse(""),
                    yieldReason());
        } else if (state instanceof SnapshotState.Waiting && lateCommit.isDue()) {
            LOG.warn(
                    "Snapshot {} of table {} waits until Kafka Connect has committed the start positions of the"
                            + " table's stream in records of topic {}. If a transform drops records of that topic, exclude"
                            + " it with a predicate (docs/transforms.md); otherwise check why the worker does not commit offsets.",
                    assignment.id(),
                    table.name(),
                    heartbeats.topic());
        }
    }

    /** Requests the next pages, unless the stream lags too far behind. */
    private void resumeScan() {
        if (!yielding.isEmpty() && !metrics.lag().isOver(yieldLag, clock.instant())) {
            yielding.forEach(SegmentReader::readPage);
            yielding.clear();
        }
    }

    private String yieldReason() {
        if (yielding.isEmpty()) {
            return "";
        }
        return metrics.lag()
                .at(clock.instant())
                .map(lag -> "; waiting for the stream of the table, which is " + lag.toSeconds() + " s behind ('"
                        + SnapshotConfig.YIELD_LAG + "')")
                .orElse("; waiting until the tip of the stream is known");
    }

    /** Another snapshot replaces this one. */
    void abandon() {
        state = state.abandon();
        pages.values().forEach(RowBuffer::discard);
        metrics.snapshotAbandoned();
    }

    private boolean isScanned() {
        return completedSegments() == segments.size();
    }

    private int completedSegments() {
        return (int) segments.values().stream().filter(ScanOffset::ended).count();
    }

    private long rows() {
        return segments.values().stream().mapToLong(ScanOffset::rows).sum();
    }

    /** The records of a complete page and of the position after it; none while rows of the page are being read again. */
    List<SourceRecord> emit(Rows read) {
        int number = read.reader().segment().number();
        RowBuffer page = pages.computeIfAbsent(number, none -> new RowBuffer());
        page.add(read);
        List<Item> unread = new ArrayList<>(read.unread());
        List<SnapshotRow> changed = page.removeChanged();
        if (!hasNewImages()) {
            changed.forEach(row -> unread.add(new Item(row.key().attributes())));
        }
        if (!unread.isEmpty()) {
            read.reader().readItems(unread, read.last(), read.allocation());
            return List.of();
        }
        List<SourceRecord> emitted = emit(number, page.drain(), read);
        page.release();
        return emitted;
    }

    private List<SourceRecord> emit(int number, List<SnapshotRow> rows, Rows read) {
        ScanOffset before = scanOffset(number);
        Map<String, String> partition = ScanOffset.partition(table.arn(), number);
        Map<String, String> offset = before.toMap();
        // A row that cannot be published fails the page before anything of it is counted.
        List<ConvertedEvent> events = rows.stream().map(SnapshotRow::event).toList();
        List<SourceRecord> emitted = new ArrayList<>(events.size() + 1);
        for (ConvertedEvent event : events) {
            emitted.add(ChangeRecord.of(event, partition, offset, read.allocation()));
            event.emitted(metrics);
        }
        ScanOffset after = before.afterPage(read.last(), rows.size());
        segments.put(number, after);
        emitted.add(heartbeats.snapshotProgress(table, number, after));
        progress.ifPresent(current -> current.update(rows(), completedSegments()));
        if (!after.ended()) {
            yielding.put(read.reader(), read.last());
            resumeScan();
        }
        return emitted;
    }

    private boolean hasNewImages() {
        return assignment.viewType().map(type -> type.hasNewImage()).orElse(false);
    }

    private ScanOffset scanOffset(int segment) {
        return segments.getOrDefault(segment, ScanOffset.start(assignment.id()));
    }
}
