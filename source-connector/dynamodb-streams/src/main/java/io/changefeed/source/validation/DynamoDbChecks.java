/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.validation;

import static io.changefeed.source.config.TablesConfig.TABLES;
import static io.changefeed.source.config.TablesConfig.TABLES_REGEX;

import io.changefeed.aws.AwsConfigProblems;
import io.changefeed.aws.AwsService;
import io.changefeed.connector.ConfigProblem;
import io.changefeed.event.ViewType;
import io.changefeed.source.aws.AwsClients;
import io.changefeed.source.config.SnapshotMode;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.config.TableName;
import io.changefeed.source.validation.CheckedCalls.CallFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Checks that each call that the connector needs succeeds, once for each table. */
final class DynamoDbChecks {
    private static final Logger LOG = LoggerFactory.getLogger(DynamoDbChecks.class);

    private final SourceConfig config;
    private final DynamoDbClient dynamoDb;
    private final DynamoDbStreamsClient streams;
    private final CheckedCalls tableCalls;
    private final CheckedCalls streamCalls;
    private final Duration timeLimit;
    private final Map<String, TableName> tablesByArn = new HashMap<>();

    /**
     * @param timeLimit after which no further table is checked; errors of other tables appear when the connector
     * starts
     */
    DynamoDbChecks(SourceConfig config, AwsClients clients, Duration timeLimit) {
        this.config = config;
        this.dynamoDb = clients.dynamoDb();
        this.streams = clients.streams();
        this.tableCalls = new CheckedCalls(new AwsConfigProblems(config.aws(), AwsService.DYNAMODB));
        this.streamCalls = new CheckedCalls(new AwsConfigProblems(config.aws(), AwsService.DYNAMODB_STREAMS));
        this.timeLimit = timeLimit;
    }

    /** The problems of each table, up to the first that concerns all tables. */
    List<ConfigProblem> problems() {
        List<ConfigProblem> problems = new ArrayList<>();
        long end = System.nanoTime() + timeLimit.toNanos();
        try {
            for (TableName table : tables()) {
                problemOf(table).ifPresent(problems::add);
                if (problems.stream().anyMatch(this::concernsAllTables)) {
                    break;
                }
                if (System.nanoTime() - end > 0) {
                    LOG.warn(
                            "Validation exceeded {} s and stopped after table {}; errors of the remaining tables are"
                                    + " reported when the connector starts",
                            timeLimit.toSeconds(),
                            table.text());
                    break;
                }
            }
        } catch (CallFailed e) {
            problems.add(e.problem());
        }
        return problems;
    }

    private boolean concernsAllTables(ConfigProblem problem) {
        return !problem.property().equals(property());
    }

    private List<TableName> tables() {
        return config.tables()
                .regex()
                .map(regex -> tableCalls
                        .call("dynamodb:ListTables", "the tables", TABLES_REGEX, () -> matching(regex))
                        .map(matching -> warnIfEmpty(matching, regex))
                        .orElse(List.of()))
                .orElseGet(config.tables()::names);
    }

    private List<TableName> matching(Pattern regex) {
        return dynamoDb.listTablesPaginator().stream()
                .flatMap(page -> {
                    if (!page.hasTableNames()) {
                        throw tableCalls.notTheService("a list of tables without tables");
                    }
                    return page.tableNames().stream();
                })
                .filter(name -> regex.matcher(name).matches())
                .map(TableName::parse)
                .toList();
    }

    /** Not an error, because a matching table can be created later. Debezium also logs a warning and starts. */
    private static List<TableName> warnIfEmpty(List<TableName> matching, Pattern regex) {
        if (matching.isEmpty()) {
            LOG.warn(
                    "No table in this AWS account and region matches '{}={}'; the connector reads nothing until such a"
                            + " table is created",
                    TABLES_REGEX,
                    regex.pattern());
        }
        return matching;
    }

