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
 * Looks at everything that the connector is to read: at its start, and now and then while it runs. What it finds new is
 * a reason to deal again: a table, a stream, a shard that nobody reads.
 */
public final class TableDiscovery {
    private static final Logger LOG = LoggerFactory.getLogger(TableDiscovery.class);

    private static final StreamStart FROM_THE_BEGINNING = new StreamStart(false, new Position.TrimHorizon());

    private final TableCatalog tables;
    private final ShardDiscovery survey;
    private final PendingSignals asked;
    private final SourceConfig config;
    private final Clock clock;
    private final Map<TableName, DiscoveredTable> known = new LinkedHashMap<>();

    public TableDiscovery(
            DynamoDbClient dynamoDb, StreamClient streams, StoredOffsets offsets, SourceConfig config, Clock clock) {
        this.tables = new TableCatalog(dynamoDb, config);
        this.asked = new PendingSignals(offsets, config);
        this.survey = new ShardDiscovery(tables, streams, offsets, asked, config, clock);
        this.config = config;
        this.clock = clock;
    }

    /**
     * What there is to read now.
     *
     * @throws RetriableException when DynamoDB cannot be asked at the moment
     * @throws ConnectException when something cannot be read; the message says what to do
     */
    public List<DiscoveredTable> all() {
        try {
            Set<TableName> names = new LinkedHashSet<>(tables.names());
            names.addAll(known.keySet());
            StreamStart start = isFirst(names) ? config.tables().start(clock.instant()) : FROM_THE_BEGINNING;
            Map<TableName, DiscoveredTable> found = new LinkedHashMap<>();
            names.forEach(name -> found.put(name, survey(name, start)));
            List<DiscoveredTable> all = List.copyOf(found.values());
            requireDistinctTopics(all);
            known.putAll(found);
            return all;
        } catch (SdkException e) {
            String message = "Cannot find out what to read: " + e.getMessage();
            throw AwsErrorClassifier.isTransient(e) ? new RetriableException(message, e) : new ConnectException(message, e);
        }
    }

    /** The signal topic has been opened, and ends there. */
    public void opened(long signalTopicEnd) {
        asked.opened(signalTopicEnd);
    }

    /** Takes signals; what they ask for is in what {@link #all} finds next. Those that make no sense are refused. */
    public void take(SignalBatch signals) {
        asked.add(signals, known.values().stream().map(DiscoveredTable::table).toList());
    }

    /** What one task is to store of the signals; empty when there is nothing. */
    public Optional<SignalAssignment> processedSignals() {
        return asked.settled();
    }

    /** Whether tasks have stored that they took up every signal. */
    public boolean areSignalsTaken() {
        return asked.areTaken();
    }

    /**
     * Where to begin is said for the tables that a user names, and for those that there are when the connector first
     * starts. What a pattern finds later was not there before, and no change of it must be missed.
     */
    private boolean isFirst(Set<TableName> names) {
        return config.tables().regex().isEmpty()
                || (known.isEmpty() && names.stream().noneMatch(survey::isKnown));
    }

    /** A table that was read and is gone is left to its tasks, which read its stream to the end. */
    private DiscoveredTable survey(TableName name, StreamStart start) {
        try {
            return survey.of(name, start, Optional.ofNullable(known.get(name)));
        } catch (MissingTableException e) {
            DiscoveredTable slots = known.get(name);
            if (slots == null) {
                throw e;
            }
            asked.gone(slots.table());
            LOG.info("Table {} is gone; what its stream still has is being read ({})", name.text(), e.getMessage());
            return slots;
        }
    }

    private void requireDistinctTopics(List<DiscoveredTable> found) {
        try {
            config.topics()
                    .names()
                    .requireDistinctTopics(found.stream()
                            .map(slots -> TableName.parse(slots.table().streamArn()))
                            .toList());
        } catch (IllegalArgumentException e) {
            throw new ConnectException("'" + TopicsConfig.TOPIC_NAME_FORMAT + "': " + e.getMessage(), e);
        }
    }

    /**
     * Whether there is something in {@code next} that was not dealt with {@code dealt}, a snapshot is done, or its deal
     * can no longer be taken up because something else was stored.
     */
    public static boolean hasChanges(List<DiscoveredTable> dealt, List<DiscoveredTable> next) {
        return !streams(dealt).equals(streams(next))
                || !snapshots(dealt).keySet().equals(snapshots(next).keySet())
                || isOvertaken(snapshots(dealt), snapshots(next))
                || !added(dealt).containsAll(added(next));
    }

    private static boolean isOvertaken(Map<String, SnapshotAssignment> dealt, Map<String, SnapshotAssignment> next) {
        return next.entrySet().stream().anyMatch(each -> {
            SnapshotAssignment assignment = each.getValue();
            boolean waits =
                    !assignment.after().equals(Optional.of(assignment.offset().version()));
            return waits
                    && !assignment
                            .after()
                            .equals(Optional.ofNullable(dealt.get(each.getKey()))
                                    .flatMap(SnapshotAssignment::after));
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

    private static Set<String> added(List<DiscoveredTable> tables) {
        Set<String> shards = new HashSet<>();
        tables.forEach(table -> table.slots()
                .forEach(slot -> slot.assignment()
                        .add()
                        .keySet()
                        .forEach(shard -> shards.add(table.table().streamArn() + "/" + shard))));
        return shards;
    }
}
