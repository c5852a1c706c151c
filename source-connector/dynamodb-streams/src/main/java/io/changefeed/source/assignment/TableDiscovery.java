/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.config.StreamStart;
import io.changefeed.source.config.TableName;
import io.changefeed.source.config.TopicsConfig;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.signal.SignalBatch;
import io.changefeed.source.stream.StreamClient;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Finds the tables, streams and shards that the connector reads, at its start and periodically while it runs. A new
 * table, a new stream or an unassigned shard causes a reassignment of the tasks.
 */
public final class TableDiscovery {
    private static final Logger LOG = LoggerFactory.getLogger(TableDiscovery.class);

    private static final StreamStart TRIM_HORIZON = new StreamStart(false, new Position.TrimHorizon());

    private final TableCatalog catalog;
    private final ShardDiscovery shards;
    private final PendingSignals signals;
    private final SourceConfig config;
    private final Clock clock;
    private final Map<TableName, DiscoveredTable> knownTables = new LinkedHashMap<>();

    public TableDiscovery(
            DynamoDbClient dynamoDb, StreamClient streams, StoredOffsets offsets, SourceConfig config, Clock clock) {
        this.catalog = new TableCatalog(dynamoDb, config);
        this.signals = new PendingSignals(offsets, config);
        this.shards = new ShardDiscovery(catalog, streams, offsets, signals, config, clock);
        this.config = config;
        this.clock = clock;
    }

    /**
     * Discovers all tables.
     *
     * @throws RetriableException when DynamoDB is temporarily unavailable
     * @throws ConnectException when a table cannot be read; the message contains the remedy
     */
    public List<DiscoveredTable> discover() {
        try {
            Set<TableName> names = new LinkedHashSet<>(catalog.names());
            names.addAll(knownTables.keySet());
            StreamStart start = isFirst(names) ? config.tables().start(clock.instant()) : TRIM_HORIZON;
            Map<TableName, DiscoveredTable> found = new LinkedHashMap<>();
            names.forEach(name -> found.put(name, discover(name, start)));
            List<DiscoveredTable> all = List.copyOf(found.values());
            requireDistinctTopics(all);
            knownTables.putAll(found);
            return all;
        } catch (SdkException e) {
            String message = "Table discovery failed: " + e.getMessage();
            throw AwsErrorClassifier.isTransient(e)
                    ? new RetriableException(message, e)
                    : new ConnectException(message, e);
        }
    }

    /** The signal topic was opened and has this end offset. */
    public void signalTopicOpened(long end) {
        signals.topicOpened(end);
    }

    /** Adds signals. The next {@link #discover} applies those that are valid and rejects the others. */
    public void add(SignalBatch batch) {
        signals.add(
                batch, knownTables.values().stream().map(DiscoveredTable::table).toList());
    }

    /** The offset of the signal topic that one task stores; empty when no signal was processed yet. */
    public Optional<SignalAssignment> processedSignals() {
        return signals.processed();
    }

    /** Whether signals were rejected or had no effect since the last stored signal offset. */
    public boolean hasRejectedSignals() {
        return signals.hasRejected();
    }

    /** Whether tasks have stored the outcome of every signal. */
    public boolean areSignalsApplied() {
        return signals.areAllApplied();
    }

    /**
     * Whether {@code stream.start} applies: to listed tables, and to tables that exist when the connector first
     * starts. A table that matches the pattern later is new, and none of its changes may be missed.
     */
    private boolean isFirst(Set<TableName> names) {
        return config.tables().regex().isEmpty()
                || (knownTables.isEmpty() && names.stream().noneMatch(shards::isKnown));
    }

    /** The tasks of a deleted table keep their assignment and read its stream to the end. */
    private DiscoveredTable discover(TableName name, StreamStart start) {
        try {
            return shards.discover(name, start, Optional.ofNullable(knownTables.get(name)));
        } catch (MissingTableException e) {
            DiscoveredTable before = knownTables.get(name);
            if (before == null) {
                throw e;
            }
            signals.tableDeleted(before.table());
            LOG.info(
                    "Table {} was deleted or no longer has a stream; reading the rest of its last stream ({})",
                    name.text(),
                    e.getMessage());
            return before;
        }
    }

    private void requireDistinctTopics(List<DiscoveredTable> found) {
        try {
            config.topics()
                    .names()
                    .requireDistinctTopics(found.stream()
                            .map(table -> TableName.parse(table.table().streamArn()))
                            .toList());
        } catch (IllegalArgumentException e) {
            throw new ConnectException("'" + TopicsConfig.TOPIC_NAME_FORMAT + "': " + e.getMessage(), e);
        }
    }

    /**
     * Whether the tasks have to be reassigned: {@code next} contains something that {@code assigned} does not, a
     * snapshot has ended, or the assignment of a snapshot is out of date because another offset was stored.
     */
    public static boolean hasChanges(List<DiscoveredTable> assigned, List<DiscoveredTable> next) {
        return !streams(assigned).equals(streams(next))
                || !snapshots(assigned).keySet().equals(snapshots(next).keySet())
                || isAnyOutdated(snapshots(assigned), snapshots(next))
                || !addedShards(assigned).containsAll(addedShards(next));
    }

    private static boolean isAnyOutdated(
            Map<String, SnapshotAssignment> assigned, Map<String, SnapshotAssignment> next) {
        return next.entrySet().stream().anyMatch(entry -> {
            SnapshotAssignment snapshot = entry.getValue();
            boolean isUnstored =
                    !snapshot.previous().equals(Optional.of(snapshot.offset().version()));
            return isUnstored
                    && !snapshot.previous()
                            .equals(Optional.ofNullable(assigned.get(entry.getKey()))
                                    .flatMap(SnapshotAssignment::previous));
        });
    }

    private static Map<String, SnapshotAssignment> snapshots(List<DiscoveredTable> tables) {
        Map<String, SnapshotAssignment> snapshots = new HashMap<>();
        tables.forEach(table -> table.snapshot()
                .ifPresent(snapshot -> snapshots.put(
                        table.table().arn() + "/" + snapshot.offset().version(), snapshot)));
        return snapshots;
    }

    private static Set<String> streams(List<DiscoveredTable> tables) {
        Set<String> streams = new HashSet<>();
        tables.forEach(table -> streams.add(table.table().streamArn()));
        return streams;
    }

    private static Set<String> addedShards(List<DiscoveredTable> tables) {
        Set<String> shards = new HashSet<>();
        tables.forEach(table -> table.slots()
                .forEach(slot -> slot.assignment()
                        .added()
                        .keySet()
                        .forEach(shard -> shards.add(table.table().streamArn() + "/" + shard))));
        return shards;
    }
}
