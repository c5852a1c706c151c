/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.event.KeySchema;
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
import io.changefeed.source.record.TableStream;
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
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Finds the slots and the unassigned shards of a table from the shards that DynamoDB lists and from the stored offsets. */
final class ShardDiscovery {
    private static final Logger LOG = LoggerFactory.getLogger(ShardDiscovery.class);

    private static final Position TRIM_HORIZON = new Position.TrimHorizon();

    private final StreamClient streams;
    private final StoredOffsets offsets;
    private final SourceConfig config;
    private final SnapshotPlanner snapshots;
    private final Clock clock;

    ShardDiscovery(
            StreamClient streams, StoredOffsets offsets, PendingSignals signals, SourceConfig config, Clock clock) {
        this.streams = streams;
        this.offsets = offsets;
        this.config = config;
        this.snapshots = new SnapshotPlanner(offsets, config, signals, clock);
        this.clock = clock;
    }

    /**
     * A table in DynamoDB.
     *
     * @param streamArn its latest stream, which may no longer exist; empty for none
     * @param description empty if the table was deleted
     */
    private record Table(String arn, String name, Optional<String> streamArn, Optional<TableDescription> description) {
        /** The key of the latest stream, given that of an earlier one. That of a deleted table is unknown. */
        KeySchema key(KeySchema before) {
            return description.map(TableCatalog::key).orElse(before);
        }

        boolean hasKey(KeySchema key) {
            return key(key).equals(key);
        }

        TableStream read(TableOffset offset) {
            return new TableStream(arn, name, offset.streamArn(), offset.key(), offset.generation());
        }
    }

    /**
     * Discovers a table with all of its slots.
     *
     * @param start the start position of a table without stored offsets
     * @param previous the table as it was discovered before; empty when the connector has just started
     * @throws MissingTableException when the table has no stream, and no unread changes
     * @throws RetriableException when its stream has no shards yet
     * @throws ConnectException when a stored offset is invalid; the message contains the remedy
     * @throws SdkException when a call fails
     */
    DiscoveredTable discover(
            TableName name, TableDescription description, StreamStart start, Optional<DiscoveredTable> previous) {
        Table table = new Table(
                description.tableArn(),
                description.tableName(),
                Optional.ofNullable(description.latestStreamArn()),
                Optional.of(description));
        Optional<TableOffset> stored = offsets.table(table.arn());
        if (stored.isEmpty()) {
            Listing listing = table.streamArn()
                    .flatMap(this::listing)
                    .orElseThrow(() -> new MissingTableException(
                            "Table '" + name.text() + "' has no stream. Enable DynamoDB Streams on the table,"
                                    + " or remove it from '" + TablesConfig.TABLES + "'.",
                            false));
            return firstStart(table, description, listing, start, snapshots.plan(description, previous));
        }
        Optional<SnapshotAssignment> snapshot = snapshots.plan(description, previous);
        TableOffset offset = snapshots.withGeneration(stored.get(), description, snapshot, previous);
        return restart(table, offset, snapshot, previous)
                .orElseThrow(() -> new MissingTableException(
                        "The stream of table '" + name.text()
                                + "' no longer exists, and nothing of it is left to read. Enable"
                                + " DynamoDB Streams on the table, or exclude it from '" + TablesConfig.TABLES
                                + "' or '"
                                + TablesConfig.TABLES_REGEX + "'.",
                        true));
    }

    /**
     * Discovers a deleted table. Its stream can be read for 24 hours.
     *
     * @param latestStream its latest stream that DynamoDB lists
     * @throws MissingTableException when the table was never read, or to its end
     */
    DiscoveredTable discoverDeleted(TableName name, String arn, Optional<String> latestStream) {
        TableOffset stored = offsets.table(arn).orElseThrow(() -> new MissingTableException(doesNotExist(name), false));
        Table table = new Table(arn, name.name(), latestStream, Optional.empty());
        return restart(table, stored, Optional.empty(), Optional.empty())
                .orElseThrow(() -> new MissingTableException(
                        "Table '" + name.text() + "' was deleted, and nothing of its stream is left to read."
                                + (config.tables().regex().isPresent()
                                        ? ""
                                        : " Remove it from '" + TablesConfig.TABLES
                                                + "', or delete the connector if it reads no other table."),
                        true));
    }

