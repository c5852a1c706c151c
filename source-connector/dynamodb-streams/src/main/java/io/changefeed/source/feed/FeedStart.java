/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.feed;

import io.changefeed.event.Source;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.deal.SlotDeal;
import io.changefeed.source.deal.SnapshotDeal;
import io.changefeed.source.deal.TableDeal;
import io.changefeed.source.deal.TaskDeal;
import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.metrics.TableMeter;
import io.changefeed.source.metrics.TaskMetrics;
import io.changefeed.source.offset.ScanOffset;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotOffset.State;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.offset.TableOffset;
import io.changefeed.source.offset.TakenSignals;
import io.changefeed.source.record.SnapshotRecords;
import io.changefeed.source.record.TableRecords;
import io.changefeed.source.record.TableStream;
import io.changefeed.source.selection.Selection;
import io.changefeed.source.stream.Overlaps;
import io.changefeed.source.stream.ReadBudget;
import io.changefeed.source.stream.Readers;
import io.changefeed.source.stream.RowReader;
import io.changefeed.source.stream.Segment;
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
public final class FeedStart {
    private static final Logger LOG = LoggerFactory.getLogger(FeedStart.class);

    private final SourceConfig config;
    private final StoredOffsets offsets;
    private final Readers readers;
    private final TaskMetrics metrics;
    private final Clock clock;
    private final Heartbeats heartbeats;
    private final List<SlotFeed> slots = new ArrayList<>();
    private final List<SnapshotFeed> snapshots = new ArrayList<>();
    private final List<SourceRecord> beginnings = new ArrayList<>();
    private final Map<String, TakenSignals> signals = new HashMap<>();
    private final Postponed postponed;

    public FeedStart(SourceConfig config, StoredOffsets offsets, Readers readers, TaskMetrics metrics, Clock clock) {
        this.config = config;
        this.offsets = offsets;
        this.readers = readers;
        this.metrics = metrics;
        this.clock = clock;
        this.heartbeats = new Heartbeats(config, clock);
        this.postponed = new Postponed(offsets, heartbeats.topic(), clock);
    }

    /** The feed, reading. It owns the readers from now on. */
    public StreamFeed feed(TaskDeal deal) {
        deal.tables().forEach(this::add);
        deal.signals()
                .filter(settled -> !offsets.signals(settled.topic()).equals(Optional.of(settled.offset())))
                .ifPresent(settled -> beginnings.add(heartbeats.signals(settled)));
        return new StreamFeed(
                readers,
                heartbeats,
                config,
                clock,
                slots,
                new Snapshots(snapshots, postponed),
                beginnings,
                this::needed);
    }

    private void add(TableDeal deal) {
        Optional<TableOffset> stored = offsets.table(deal.table().arn());
        if (!stored.equals(Optional.of(deal.offset()))) {
            begin(deal, stored);
        }
        TableMeter meter = new TableMeter();
        metrics.add(deal.table().name(), meter);
        Overlaps overlaps = new Overlaps();
        TableRecords records = new TableRecords(deal.table(), config, meter, overlaps, clock);
        Map<Integer, Frontier> frontiers = offsets.frontiers(deal.table().streamArn());
        boolean stale = isStale(deal, stored, frontiers);
        Map<Integer, Long> deals = new HashMap<>();
        for (SlotDeal slot : deal.slots()) {
            Frontier before = frontiers.getOrDefault(slot.slot(), Frontier.EMPTY);
            Frontier frontier =
                    (stale ? slot.withoutNews() : slot).takeUp(before).openedAt(clock.instant());
            deals.put(slot.slot(), frontier.deal());
            Set<String> dealt = new HashSet<>(frontier.positions().keySet());
            dealt.removeAll(before.positions().keySet());
            SlotFeed feed = new SlotFeed(
                    new Slot(deal.table().streamArn(), slot.slot()),
                    records,
                    meter,
                    frontier,
                    dealt,
                    new Silence(config.reading().heartbeatInterval(), clock.instant()));
            slots.add(feed);
            if (!frontier.equals(before)) {
                beginnings.add(heartbeats.slot(feed));
            }
        }
        takeUp(deal)
                .ifPresent(snapshot -> add(
                        snapshot, deal.table(), overlaps, meter, new StoredSnapshot(offsets, deal, snapshot, deals)));
    }

