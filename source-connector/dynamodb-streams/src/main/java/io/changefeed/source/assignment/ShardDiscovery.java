/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.source.assignment.DiscoveredTable.WeightedSlot;
import io.changefeed.source.config.GapPolicy;
import io.changefeed.source.config.SnapshotMode;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.config.StreamStart;
import io.changefeed.source.config.TableName;
import io.changefeed.source.config.TablesConfig;
import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.ShardForest;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.offset.TableOffset;
import io.changefeed.source.stream.ShardRef;
import io.changefeed.source.stream.StreamClient;
import io.changefeed.source.stream.StreamClient.Listing;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Finds out what there is to read of a table: from its description, its stream's listing and the stored offsets. */
final class ShardDiscovery {
    private static final Logger LOG = LoggerFactory.getLogger(ShardDiscovery.class);

    private final TableCatalog tables;
    private final StreamClient streams;
    private final StoredOffsets offsets;
    private final SourceConfig config;
    private final SnapshotPlanner snapshots;
    private final Clock clock;

    ShardDiscovery(
            TableCatalog tables,
            StreamClient streams,
            StoredOffsets offsets,
            PendingSignals asked,
            SourceConfig config,
            Clock clock) {
        this.tables = tables;
        this.streams = streams;
        this.offsets = offsets;
        this.config = config;
        this.snapshots = new SnapshotPlanner(offsets, config, asked, clock);
        this.clock = clock;
    }

    /**
     * The table with all of its slots.
     *
     * @param start where to begin when nothing is stored of it
     * @param previous what was found of it the last time; empty when the connector has just started
     * @throws ConnectException when it cannot be read; the message says what to do
     */
    DiscoveredTable of(TableName name, StreamStart start, Optional<DiscoveredTable> previous) {
        TableDescription description = tables.describe(name);
        Optional<SnapshotAssignment> snapshot = snapshots.of(description, previous);
        Optional<TableOffset> stored = offsets.table(description.tableArn());
        String latest = description.latestStreamArn();
        if (stored.isEmpty()) {
            return first(description, latest, start, snapshot);
        }
        TableOffset table = snapshots.generation(stored.get(), description, snapshot, previous);
        if (table.streamArn().equals(latest)) {
            return resumed(description, table, snapshot);
        }
        if (isLeftToRead(table.streamArn())) {
            return resumed(description, table, snapshot.map(SnapshotAssignment::withoutViewType));
        }
        return replaced(description, stored.get(), snapshot);
    }

    /** Whether a position of this table is stored. */
    boolean isKnown(TableName name) {
        return offsets.table(tables.describe(name).tableArn()).isPresent();
    }

    private DiscoveredTable first(
            TableDescription description, String streamArn, StreamStart start, Optional<SnapshotAssignment> snapshot) {
        Listing listing = streams.shards(streamArn);
        TableOffset table = new TableOffset(streamArn, generation(listing), clock.instant());
        if (!offsets.frontiers(streamArn).isEmpty()) {
            // Of a first start, slots were stored and the table was not: the rest of its shards are orphans.
            return resumed(description, table, snapshot);
        }
        List<String> shards = start.shards(new ShardForest(listing.shards()));
        if (shards.isEmpty()) {
            throw new RetriableException("The stream of table '" + description.tableName()
                    + "' lists no shard yet. Restart the connector when it does.");
        }
        return slots(description, table, true, Map.of(), shards, start.position(), snapshot);
    }

    private DiscoveredTable resumed(
            TableDescription description, TableOffset table, Optional<SnapshotAssignment> snapshot) {
        Map<Integer, Frontier> frontiers = offsets.frontiers(table.streamArn());
        List<String> orphans = orphans(table.streamArn(), frontiers);
        return slots(description, table, false, frontiers, orphans, new Position.TrimHorizon(), snapshot);
    }

    /** What was written while there was no stream is in none; the old stream has been read to its end. */
    private DiscoveredTable replaced(
            TableDescription description, TableOffset before, Optional<SnapshotAssignment> snapshot) {
        if (config.tables().onGap(description.tableName()) == GapPolicy.FAIL) {
            throw new ConnectException("Changes of table " + description.tableName() + " were lost: its stream "
                    + before.streamArn() + " was replaced by " + description.latestStreamArn()
                    + ", and those made between the two are in neither. To read on in the new one, set '"
                    + TablesConfig.ON_GAP + "' to 'continue'.");
        }
        Listing listing = streams.shards(description.latestStreamArn());
        long generation = Math.max(before.generation() + 1, generation(listing));
        TableOffset table = new TableOffset(description.latestStreamArn(), generation, before.firstStart());
        Map<Integer, Frontier> frontiers = offsets.frontiers(table.streamArn());
        List<String> orphans = orphans(table.streamArn(), frontiers);
        return slots(
                description,
                table,
                false,
                frontiers,
                orphans,
                new Position.TrimHorizon(),
                snapshots.afterGap(description, snapshot));
    }

    /** The time at which the stream was made: the same however often a first start is repeated, and rising. */
    private long generation(Listing listing) {
        return listing.created().map(Instant::toEpochMilli).orElseGet(clock::millis);
    }

    private boolean isLeftToRead(String streamArn) {
        Map<Integer, Frontier> frontiers = offsets.frontiers(streamArn);
        try {
            return !frontiers.values().stream().allMatch(Frontier::isDrained)
                    && !forest(streamArn).isEmpty();
        } catch (ResourceNotFoundException e) {
            LOG.info("Stream {} is gone, 24 hours after it was disabled", streamArn, e);
            return false;
        }
    }

    private ShardForest forest(String streamArn) {
        return new ShardForest(streams.shards(streamArn).shards());
    }

    /** What nobody has been told to read: an earlier deal that was never stored, a sibling that was listed late. */
    private List<String> orphans(String streamArn, Map<Integer, Frontier> frontiers) {
        ShardForest forest = forest(streamArn);
        Set<String> reading = new HashSet<>();
        Set<String> ended = new HashSet<>();
        for (Map.Entry<Integer, Frontier> slot : frontiers.entrySet()) {
            for (Map.Entry<String, Position> held : slot.getValue().positions().entrySet()) {
                String shard = held.getKey();
                if (held.getValue() instanceof Position.End) {
                    ended.add(shard);
                } else if (forest.lists(shard)) {
                    reading.add(shard);
                } else if (streams.has(new ShardRef(new Slot(streamArn, slot.getKey()), shard))) {
                    // Its parent may be listed, and would be taken for one that was never read.
                    LOG.warn("Not looking for orphans: shard {} of {} is not listed yet", shard, streamArn);
                    return List.of();
                }
            }
        }
        return forest.unclaimed(reading, ended);
    }

    private DiscoveredTable slots(
            TableDescription description,
            TableOffset table,
            boolean first,
            Map<Integer, Frontier> frontiers,
            List<String> added,
            Position position,
            Optional<SnapshotAssignment> snapshot) {
        LOG.debug(
                "Table {}: {} slots have a stored position; {} shards are new, to be read from {}",
                description.tableName(),
                frontiers.size(),
                added.size(),
                position.text());
        List<WeightedSlot> slots = config.snapshots().mode(description.tableName()) == SnapshotMode.INITIAL_ONLY
                ? List.of()
                : SlotAssigner.assignShards(frontiers, added, position, clock.millis());
        return new DiscoveredTable(TableCatalog.stream(description, table), table.firstStart(), first, slots, snapshot);
    }
}
