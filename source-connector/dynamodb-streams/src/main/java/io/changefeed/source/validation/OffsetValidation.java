/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.validation;

import io.changefeed.connector.BoundedCheck;
import io.changefeed.source.aws.AwsClients;
import io.changefeed.source.config.SignalConfig;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.config.TableName;
import io.changefeed.source.config.TablesConfig;
import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Shard;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.offset.OffsetAlterations;
import io.changefeed.source.offset.SignalOffset;
import io.changefeed.source.offset.SlotOffset;
import io.changefeed.source.offset.TableOffset;
import io.changefeed.source.stream.ShardRef;
import io.changefeed.source.stream.StreamClient;
import io.changefeed.source.stream.StreamClient.Listing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * Validates altered offsets against the configuration and, if {@code validate.remote} is enabled, against DynamoDB.
 * Connect gives a connector no access to the stored offsets at this time, so a shard that another slot has already is
 * found by the next table discovery.
 */
public final class OffsetValidation {
    private static final Logger LOG = LoggerFactory.getLogger(OffsetValidation.class);

    private static final int ATTEMPTS = 3;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    /** Well below the request timeout of Connect's REST API, which is 90 s. */
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(30);

    private final Duration checkTimeout;

    public OffsetValidation() {
        this(CHECK_TIMEOUT);
    }

    OffsetValidation(Duration checkTimeout) {
        this.checkTimeout = checkTimeout;
    }

    /**
     * Accepts the offsets that the connector could have written, and null, which removes a partition.
     *
     * @param now later times in offsets are rejected
     * @throws ConnectException if an offset is invalid; the message names the partition and the reason
     * @throws ConfigException if the configuration of the connector is invalid
     */
    public void validate(
            Map<Map<String, ?>, ? extends @Nullable Map<String, ?>> alterations,
            Map<String, String> connectorProperties,
            Instant now) {
        OffsetAlterations.validate(alterations, now);
        Map<Map<String, ?>, Map<String, ?>> altered = new HashMap<>();
        alterations.forEach((partition, offset) -> {
            // A removed partition can belong to a table that is not configured any more.
            if (offset != null) {
                altered.put(partition, offset);
            }
        });
        SourceConfig config = new SourceConfig(connectorProperties);
        altered.keySet().forEach(partition -> requireConfigured(partition, config));
        if (config.tables().validateRemote()) {
            remoteProblem(altered, config).ifPresent(problem -> {
                throw problem;
            });
        }
    }

    private static void requireConfigured(Map<String, ?> partition, SourceConfig config) {
        if (partition.get(SignalOffset.PARTITION) instanceof String topic) {
            if (!config.signals().topic().equals(Optional.of(topic))) {
                throw OffsetAlterations.invalid(
                        partition, "'" + SignalConfig.TOPIC + "' does not name this topic. Correct the name.");
            }
            return;
        }
        String arn = OffsetAlterations.tableArn(partition).orElse("");
        if (config.tables().select(arn).isEmpty()) {
            String property = config.tables().regex().isPresent() ? TablesConfig.TABLES_REGEX : TablesConfig.TABLES;
            throw OffsetAlterations.invalid(
                    partition,
                    "'" + property + "' does not select table " + arn
                            + ", so the offset would have no effect. Correct the ARN. To remove the position, set the"
                            + " offset to null");
        }
    }

    /** The first offset that DynamoDB contradicts. Offsets are altered to end an outage, so no other failure counts. */
    private Optional<ConnectException> remoteProblem(Map<Map<String, ?>, Map<String, ?>> altered, SourceConfig config) {
        return BoundedCheck.run(
                checkTimeout,
                () -> {
                    try (AwsClients clients = new AwsClients(config.aws(), ATTEMPTS, Optional.of(CALL_TIMEOUT))) {
                        return new RemoteCheck(clients, config.tables()).problem(altered);
                    } catch (SdkException e) {
                        return skipped(String.valueOf(e.getMessage()));
                    } catch (ConnectException e) {
                        // No region is configured.
                        return skipped(String.valueOf(e.getMessage()));
                    }
                },
                timeout -> skipped(String.valueOf(timeout.getMessage())),
                Optional.empty());
    }

    private static Optional<ConnectException> skipped(String reason) {
        LOG.warn(
                "The altered offsets could not be checked against DynamoDB and are accepted; the next start of the"
                        + " connector checks them: {}",
                reason);
        return Optional.empty();
    }