    static String doesNotExist(TableName name) {
        return "Table '" + name.text() + "' in '" + TablesConfig.TABLES
                + "' does not exist at this endpoint. Check its name, the region and the account.";
    }

    private DiscoveredTable firstStart(
            Table table,
            TableDescription description,
            Listing listing,
            StreamStart start,
            Optional<SnapshotAssignment> snapshot) {
        String streamArn = description.latestStreamArn();
        Map<Integer, Frontier> frontiers = offsets.frontiers(streamArn);
        TableOffset offset = new TableOffset(
                streamArn,
                generation(listing),
                clock.instant(),
                TableCatalog.key(description),
                startPosition(start, frontiers));
        if (!frontiers.isEmpty()) {
            // An earlier first start stored slots but not the table. The remaining shards are found as orphans.
            return read(table, offset, frontiers, Optional.of(listing), snapshot);
        }
        List<String> shards = start.shards(new ShardForest(listing.shards()));
        if (shards.isEmpty()) {
            throw new RetriableException("the stream has no shards yet");
        }
        return discovered(table, offset, true, Map.of(), shards, snapshot);
    }

    /**
     * The position from which shards are read that no slot has read. It is stored with the table, because later starts
     * cannot derive it:
     *
     * <ul>
     *   <li>A slot of the first assignment that was not stored: its lineage was assigned at this position, and is found
     *       again by its topmost listed shard. At TRIM_HORIZON, changes from before the start would be emitted, after newer
     *       ones. At the time of the later start, changes since the first one would be lost. Children inherit the
     *       position, so the first changes after it are found in whichever descendant they are.
     *   <li>A sibling that was listed late: it was created after its parent ended. If that was after the start position,
     *       none of its changes are older, and the position excludes nothing. Otherwise, older changes are excluded, as
     *       those of its sibling are.
     *   <li>Shards of a later stream are never covered: its offset has the position TRIM_HORIZON.
     * </ul>
     *
     * @param stored frontiers of a first start that did not store the table; {@code latest} means the time of that start,
     *     which is the number of its assignment
     */
    private static Position startPosition(StreamStart start, Map<Integer, Frontier> stored) {
        if (start.atLeaves() && !stored.isEmpty()) {
            long assigned = stored.values().stream()
                    .mapToLong(Frontier::assignment)
                    .min()
                    .orElse(0);
            return new Position.Since(Instant.ofEpochMilli(assigned));
        }
        return start.position();
    }

    /** Empty when there is nothing to read, and no changes were lost. */
    private Optional<DiscoveredTable> restart(
            Table table,
            TableOffset stored,
            Optional<SnapshotAssignment> snapshot,
            Optional<DiscoveredTable> previous) {
        Map<Integer, Frontier> frontiers = offsets.frontiers(stored.streamArn());
        boolean isDrained = isDrained(table, frontiers);
        boolean isLatest = table.streamArn().equals(Optional.of(stored.streamArn()));
        Optional<Listing> listing = listing(stored.streamArn());
        if (isLatest && listing.isPresent() && (table.description().isPresent() || !isDrained)) {
            TableOffset offset = new TableOffset(
                    stored.streamArn(),
                    stored.generation(),
                    stored.firstStart(),
                    table.key(stored.key()),
                    stored.start());
            return Optional.of(read(table, offset, frontiers, listing, snapshot));
        }
        if (!isDrained && listing.filter(shards -> !shards.shards().isEmpty()).isPresent()) {
            // The rows of a table that was re-created with another key do not have the key of this stream.
            Optional<SnapshotAssignment> meanwhile =
                    table.hasKey(stored.key()) ? snapshot.map(SnapshotAssignment::withoutViewType) : Optional.empty();
            return Optional.of(read(table, stored, frontiers, listing, meanwhile));
        }
        Optional<Listing> latest =
                isLatest ? Optional.empty() : table.streamArn().flatMap(this::listing);
        if (latest.isPresent()) {
            return Optional.of(replacedStream(table, stored, latest.get(), snapshot));
        }
        // Running tasks find the end of each lineage themselves, or a gap.
        boolean isBeingRead =
                previous.filter(before -> before.failure().isEmpty()).isPresent();
        if (!isDrained && !isBeingRead && config.tables().onGap(table.name()) == GapPolicy.FAIL) {
            return Optional.of(DiscoveredTable.failed(
                    table.read(stored),
                    stored,
                    "Changes of table " + table.name() + " were lost: its stream " + stored.streamArn()
                            + " no longer exists, and was not read to its end. To continue, set '"
                            + TablesConfig.ON_GAP
                            + "' to 'continue'; to also take a new snapshot of the table, set it to"
                            + " 'resnapshot'."));
        }
        // A task reports the gap of each shard and removes the shard, or takes the snapshot that a gap requires.
        return isDrained && snapshot.isEmpty()
                ? Optional.empty()
                : Optional.of(discovered(
                        table, stored, false, frontiers, List.of(), snapshot.map(SnapshotAssignment::withoutViewType)));
    }