    /** What there is to read for a table's snapshot. What the deal changes of it is to be stored first. */
    private Optional<SnapshotDeal> takeUp(TableDeal deal) {
        TableStream table = deal.table();
        Optional<SnapshotOffset> stored = offsets.snapshot(table.arn());
        Optional<SnapshotOffset> next = deal.snapshot()
                .map(snapshot -> snapshot.takeUp(stored))
                .map(offset -> isOvertaken(deal, offset) ? offset : begun(offset));
        long items = deal.snapshot().map(SnapshotDeal::items).orElse(0L);
        next.filter(offset -> !stored.equals(next))
                .ifPresent(offset -> beginnings.add(heartbeats.snapshot(type(stored, offset), table, offset, items)));
        signals.put(
                table.arn(), next.or(() -> stored).map(SnapshotOffset::signals).orElse(TakenSignals.NONE));
        return next.filter(offset -> offset.state() == State.RUNNING && !isOvertaken(deal, offset))
                .flatMap(offset -> deal.snapshot().map(snapshot -> snapshot.at(offset)));
    }

    private static boolean isOvertaken(TableDeal deal, SnapshotOffset stored) {
        return !deal.snapshot().map(SnapshotDeal::id).equals(Optional.of(stored.id()));
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
                signals.getOrDefault(table.arn(), TakenSignals.NONE));
    }

    private void add(
            SnapshotDeal deal, TableStream table, Overlaps overlaps, TableMeter meter, StoredSnapshot storedSnapshot) {
        ReadBudget budget = new ReadBudget(config.snapshots().maxReadUnits());
        SortedMap<Integer, ScanOffset> segments = new TreeMap<>();
        List<RowReader> unread = new ArrayList<>();
        Selection selection =
                deal.offset().selection().with(table.key().attributes().keySet());
        for (int number = 0; number < deal.segments(); number++) {
            ScanOffset scan = offsets.scan(table.arn(), number, deal.id());
            segments.put(number, scan);
            if (!scan.ended()) {
                Segment segment = new Segment(table.arn(), deal.id(), number, deal.segments(), selection);
                unread.add(readers.rows(segment, budget, overlaps, meter));
            }
        }
        Source.Snapshot kind = deal.offset().incremental() ? Source.Snapshot.INCREMENTAL : Source.Snapshot.TRUE;
        snapshots.add(new SnapshotFeed(
                table,
                deal,
                new SnapshotRecords(table, deal.id(), kind, deal.viewType(), config, meter, clock),
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
    private static boolean isStale(TableDeal deal, Optional<TableOffset> stored, Map<Integer, Frontier> frontiers) {
        Set<Long> own = deal.slots().stream().map(SlotDeal::deal).collect(Collectors.toSet());
        boolean overtaken = stored.filter(table -> !table.equals(deal.offset())).isPresent()
                || frontiers.values().stream().anyMatch(frontier -> !own.contains(frontier.deal()));
        if (deal.first() && overtaken) {
            LOG.warn(
                    "The first deal of table {} came too late; shards that nobody reads are found by the next sweep",
                    deal.table().name());
        }
        return deal.first() && overtaken;
    }

    private void begin(TableDeal deal, Optional<TableOffset> stored) {
        Optional<TableOffset> replaced =
                stored.filter(table -> !table.streamArn().equals(deal.table().streamArn()));
        if (replaced.isEmpty()) {
            beginnings.add(heartbeats.table(deal));
            return;
        }
        LOG.error(
                "Changes of table {} were lost: its stream {} was replaced by {}, and those made between the two are in"
                        + " neither. Reading on in the new one.",
                deal.table().name(),
                replaced.get().streamArn(),
                deal.table().streamArn());
        SourceRecord told = heartbeats.replacedStream(deal, replaced.get());
        deal.snapshot()
                .ifPresentOrElse(
                        snapshot -> postponed.untilStored(deal.table().arn(), snapshot.id(), () -> List.of(told)),
                        () -> beginnings.add(told));
    }
}
