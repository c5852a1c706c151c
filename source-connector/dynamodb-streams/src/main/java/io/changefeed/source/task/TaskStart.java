/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.event.Source;
import io.changefeed.source.assignment.SlotAssignment;
import io.changefeed.source.assignment.SnapshotAssignment;
import io.changefeed.source.assignment.TableAssignment;
import io.changefeed.source.assignment.TaskAssignment;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.metrics.TableMeter;
import io.changefeed.source.metrics.TaskMetrics;
import io.changefeed.source.offset.ProcessedSignals;
import io.changefeed.source.offset.ScanOffset;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotOffset.State;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.offset.TableOffset;
import io.changefeed.source.record.SnapshotRecords;
import io.changefeed.source.record.TableRecords;
import io.changefeed.source.record.TableStream;
import io.changefeed.source.selection.Selection;
import io.changefeed.source.stream.ReadRateLimiter;
import io.changefeed.source.stream.ReaderPool;
import io.changefeed.source.stream.Segment;
import io.changefeed.source.stream.SegmentReader;
import io.changefeed.source.stream.SnapshotWindows;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a task's feed: by what it was dealt and by what is stored. */
public final class TaskStart {
    private static final Logger LOG = LoggerFactory.getLogger(TaskStart.class);

    private final SourceConfig config;
    private final StoredOffsets offsets;
    private final ReaderPool readers;
    private final TaskMetrics metrics;
    private final Clock clock;
    private final HeartbeatRecords heartbeats;
    private final List<SlotEmitter> slots = new ArrayList<>();
    private final List<SnapshotEmitter> snapshots = new ArrayList<>();
    private final List<SourceRecord> startRecords = new ArrayList<>();
    private final Map<String, ProcessedSignals> signals = new HashMap<>();
    private final DeferredPositions deferredPositions;

    public TaskStart(SourceConfig config, StoredOffsets offsets, ReaderPool readers, TaskMetrics metrics, Clock clock) {
        this.config = config;
        this.offsets = offsets;
        this.readers = readers;
        this.metrics = metrics;
        this.clock = clock;
        this.heartbeats = new HeartbeatRecords(config, clock);
        this.deferredPositions = new DeferredPositions(offsets, heartbeats.topic(), clock);
    }

    /** The feed, reading. It owns the readers from now on. */
    public SourceLoop feed(TaskAssignment assignment) {
        assignment.tables().forEach(this::add);
        assignment
                .signals()
                .filter(settled -> !offsets.signals(settled.topic()).equals(Optional.of(settled.offset())))
                .ifPresent(settled -> startRecords.add(heartbeats.signals(settled)));
        return new SourceLoop(
                readers,
                heartbeats,
                config,
                clock,
                slots,
                new TaskSnapshots(snapshots, deferredPositions),
                startRecords,
                this::needed);
    }

    private void add(TableAssignment assignment) {
        Optional<TableOffset> stored = offsets.table(assignment.table().arn());
        if (!stored.equals(Optional.of(assignment.offset()))) {
            begin(assignment, stored);
        }
        TableMeter meter = new TableMeter();
        metrics.add(assignment.table().name(), meter);
        SnapshotWindows windows = new SnapshotWindows();
        TableRecords records = new TableRecords(assignment.table(), config, meter, windows, clock);
        Map<Integer, Frontier> frontiers = offsets.frontiers(assignment.table().streamArn());
        boolean stale = isStale(assignment, stored, frontiers);
        Map<Integer, Long> assignments = new HashMap<>();
        for (SlotAssignment slot : assignment.slots()) {
            Frontier before = frontiers.getOrDefault(slot.slot(), Frontier.EMPTY);
            Frontier frontier =
                    (stale ? slot.withoutChanges() : slot).apply(before).openedAt(clock.instant());
            assignments.put(slot.slot(), frontier.assignment());
            Set<String> dealt = new HashSet<>(frontier.positions().keySet());
            dealt.removeAll(before.positions().keySet());
            SlotEmitter feed = new SlotEmitter(
                    new Slot(assignment.table().streamArn(), slot.slot()),
                    records,
                    meter,
                    frontier,
                    dealt,
                    new IdleTimer(config.reading().heartbeatInterval(), clock.instant()));
            slots.add(feed);
            if (!frontier.equals(before)) {
                startRecords.add(heartbeats.slot(feed));
            }
        }
        apply(assignment)
                .ifPresent(snapshot -> add(
                        snapshot,
                        assignment.table(),
                        windows,
                        meter,
                        new SnapshotPreconditions(offsets, assignment, snapshot, assignments)));
    }

