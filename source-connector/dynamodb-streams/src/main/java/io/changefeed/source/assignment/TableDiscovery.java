/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.connector.Backoff;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.config.StreamStart;
import io.changefeed.source.config.TableName;
import io.changefeed.source.config.TopicsConfig;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.signal.SignalBatch;
import io.changefeed.source.stream.StreamClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * Finds the tables, streams and shards that the connector reads, at its start and periodically while it runs. A new
 * table, a new stream or an unassigned shard causes a reassignment of the tasks.
 *
 * <p>A table whose discovery fails does not affect the others: it keeps its assignment, or is assigned when a later attempt
 * succeeds.
 */
public final class TableDiscovery {
    private static final Logger LOG = LoggerFactory.getLogger(TableDiscovery.class);

    private static final StreamStart TRIM_HORIZON = new StreamStart(false, new Position.TrimHorizon());
    private static final Duration MIN_RETRY_DELAY = Duration.ofSeconds(1);
    /** After so many failed calls in a row, the remaining tables wait for the next attempt: DynamoDB may be unavailable. */
    private static final int MAX_CONSECUTIVE_FAILURES = 3;

    private static final String TABLE_LIST = "the list of tables";
    private static final String DELETED_TABLES = "deleted tables";

    private final TableCatalog catalog;
    private final DeletedTables deletedTables;
    private final ShardDiscovery shards;
    private final StoredOffsets offsets;
    private final PendingSignals signals;
    private final SourceConfig config;
    private final Clock clock;
    private final DiscoveryFailures failures;
    private final Backoff backoff;
    private final Instant started;
    private final BooleanSupplier isStopped;

    private final Map<TableName, DiscoveredTable> knownTables = new LinkedHashMap<>();
    /**
     * The tables that the latest attempt did not reach, or whose discovery failed. They stay until they are discovered: one
     * that was deleted is in no listing of tables.
     */
    private final Set<TableName> pending = new LinkedHashSet<>();
    /** Why tables are not read, or no longer. Logged when it changes. */
    private final Map<TableName, String> unreadable = new LinkedHashMap<>();

    private boolean areDeletedTablesListed;
    private Instant nextDiscovery;
    /** The tables to which {@code stream.start} applies; empty before a table was described. */
    private Optional<Set<TableName>> firstTables = Optional.empty();
    /** The ARN of a table of the connector's own account and region, without its name. */
    private Optional<String> arnPrefix = Optional.empty();