    /** Compares offsets with the tables, streams and shards that exist. */
    private static final class RemoteCheck {
        private final DynamoDbClient dynamoDb;
        private final StreamClient streams;
        private final TablesConfig tables;
        private final Map<String, Optional<Listing>> listings = new HashMap<>();

        RemoteCheck(AwsClients clients, TablesConfig tables) {
            this.dynamoDb = clients.dynamoDb();
            this.streams = new StreamClient(clients.streams());
            this.tables = tables;
        }

        Optional<ConnectException> problem(Map<Map<String, ?>, Map<String, ?>> altered) {
            return altered.entrySet().stream()
                    .flatMap(entry -> problem(entry.getKey(), entry.getValue())
                            .map(reason -> OffsetAlterations.invalid(entry.getKey(), reason))
                            .stream())
                    .findFirst();
        }

        private Optional<String> problem(Map<String, ?> partition, Map<String, ?> offset) {
            if (partition.get(SlotOffset.PARTITION) instanceof String slot) {
                return problemOfSlot(Slot.parse(slot), SlotOffset.fromMap(offset));
            }
            if (partition.containsKey(TableOffset.PARTITION)) {
                return problemOfTableOffset(TableOffset.fromMap(offset));
            }
            return OffsetAlterations.tableArn(partition).flatMap(this::problemOfTable);
        }

        /** With a generation before the stream, all changes would be older than those that consumers have. */
        private Optional<String> problemOfTableOffset(TableOffset offset) {
            Optional<Listing> listing = listing(offset.streamArn());
            if (listing.isEmpty()) {
                return Optional.of(unknownStream(offset.streamArn()));
            }
            return listing.flatMap(Listing::created)
                    .map(Instant::toEpochMilli)
                    .filter(created -> offset.generation() < created)
                    .map(created -> "field '" + TableOffset.GENERATION + "': " + offset.generation()
                            + " is before the creation of the stream, so consumers that compare source.order would"
                            + " ignore all changes. Use at least " + created);
        }

        private Optional<String> problemOfSlot(Slot slot, Frontier frontier) {
            Optional<Listing> listing = listing(slot.streamArn());
            if (listing.isEmpty()) {
                return Optional.of(unknownStream(slot.streamArn()));
            }
            Set<String> listed = listing.get().shards().stream().map(Shard::id).collect(Collectors.toSet());
            return frontier.positions().entrySet().stream()
                    // A shard that was read to its end expires.
                    .filter(shard -> !(shard.getValue() instanceof Position.End))
                    .flatMap(shard ->
                            problemOfShard(new ShardRef(slot, shard.getKey()), shard.getValue(), listed).stream())
                    .findFirst();
        }

        private Optional<String> problemOfShard(ShardRef shard, Position position, Set<String> listed) {
            if (!listed.contains(shard.shardId()) && !streams.exists(shard)) {
                return Optional.of(
                        "DynamoDB has no shard '" + shard.shardId() + "' in this stream. Correct the shard ID");
            }
            return position instanceof Position.After after && !streams.isReadable(shard, after)
                    ? Optional.of("field '" + shard.shardId() + "': '" + after.text()
                            + "' is not a sequence number of this shard. Correct the number")
                    : Optional.empty();
        }

        private static String unknownStream(String stream) {
            return "DynamoDB has no stream " + stream + ". Correct the ARN";
        }

        private Optional<Listing> listing(String stream) {
            return listings.computeIfAbsent(stream, this::list);
        }

        private Optional<Listing> list(String stream) {
            try {
                return Optional.of(streams.shards(stream));
            } catch (ResourceNotFoundException e) {
                return Optional.empty();
            }
        }

        private Optional<String> problemOfTable(String arn) {
            String table = tables.select(arn).map(TableName::nameOrArn).orElse(arn);
            try {
                String actual = dynamoDb.describeTable(request -> request.tableName(table))
                        .table()
                        .tableArn();
                return actual.equals(arn)
                        ? Optional.empty()
                        : Optional.of("the ARN of this table is " + actual + ". Correct the ARN");
            } catch (ResourceNotFoundException e) {
                return Optional.of("DynamoDB has no table " + arn + ". Correct the ARN");
            }
        }
    }
}
