/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.event.Source;
import io.changefeed.source.assignment.SlotAssignment;
import io.changefeed.source.assignment.SnapshotAssignment;
import io.changefeed.source.assignment.TableAssignment;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.config.TablesConfig;
import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.metrics.TableMetrics;
import io.changefeed.source.offset.ProcessedSignals;
import io.changefeed.source.offset.ScanOffset;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotState;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.offset.TableOffset;
import io.changefeed.source.record.SnapshotRowConverter;
import io.changefeed.source.record.StreamPageConverter;
import io.changefeed.source.record.TableStream;
import io.changefeed.source.selection.ScanSelection;
import io.changefeed.source.stream.ReadRateLimiter;
import io.changefeed.source.stream.Segment;
import io.changefeed.source.stream.SegmentReader;
import io.changefeed.source.stream.SnapshotWindows;
import io.changefeed.source.task.DeferredPositions.Deferral;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts one table of a task: compares its assignment with the stored offsets. */
final class TableStarter {
    private static final Logger LOG = LoggerFactory.getLogger(TableStarter.class);

    private final TaskResources resources;
    private final SourceConfig config;
    private final StoredOffsets offsets;
    private final HeartbeatRecords heartbeats;
    private final TableAssignment assignment;
    private final TableOffset assignedOffset;
    private final TableStream table;
    private final TableMetrics metrics;
    private final SnapshotWindows windows = new SnapshotWindows();
    private final Optional<TableOffset> storedTable;
    private final Map<Integer, Frontier> storedFrontiers;
    private final Optional<SnapshotOffset> storedSnapshot;

    TableStarter(TaskResources resources, TableAssignment assignment) {
        this.resources = resources;
        this.config = resources.config();
        this.metrics = new TableMetrics(config.reading().pollIdleMax());
        this.offsets = resources.offsets();
        this.heartbeats = resources.heartbeats();
        this.storedTable = offsets.table(assignment.table().arn());
        this.assignment = assignment.withGenerationOf(storedTable);
        this.table = this.assignment.table();
        this.assignedOffset = assignment.offset();
        this.storedFrontiers = offsets.frontiers(table.streamArn());
        this.storedSnapshot = offsets.snapshot(table.arn());
    }

    TableStart start() {
        return assignment.failure().map(this::failedStart).orElseGet(this::startReading);
    }

    /** Reports a gap, and leaves all positions as they are. */
    private TableStart failedStart(String failure) {
        LOG.error("{} The task fails ('{}').", failure, TablesConfig.ON_GAP);
        metrics.gapFound();
        return new TableStart(
                table,
                metrics,
                List.of(),
                Optional.empty(),
                storedTable.map(stored -> heartbeats.gap(table, stored, failure)).stream()
                        .toList(),
                Optional.empty(),
                ProcessedSignals.NONE,
                Optional.of(new ConnectException(failure)));
    }

    private TableStart startReading() {
        Optional<SourceRecord> gap = replacedStream().map(before -> heartbeats.replacedStream(assignment, before));
        Optional<Deferral> deferred = gap.flatMap(this::deferral);
        List<SlotEmitter> slots = slots();
        Optional<SnapshotOffset> snapshot = assignment.snapshot().map(assigned -> assigned.apply(storedSnapshot));

        List<SourceRecord> records = new ArrayList<>();
        tableRecord(gap, deferred).ifPresent(records::add);
        slots.stream().filter(this::hasChanged).map(heartbeats::slot).forEach(records::add);
        snapshot.flatMap(this::snapshotRecord).ifPresent(records::add);
        return new TableStart(
                table,
                metrics,
                slots,
                snapshot.flatMap(applied -> snapshot(applied, slots)),
                records,
                deferred,
                snapshot.or(() -> storedSnapshot).map(SnapshotOffset::signals).orElse(ProcessedSignals.NONE),
                Optional.empty());
    }

    /** The stored offset if it belongs to another stream: changes made between the two streams are lost. */
    private Optional<TableOffset> replacedStream() {
        Optional<TableOffset> replaced =
                storedTable.filter(stored -> !stored.streamArn().equals(table.streamArn()));
        replaced.ifPresent(before -> LOG.error(
                "Changes of table {} were lost: its stream {} was replaced by {}, and changes made in between are in"
                        + " neither stream. Continuing with the new stream ('on.gap').",
                table.name(),
                before.streamArn(),
                table.streamArn()));
        return replaced;
    }

    private Optional<Deferral> deferral(SourceRecord gap) {
        return assignment.snapshot().map(snapshot -> new Deferral(table.arn(), snapshot.id(), () -> List.of(gap)));
    }

    private Optional<SourceRecord> tableRecord(Optional<SourceRecord> gap, Optional<Deferral> deferred) {
        if (gap.isPresent()) {
            return deferred.isPresent() ? Optional.empty() : gap;
        }
        return storedTable.equals(Optional.of(assignment.offset()))
                ? Optional.empty()
                : Optional.of(heartbeats.table(assignment));
    }