    /** @param isStopped whether the connector is stopped, which ends a discovery with the exception of the next call */
    public TableDiscovery(
            DynamoDbClient dynamoDb,
            StreamClient streams,
            StoredOffsets offsets,
            SourceConfig config,
            Clock clock,
            BooleanSupplier isStopped) {
        this.catalog = new TableCatalog(dynamoDb, config);
        this.deletedTables = new DeletedTables(streams);
        this.signals = new PendingSignals(offsets, config);
        this.shards = new ShardDiscovery(streams, offsets, signals, config, clock);
        this.offsets = offsets;
        this.config = config;
        this.clock = clock;
        this.failures = new DiscoveryFailures(config.reading().stallTimeout(), clock);
        this.backoff = Backoff.exponentialWithJitter(
                MIN_RETRY_DELAY, max(MIN_RETRY_DELAY, config.reading().tableDiscoveryInterval()));
        this.started = clock.instant();
        this.isStopped = isStopped;
        this.nextDiscovery = started;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /**
     * Discovers all tables.
     *
     * @return the tables that can be read, including those whose discovery failed this time
     * @throws ConnectException when no table can be read; the message contains the remedy
     */
    public List<DiscoveredTable> discover() {
        nextDiscovery = clock.instant().plus(config.reading().tableDiscoveryInterval());
        try {
            pending.addAll(catalog.names());
            failures.remove(TABLE_LIST);
        } catch (SdkException e) {
            addFailure(TABLE_LIST, !knownTables.isEmpty(), e);
        }
        pending.addAll(knownTables.keySet());
        listDeletedTables();
        failures.retain(subjects(pending));
        return discoverPending(Set.copyOf(pending));
    }

    /** Discovers the tables whose discovery failed, or all if it is time. */
    public List<DiscoveredTable> discoverDue() {
        boolean isDue = !clock.instant().isBefore(nextDiscovery) || failures.attempts(TABLE_LIST) > 0;
        if (isDue) {
            return discover();
        }
        listDeletedTables();
        return discoverPending(Set.copyOf(pending));
    }

    /** The delay before the next discovery. */
    public Duration nextDelay() {
        Duration regular = max(Duration.ZERO, Duration.between(clock.instant(), nextDiscovery));
        if (failures.isEmpty()) {
            return regular;
        }
        Duration retry = backoff.delay(failures.leastAttempts());
        return retry.compareTo(regular) < 0 ? retry : regular;
    }

    /** Whether no table was discovered yet because the attempts failed. */
    public boolean isWaiting() {
        return knownTables.isEmpty() && !failures.isEmpty();
    }

    /**
     * Adds the tables that match the pattern and were deleted while the connector was stopped. If the streams cannot be
     * listed, the other tables are read meanwhile.
     */
    private void listDeletedTables() {
        if (areDeletedTablesListed) {
            return;
        }
        try {
            config.tables()
                    .regex()
                    .ifPresent(
                            regex -> deletedTables.matching(regex).forEach(name -> pending.add(TableName.parse(name))));
            areDeletedTablesListed = true;
            failures.remove(DELETED_TABLES);
        } catch (SdkException e) {
            addFailure(DELETED_TABLES, true, e);
        }
    }

    /** @param all the names of which {@link #firstTables} are determined */
    private List<DiscoveredTable> discoverPending(Set<TableName> all) {
        boolean isStarting = knownTables.isEmpty();
        List<TableName> missing = new ArrayList<>();
        Map<TableName, RuntimeException> permanent = new LinkedHashMap<>();
        int consecutiveFailures = 0;
        for (TableName name : byAttempts()) {
            try {
                Optional<TableDescription> description = catalog.describe(name);
                if (description.isPresent()) {
                    found(name, discover(name, description.get(), all));
                } else {
                    missing.add(name);
                }
                consecutiveFailures = 0;
            } catch (MissingTableException e) {
                notReadable(name, e, isStarting);
            } catch (SdkException | ConnectException e) {
                if (!DiscoveryFailures.isTransient(e)) {
                    permanent.put(name, e);
                    continue;
                }
                failed(name, e);
                consecutiveFailures = e instanceof SdkException ? consecutiveFailures + 1 : 0;
                if (consecutiveFailures == MAX_CONSECUTIVE_FAILURES) {
                    break;
                }
            }
        }
        missing.forEach(name -> discoverDeleted(name, isStarting));
        permanent.forEach((name, reason) -> failedPermanently(name, reason, isStarting));
        if (knownTables.isEmpty()) {
            requireWaiting();
        }
        return List.copyOf(knownTables.values());
    }

    /** Tables that fail again and again do not delay the others. */
    private List<TableName> byAttempts() {
        return pending.stream()
                .sorted(Comparator.comparingInt(name -> failures.attempts(subject(name))))
                .toList();
    }

    private static Set<String> subjects(Set<TableName> names) {
        Set<String> subjects = new HashSet<>(Set.of(TABLE_LIST, DELETED_TABLES));
        names.forEach(name -> subjects.add(subject(name)));
        return subjects;
    }

    private static String subject(TableName name) {
        return "table '" + name.text() + "'";
    }

    private DiscoveredTable discover(TableName name, TableDescription description, Set<TableName> all) {
        if (name.account().isEmpty() && arnPrefix.isEmpty()) {
            String arn = description.tableArn();
            arnPrefix = Optional.of(arn.substring(0, arn.length() - name.name().length()));
        }
        return shards.discover(name, description, start(name, all), Optional.ofNullable(knownTables.get(name)));
    }

    /**
     * {@code stream.start} applies to listed tables, and to tables that exist when the connector first starts, even if
     * they are discovered later. A table that matches the pattern later is new, and none of its changes may be missed.
     */
    private StreamStart start(TableName name, Set<TableName> all) {
        if (firstTables.isEmpty()) {
            boolean isFirstStart =
                    config.tables().regex().isEmpty() || all.stream().noneMatch(this::isReadBefore);
            firstTables = Optional.of(isFirstStart ? Set.copyOf(all) : Set.of());
        }
        return firstTables.get().contains(name) ? config.tables().start(started) : TRIM_HORIZON;
    }

    private boolean isReadBefore(TableName name) {
        return arn(name).flatMap(offsets::table).isPresent();
    }

    /** The ARN of a table that may not exist; empty if it is unknown. */
    private Optional<String> arn(TableName name) {
        return name.account().isPresent()
                ? Optional.of(name.nameOrArn())
                : arnPrefix.map(prefix -> prefix + name.name());
    }

    private void found(TableName name, DiscoveredTable table) {
        if (!knownTables.containsKey(name)) {
            requireDistinctTopic(table);
        }
        if (table.failure().isPresent()) {
            signals.rejectAll(table.table(), "the table is not read because changes were lost; change 'on.gap' first");
        }
        knownTables.put(name, table);
        unreadable.remove(name);
        succeeded(name);
    }

    private void succeeded(TableName name) {
        pending.remove(name);
        failures.remove(subject(name));
    }

    private void failed(TableName name, RuntimeException reason) {
        addFailure(subject(name), knownTables.containsKey(name), reason);
    }

    private void addFailure(String subject, boolean isRead, RuntimeException reason) {
        if (isStopped.getAsBoolean()) {
            throw reason;
        }
        failures.add(subject, isRead, reason);
    }

    /** Fails the start if the configuration is wrong: two tables share a topic, or a listed table was never read. */
    private void failedPermanently(TableName name, RuntimeException reason, boolean isStarting) {
        if (isStarting && reason instanceof SharedTopicException) {
            throw reason;
        }
        if (isStarting && config.tables().regex().isEmpty() && !isReadBefore(name)) {
            throw new ConnectException("Table '" + name.text() + "' cannot be read: " + reason.getMessage(), reason);
        }
        // No later signal is processed before the signals of this table have an outcome.
        Optional.ofNullable(knownTables.get(name))
                .ifPresent(known ->
                        signals.rejectAll(known.table(), "the table cannot be discovered: " + reason.getMessage()));
        failed(name, reason);
    }

    private void discoverDeleted(TableName name, boolean isStarting) {
        try {
            if (knownTables.containsKey(name)) {
                throw new MissingTableException("it does not exist any more", true);
            }
            String arn = arn(name)
                    .or(() -> deletedTables.arn(name.name()))
                    .orElseThrow(() -> new MissingTableException(ShardDiscovery.doesNotExist(name), false));
            found(name, shards.discoverDeleted(name, arn, deletedTables.latestStream(arn)));
            LOG.info("Table {} was deleted; reading the rest of its stream", name.text());
        } catch (MissingTableException e) {
            notReadable(name, e, isStarting);
        } catch (SharedTopicException e) {
            failedPermanently(name, e, isStarting);
        } catch (SdkException | ConnectException e) {
            failed(name, e);
        }
    }

    /** The tasks of a known table keep their assignment and read its stream to the end. */
    private void notReadable(TableName name, MissingTableException reason, boolean isStarting) {
        DiscoveredTable before = knownTables.get(name);
        boolean isListed = config.tables().regex().isEmpty();
        if (before == null && isListed && !reason.isReadBefore()) {
            if (isStarting) {
                throw reason;
            }
            failed(name, reason);
            return;
        }
        succeeded(name);
        if (before != null) {
            signals.rejectAll(before.table(), "the table was deleted");
        }
        String message = String.valueOf(reason.getMessage());
        if (message.equals(unreadable.put(name, message))) {
            return;
        }
        if (before != null) {
            LOG.info(
                    "Table {} was deleted or no longer has a stream; reading the rest of its last stream ({})",
                    name.text(),
                    message);
        } else if (reason.isReadBefore() && isListed) {
            LOG.warn("Table {} is not read any more: {}", name.text(), message);
        } else if (reason.isReadBefore()) {
            LOG.info("Table {} is not read any more: {}", name.text(), message);
        } else {
            LOG.info("Table {} is skipped: it has no stream", name.text());
        }
    }

    /**
     * Requires that there is a reason to wait for a table.
     *
     * @throws ConnectException when no table can be read, unless none matches the pattern
     */
    private void requireWaiting() {
        Optional<RuntimeException> permanent = failures.permanent();
        if (permanent.isPresent()) {
            throw new ConnectException(
                    "No table can be read: " + permanent.get().getMessage(), permanent.get());
        }
        if (!failures.isEmpty()
                && clock.instant().isAfter(started.plus(config.reading().stallTimeout()))) {
            throw new ConnectException(failures.stalled(), failures.first().orElse(null));
        }
        if (failures.isEmpty() && config.tables().regex().isEmpty()) {
            throw new ConnectException("No table can be read: " + String.join(" ", unreadable.values()));
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

    /** Two tables would share a topic. */
    private static final class SharedTopicException extends ConnectException {
        private static final long serialVersionUID = 1L;

        SharedTopicException(IllegalArgumentException cause) {
            super("'" + TopicsConfig.TOPIC_NAME_FORMAT + "': " + cause.getMessage(), cause);
        }
    }

    private void requireDistinctTopic(DiscoveredTable table) {
        List<TableName> streams = new ArrayList<>();
        knownTables
                .values()
                .forEach(known -> streams.add(TableName.parse(known.table().streamArn())));
        streams.add(TableName.parse(table.table().streamArn()));
        try {
            config.topics().names().requireDistinctTopics(streams);
        } catch (IllegalArgumentException e) {
            throw new SharedTopicException(e);
        }
    }
}