    /** What there is to read for a table's snapshot. What the deal changes of it is to be stored first. */
    private Optional<SnapshotAssignment> apply(TableAssignment assignment) {
        TableStream table = assignment.table();
        Optional<SnapshotOffset> stored = offsets.snapshot(table.arn());
        Optional<SnapshotOffset> next = assignment
                .snapshot()
                .map(snapshot -> snapshot.apply(stored))
                .map(offset -> isOvertaken(assignment, offset) ? offset : begun(offset));
        long items = assignment.snapshot().map(SnapshotAssignment::items).orElse(0L);
        next.filter(offset -> !stored.equals(next))
                .ifPresent(offset -> startRecords.add(heartbeats.snapshot(type(stored, offset), table, offset, items)));
        signals.put(
                table.arn(), next.or(() -> stored).map(SnapshotOffset::signals).orElse(ProcessedSignals.NONE));
        return next.filter(offset -> offset.state() == State.RUNNING && !isOvertaken(assignment, offset))
                .flatMap(offset -> assignment.snapshot().map(snapshot -> snapshot.at(offset)));
    }

    private static boolean isOvertaken(TableAssignment assignment, SnapshotOffset stored) {
        return !assignment.snapshot().map(SnapshotAssignment::id).equals(Optional.of(stored.id()));
    }

    private static SnapshotOffset begun(SnapshotOffset offset) {
        return offset.state() == State.NEEDED ? offset.in(State.RUNNING) : offset;
    }

    private static String type(Optional<SnapshotOffset> stored, SnapshotOffset next) {
        Optional<State> before =
                stored.filter(offset -> offset.id().equals(next.id())).map(SnapshotOffset::state);
        if (before.equals(Optional.of(next.state()))) {
            // Signals that came together, and cancelled each other.
            return "snapshot_signal";
        }
        return switch (next.state()) {
            case RUNNING -> before.equals(Optional.of(State.PAUSED)) ? "snapshot_resume" : "snapshot_begin";
            case PAUSED -> "snapshot_pause";
            case STOPPED -> "snapshot_stop";
            case NEEDED, DONE -> "snapshot_signal";
        };
    }

    /** That a table's snapshot is needed: the connector's next sweep deals it. */
    private SnapshotOffset needed(TableStream table) {
        return new SnapshotOffset(
                "gap-" + clock.millis(),
                config.snapshots().segments(),
                State.NEEDED,
                false,
                config.snapshots().selection(table.name()),
                signals.getOrDefault(table.arn(), ProcessedSignals.NONE));
    }

    private void add(
            SnapshotAssignment assignment,
            TableStream table,
            SnapshotWindows windows,
            TableMeter meter,
            SnapshotPreconditions storedSnapshot) {
        ReadRateLimiter rateLimiter = new ReadRateLimiter(config.snapshots().maxReadUnits());
        SortedMap<Integer, ScanOffset> segments = new TreeMap<>();
        List<SegmentReader> unread = new ArrayList<>();
        Selection selection =
                assignment.offset().selection().with(table.key().attributes().keySet());
        for (int number = 0; number < assignment.segments(); number++) {
            ScanOffset scan = offsets.scan(table.arn(), number, assignment.id());
            segments.put(number, scan);
            if (!scan.ended()) {
                Segment segment = new Segment(table.arn(), assignment.id(), number, assignment.segments(), selection);
                unread.add(readers.rows(segment, rateLimiter, windows, meter));
            }
        }
        Source.Snapshot kind = assignment.offset().incremental() ? Source.Snapshot.INCREMENTAL : Source.Snapshot.TRUE;
        snapshots.add(new SnapshotEmitter(
                table,
                assignment,
                new SnapshotRecords(table, assignment.id(), kind, assignment.viewType(), config, meter, clock),
                heartbeats,
                meter,
                segments,
                unread,
                storedSnapshot,
                config.snapshots().yieldLag(),
                clock));
    }

    /**
     * Whether a deal that was made when nothing was stored has been overtaken by another such deal, which was stored after
     * all. Its shards may stand in other slots by now; what is missing, the next sweep finds.
     */
    private static boolean isStale(
            TableAssignment assignment, Optional<TableOffset> stored, Map<Integer, Frontier> frontiers) {
        Set<Long> own =
                assignment.slots().stream().map(SlotAssignment::assignment).collect(Collectors.toSet());
        boolean overtaken =
                stored.filter(table -> !table.equals(assignment.offset())).isPresent()
                        || frontiers.values().stream().anyMatch(frontier -> !own.contains(frontier.assignment()));
        if (assignment.first() && overtaken) {
            LOG.warn(
                    "The first deal of table {} came too late; shards that nobody reads are found by the next sweep",
                    assignment.table().name());
        }
        return assignment.first() && overtaken;
    }

    private void begin(TableAssignment assignment, Optional<TableOffset> stored) {
        Optional<TableOffset> replaced = stored.filter(
                table -> !table.streamArn().equals(assignment.table().streamArn()));
        if (replaced.isEmpty()) {
            startRecords.add(heartbeats.table(assignment));
            return;
        }
        LOG.error(
                "Changes of table {} were lost: its stream {} was replaced by {}, and those made between the two are in"
                        + " neither. Reading on in the new one.",
                assignment.table().name(),
                replaced.get().streamArn(),
                assignment.table().streamArn());
        SourceRecord told = heartbeats.replacedStream(assignment, replaced.get());
        assignment
                .snapshot()
                .ifPresentOrElse(
                        snapshot -> deferredPositions.untilStored(
                                assignment.table().arn(), snapshot.id(), () -> List.of(told)),
                        () -> startRecords.add(told));
    }
}