    private Optional<ConfigProblem> problemOf(TableName table) {
        boolean listed = config.tables().regex().isEmpty();
        String subject = "table '" + table.text() + "'";
        try {
            Optional<TableDescription> description =
                    tableCalls.call("dynamodb:DescribeTable", subject, property(), () -> describe(table));
            if (description.isEmpty()) {
                return Optional.empty();
            }
            TableName other = tablesByArn.putIfAbsent(description.get().tableArn(), table);
            if (other != null) {
                return Optional.of(new ConfigProblem(
                        property(),
                        "'" + other.text() + "' and '" + table.text() + "' are the same table. Remove one of them."));
            }
            String stream = description.get().latestStreamArn();
            if (stream == null) {
                return listed ? Optional.of(noStream(subject)) : Optional.empty();
            }
            Optional<ConfigProblem> problem = problemOfStream(stream, subject, listed);
            if (problem.isEmpty() && mayBeScanned(table)) {
                scan(table, subject);
            }
            return problem;
        } catch (ResourceNotFoundException e) {
            return listed
                    ? Optional.of(new ConfigProblem(
                            TABLES,
                            "The " + subject
                                    + " does not exist in this AWS account and region. Create it, or"
                                    + " correct its name."))
                    : Optional.empty();
        } catch (CallFailed e) {
            return Optional.of(e.problem());
        }
    }

    private String property() {
        return config.tables().regex().isEmpty() ? TABLES : TABLES_REGEX;
    }

    private static ConfigProblem noStream(String subject) {
        return new ConfigProblem(
                TABLES, "The " + subject + " has no stream. Enable DynamoDB Streams on it, with any view type.");
    }

    private TableDescription describe(TableName table) {
        TableDescription description = dynamoDb.describeTable(request -> request.tableName(table.nameOrArn()))
                .table();
        if (description == null) {
            throw tableCalls.notTheService("a description without a table");
        }
        return description;
    }

    private StreamDescription describeStream(String arn) {
        StreamDescription description = streams.describeStream(
                        request -> request.streamArn(arn).limit(1))
                .streamDescription();
        if (description == null) {
            throw streamCalls.notTheService("a description without a stream");
        }
        return description;
    }

    private Optional<ConfigProblem> problemOfStream(String arn, String subject, boolean listed) {
        Optional<StreamDescription> stream;
        try {
            stream = streamCalls.call(
                    "dynamodb:DescribeStream", "the stream of " + subject, property(), () -> describeStream(arn));
        } catch (ResourceNotFoundException e) {
            // It was disabled more than 24 hours ago, and the table still names it.
            return listed ? Optional.of(noStream(subject)) : Optional.empty();
        }
        if (stream.isEmpty()) {
            return Optional.empty();
        }
        Optional<ConfigProblem> problem = problemOf(stream.get(), subject, property());
        if (problem.isEmpty()) {
            stream.get().shards().stream().findFirst().ifPresent(shard -> read(arn, shard, subject));
        }
        return problem;
    }

    /** The reason why a stream cannot be read; empty if it can be read. */
    static Optional<ConfigProblem> problemOf(StreamDescription stream, String subject, String property) {
        if (stream.streamStatus() == StreamStatus.DISABLED || stream.streamStatus() == StreamStatus.DISABLING) {
            return Optional.of(new ConfigProblem(
                    property,
                    "The stream of " + subject
                            + " is disabled and will not contain further changes. Enable DynamoDB Streams on"
                            + " the table."));
        }
        boolean isSupported =
                Arrays.stream(ViewType.values()).anyMatch(type -> type.name().equals(stream.streamViewTypeAsString()));
        return isSupported
                ? Optional.empty()
                : Optional.of(new ConfigProblem(
                        property,
                        "The stream of " + subject + " has the view type " + stream.streamViewTypeAsString()
                                + ", which this version of the connector does not support. Supported view types: "
                                + Arrays.stream(ViewType.values())
                                        .map(Enum::name)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    private boolean mayBeScanned(TableName table) {
        return config.snapshots().mode(table.name()) != SnapshotMode.NO_DATA
                || config.signals().topic().isPresent();
    }

    /** Reads one item, which is discarded. */
    private void scan(TableName table, String subject) {
        Optional<ScanResponse> unused = tableCalls.call(
                "dynamodb:Scan",
                subject,
                property(),
                () -> dynamoDb.scan(
                        request -> request.tableName(table.nameOrArn()).limit(1)));
    }

    /** Reads at the end of a shard; records are discarded. */
    private void read(String streamArn, Shard shard, String subject) {
        String stream = "the stream of " + subject;
        Optional<String> iterator = streamCalls.call(
                "dynamodb:GetShardIterator",
                stream,
                property(),
                () -> streams.getShardIterator(request -> request.streamArn(streamArn)
                                .shardId(shard.shardId())
                                .shardIteratorType(ShardIteratorType.LATEST))
                        .shardIterator());
        iterator.ifPresent(at -> streamCalls.call(
                "dynamodb:GetRecords",
                stream,
                property(),
                () -> streams.getRecords(request -> request.shardIterator(at).limit(1))));
    }
}
