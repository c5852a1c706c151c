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

/** Finds the slots and the unassigned shards of a table from the shards that DynamoDB lists and from the stored offsets. */
final class ShardDiscovery {
    private static final Logger LOG = LoggerFactory.getLogger(ShardDiscovery.class);

    private final TableCatalog catalog;
    private final StreamClient streams;
    private final StoredOffsets offsets;
    private final SourceConfig config;
    private final SnapshotPlanner snapshots;
    private final Clock clock;

    ShardDiscovery(
            TableCatalog catalog,
            StreamClient streams,
            StoredOffsets offsets,
            PendingSignals signals,
            SourceConfig config,
            Clock clock) {
        this.catalog = catalog;
        this.streams = streams;
        this.offsets = offsets;
        this.config = config;
        this.snapshots = new SnapshotPlanner(offsets, config, signals, clock);
        this.clock = clock;
    }

    /**
     * Discovers the table with all of its slots.
     *
     * @param start the start position of a table without stored offsets
     * @param previous the table as it was discovered before; empty when the connector has just started
     * @throws ConnectException when the table cannot be read; the message contains the remedy
     */
    DiscoveredTable discover(TableName name, StreamStart start, Optional<DiscoveredTable> previous) {
        TableDescription description = catalog.describe(name);
        Optional<SnapshotAssignment> snapshot = snapshots.plan(description, previous);
        Optional<TableOffset> stored = offsets.table(description.tableArn());
        String latest = description.latestStreamArn();
        if (stored.isEmpty()) {
            return firstStart(description, latest, start, snapshot);
        }
        TableOffset table = snapshots.withGeneration(stored.get(), description, snapshot, previous);
        if (table.streamArn().equals(latest)) {
            return restart(description, table, snapshot);
        }
        if (hasUnreadRecords(table.streamArn())) {
            return restart(description, table, snapshot.map(SnapshotAssignment::withoutViewType));
        }
        return replacedStream(description, stored.get(), snapshot);
    }

    /** Whether offsets of this table are stored. */
    boolean isKnown(TableName name) {
        return offsets.table(catalog.describe(name).tableArn()).isPresent();
    }

    private DiscoveredTable firstStart(
            TableDescription description, String streamArn, StreamStart start, Optional<SnapshotAssignment> snapshot) {
        Listing listing = streams.shards(streamArn);
        TableOffset table = new TableOffset(streamArn, generation(listing), clock.instant());
        if (!offsets.frontiers(streamArn).isEmpty()) {
            // An earlier first start stored slots but not the table. The remaining shards are found as orphans.
            return restart(description, table, snapshot);
        }
        List<String> shards = start.shards(new ShardForest(listing.shards()));
        if (shards.isEmpty()) {
            throw new RetriableException("The stream of table '" + description.tableName()
                    + "' has no shards yet. If the connector has failed, restart it in a minute.");
        }
        return discovered(description, table, true, Map.of(), shards, start.position(), snapshot);
    }

    private DiscoveredTable restart(
            TableDescription description, TableOffset table, Optional<SnapshotAssignment> snapshot) {
        Map<Integer, Frontier> frontiers = offsets.frontiers(table.streamArn());
        List<String> orphans = orphans(table.streamArn(), frontiers);
        return discovered(description, table, false, frontiers, orphans, new Position.TrimHorizon(), snapshot);
    }

    /** The old stream was read to its end. Changes made while the table had no stream are lost. */
    private DiscoveredTable replacedStream(
            TableDescription description, TableOffset before, Optional<SnapshotAssignment> snapshot) {
        if (config.tables().onGap(description.tableName()) == GapPolicy.FAIL) {
            throw new ConnectException("Changes of table " + description.tableName() + " were lost: its stream "
                    + before.streamArn() + " was replaced by " + description.latestStreamArn()
                    + ", and changes made in between are in neither stream. To continue with the new stream, set '"
                    + TablesConfig.ON_GAP + "' to 'continue'; to also take a new snapshot of the table, set it to"
                    + " 'resnapshot'.");
        }
        Listing listing = streams.shards(description.latestStreamArn());
        long generation = Math.max(before.generation() + 1, generation(listing));
        TableOffset table = new TableOffset(description.latestStreamArn(), generation, before.firstStart());
        return restart(description, table, snapshots.afterGap(description, snapshot));
    }

    /** The stream's creation time. It is the same if a first start is repeated, and greater for each new stream. */
    private long generation(Listing listing) {
        return listing.created().map(Instant::toEpochMilli).orElseGet(clock::millis);
    }

    private boolean hasUnreadRecords(String streamArn) {
        Map<Integer, Frontier> frontiers = offsets.frontiers(streamArn);
        try {
            return !frontiers.values().stream().allMatch(Frontier::isDrained)
                    && !forest(streamArn).isEmpty();
        } catch (ResourceNotFoundException e) {
            LOG.info("Stream {} was disabled more than 24 hours ago and no longer exists", streamArn);
            return false;
        }
    }

    private ShardForest forest(String streamArn) {
        return new ShardForest(streams.shards(streamArn).shards());
    }

    /**
     * The shards that no slot reads or has read: those of an assignment that was never stored, and siblings that were
     * listed late.
     */
    private List<String> orphans(String streamArn, Map<Integer, Frontier> frontiers) {
        ShardForest forest = forest(streamArn);
        Set<String> reading = new HashSet<>();
        Set<String> ended = new HashSet<>();
        for (Map.Entry<Integer, Frontier> slot : frontiers.entrySet()) {
            for (Map.Entry<String, Position> entry : slot.getValue().positions().entrySet()) {
                String shard = entry.getKey();
                if (entry.getValue() instanceof Position.End) {
                    ended.add(shard);
                } else if (forest.lists(shard)) {
                    reading.add(shard);
                } else if (streams.exists(new ShardRef(new Slot(streamArn, slot.getKey()), shard))) {
                    // Until it is listed, its listed parent would be mistaken for an unread shard.
                    LOG.warn(
                            "Shard {} is not listed in stream {} yet; unassigned shards of the stream are assigned"
                                    + " after the next table discovery",
                            shard,
                            streamArn);
                    return List.of();
                }
            }
        }
        return forest.unclaimed(reading, ended);
    }

    private DiscoveredTable discovered(
            TableDescription description,
            TableOffset table,
            boolean first,
            Map<Integer, Frontier> frontiers,
            List<String> added,
            Position position,
            Optional<SnapshotAssignment> snapshot) {
        LOG.debug(
                "Table {}: {} slots with a stored position; {} new shards, read from {}",
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