    private List<SlotEmitter> slots() {
        StreamPageConverter records = new StreamPageConverter(table, config, resources.clock());
        boolean outdated = isOutdated();
        return assignment.slots().stream()
                .map(slot -> slot(outdated ? slot.withoutChanges() : slot, records))
                .toList();
    }

    private SlotEmitter slot(SlotAssignment slot, StreamPageConverter records) {
        Frontier before = storedFrontier(slot.slot());
        Frontier frontier = slot.apply(before).openedAt(resources.clock().instant());
        Set<String> added = new HashSet<>(frontier.positions().keySet());
        added.removeAll(before.positions().keySet());
        return new SlotEmitter(
                new Slot(table.streamArn(), slot.slot()),
                records,
                windows,
                metrics,
                frontier,
                added,
                new IdleTimer(
                        config.reading().heartbeatInterval(), resources.clock().instant()));
    }

    private Frontier storedFrontier(int slot) {
        return storedFrontiers.getOrDefault(slot, Frontier.EMPTY);
    }

    private boolean hasChanged(SlotEmitter slot) {
        return !slot.frontier().equals(storedFrontier(slot.slot().number()));
    }

    /**
     * Whether this is a first assignment, and another first assignment has been stored in the meantime. The shards may
     * be in other slots now; the next table discovery finds the missing ones.
     */
    private boolean isOutdated() {
        if (!assignment.first()) {
            return false;
        }
        Set<Long> own =
                assignment.slots().stream().map(SlotAssignment::assignment).collect(Collectors.toSet());
        boolean outdated =
                storedTable.filter(stored -> !stored.equals(assignedOffset)).isPresent()
                        || storedFrontiers.values().stream().anyMatch(frontier -> !own.contains(frontier.assignment()));
        if (outdated) {
            LOG.warn(
                    "Ignoring the first assignment of table {}: a later one is stored. The next table discovery assigns"
                            + " the shards that no task reads; no action is required.",
                    table.name());
        }
        return outdated;
    }

    private Optional<SourceRecord> snapshotRecord(SnapshotOffset next) {
        if (storedSnapshot.equals(Optional.of(next))) {
            return Optional.empty();
        }
        Optional<SnapshotState> before =
                storedSnapshot.filter(stored -> stored.id().equals(next.id())).map(SnapshotOffset::state);
        long items = assignment.snapshot().map(SnapshotAssignment::items).orElse(0L);
        return Optional.of(heartbeats.snapshot(SnapshotState.heartbeatType(before, next.state()), table, next, items));
    }

    private Optional<SnapshotEmitter> snapshot(SnapshotOffset applied, List<SlotEmitter> slots) {
        return assignment
                .snapshot()
                .flatMap(assigned -> assigned.toRead(applied))
                .map(snapshot -> snapshot(snapshot, slots));
    }

    private SnapshotEmitter snapshot(SnapshotAssignment snapshot, List<SlotEmitter> slots) {
        SortedMap<Integer, ScanOffset> segments = new TreeMap<>();
        for (int number = 0; number < snapshot.segments(); number++) {
            segments.put(number, offsets.scan(table.arn(), number, snapshot.id()));
        }
        Map<Integer, Long> applied = slots.stream()
                .collect(Collectors.toMap(
                        slot -> slot.slot().number(), slot -> slot.frontier().assignment()));
        Source.Snapshot kind = snapshot.offset().incremental() ? Source.Snapshot.INCREMENTAL : Source.Snapshot.TRUE;
        SnapshotRowConverter converter =
                new SnapshotRowConverter(table, snapshot.id(), kind, snapshot.viewType(), config);
        return new SnapshotEmitter(
                table,
                snapshot,
                heartbeats,
                metrics,
                segments,
                readers(snapshot, converter, segments),
                new SnapshotPreconditions(offsets, assignment, snapshot, applied),
                config.snapshots().yieldLag(),
                resources.clock());
    }

    /** The readers of the segments that have not ended. */
    private List<SegmentReader> readers(
            SnapshotAssignment snapshot, SnapshotRowConverter converter, Map<Integer, ScanOffset> segments) {
        ReadRateLimiter rateLimiter = new ReadRateLimiter(config.snapshots().maxReadUnits());
        ScanSelection selection =
                snapshot.offset().selection().with(table.key().attributes().keySet());
        return segments.entrySet().stream()
                .filter(segment -> !segment.getValue().ended())
                .map(segment ->
                        new Segment(table.arn(), snapshot.id(), segment.getKey(), snapshot.segments(), selection))
                .map(segment -> resources.readers().rows(segment, converter, rateLimiter, windows, metrics))
                .toList();
    }
}