    /** The old stream was read to its end. Changes made while the table had no stream are lost. */
    private DiscoveredTable replacedStream(
            Table table, TableOffset before, Listing listing, Optional<SnapshotAssignment> snapshot) {
        String streamArn = table.streamArn().orElseThrow();
        if (config.tables().onGap(table.name()) == GapPolicy.FAIL) {
            return DiscoveredTable.failed(
                    table.read(before),
                    before,
                    "Changes of table " + table.name() + " were lost: its stream " + before.streamArn()
                            + " was replaced by " + streamArn
                            + ", and changes made in between are in neither stream. To continue with the new stream, set '"
                            + TablesConfig.ON_GAP
                            + "' to 'continue'; to also take a new snapshot of the table, set it to"
                            + " 'resnapshot'.");
        }
        TableOffset offset = new TableOffset(
                streamArn,
                Math.max(before.generation() + 1, generation(listing)),
                before.firstStart(),
                table.key(before.key()),
                TRIM_HORIZON);
        Optional<SnapshotAssignment> next = table.description()
                .flatMap(description -> snapshots.afterGap(description, snapshot, !table.hasKey(before.key())));
        return read(table, offset, offsets.frontiers(streamArn), Optional.of(listing), next);
    }

    /** The stream's creation time. It is the same if a first start is repeated, and greater for each new stream. */
    private long generation(Listing listing) {
        return listing.created().map(Instant::toEpochMilli).orElseGet(clock::millis);
    }

    /** Whether everything was read. A table without stored slots was not read yet, unless only a snapshot is taken. */
    private boolean isDrained(Table table, Map<Integer, Frontier> frontiers) {
        return isSnapshotOnly(table)
                || (!frontiers.isEmpty() && frontiers.values().stream().allMatch(Frontier::isDrained));
    }

    private boolean isSnapshotOnly(Table table) {
        return config.snapshots().mode(table.name()) == SnapshotMode.INITIAL_ONLY;
    }

    /** Empty when the stream was disabled, or its table deleted, more than 24 hours ago. */
    private Optional<Listing> listing(String streamArn) {
        try {
            return Optional.of(streams.shards(streamArn));
        } catch (ResourceNotFoundException e) {
            LOG.debug("Stream {} no longer exists", streamArn);
            return Optional.empty();
        }
    }

    private DiscoveredTable read(
            Table table,
            TableOffset offset,
            Map<Integer, Frontier> frontiers,
            Optional<Listing> listing,
            Optional<SnapshotAssignment> snapshot) {
        List<String> orphans = listing.map(shards -> orphans(offset.streamArn(), frontiers, shards))
                .orElse(List.of());
        return discovered(table, offset, false, frontiers, orphans, snapshot);
    }

    /**
     * The shards that no slot reads or has read: those of an assignment that was never stored, and siblings that were
     * listed late.
     */
    private List<String> orphans(String streamArn, Map<Integer, Frontier> frontiers, Listing listing) {
        ShardForest forest = new ShardForest(listing.shards());
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
            Table table,
            TableOffset offset,
            boolean first,
            Map<Integer, Frontier> frontiers,
            List<String> added,
            Optional<SnapshotAssignment> snapshot) {
        LOG.debug(
                "Table {}: {} slots with a stored position; {} new shards, read from {}",
                table.name(),
                frontiers.size(),
                added.size(),
                offset.start().text());
        List<WeightedSlot> slots = isSnapshotOnly(table)
                ? List.of()
                : SlotAssigner.assignShards(frontiers, added, offset.start(), clock.millis());
        return DiscoveredTable.of(table.read(offset), offset, first, slots, snapshot);
    }
}
