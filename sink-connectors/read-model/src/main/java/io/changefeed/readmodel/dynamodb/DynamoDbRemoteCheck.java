/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.AwsConfig;
import io.changefeed.aws.AwsConfigProblems;
import io.changefeed.aws.AwsService;
import io.changefeed.connector.BoundedCheck;
import io.changefeed.connector.ConfigProblem;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.TargetTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.connect.errors.ConnectException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Checks that DynamoDB is reachable and that the target table can contain the projection's rows. */
public final class DynamoDbRemoteCheck {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(8);
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private static final Set<TableStatus> UNUSABLE = EnumSet.of(
            TableStatus.DELETING,
            TableStatus.ARCHIVING,
            TableStatus.ARCHIVED,
            TableStatus.INACCESSIBLE_ENCRYPTION_CREDENTIALS);

    private DynamoDbRemoteCheck() {}

    /**
     * Returns the problems that DynamoDB would report for every row.
     *
     * @param columns the columns that are written in addition to the row key, by property
     */
    public static List<ConfigProblem> problems(AwsConfig aws, TargetTable target, Map<String, List<Column>> columns) {
        return BoundedCheck.run(
                TIMEOUT,
                () -> describeTable(aws, target, columns),
                timeout -> List.of(new AwsConfigProblems(aws, AwsService.DYNAMODB).unreachable(timeout)),
                List.of());
    }

    private static List<ConfigProblem> describeTable(
            AwsConfig aws, TargetTable target, Map<String, List<Column>> columns) throws InterruptedException {
        try (ManagedDynamoDbClient client = new ManagedDynamoDbClient(aws, CALL_TIMEOUT)) {
            TableDescription table = client.client()
                    .describeTable(request -> request.tableName(target.name()))
                    .get()
                    .table();
            return table == null
                    ? List.of(new AwsConfigProblems(aws, AwsService.DYNAMODB).notDynamoDb("a body without a table"))
                    : problems(table, target, columns);
        } catch (ConnectException e) {
            return List.of(ConfigProblem.ofConnection(AwsConfig.REGION, String.valueOf(e.getMessage())));
        } catch (ExecutionException e) {
            return problem(aws, target, DynamoDbErrorClassifier.rootCause(e.getCause())).stream()
                    .toList();
        }
    }

    private static List<ConfigProblem> problems(
            TableDescription table, TargetTable target, Map<String, List<Column>> columns) {
        List<ConfigProblem> problems = new ArrayList<>();
        if (UNUSABLE.contains(table.tableStatus())) {
            problems.add(ConfigProblem.ofConnection(
                    ProjectionConfig.TABLE,
                    "The table '" + target.name() + "' has the status " + table.tableStatus() + "."));
        }
        TableSchema schema = TableSchema.of(table);
        schema.key()
                .mismatch(target)
                .ifPresent(reason -> problems.add(ConfigProblem.ofConnection(ProjectionConfig.KEY, reason)));
        columns.forEach((property, written) -> written.stream()
                .flatMap(column -> schema.indexes().mismatch(column).stream())
                .forEach(reason -> problems.add(ConfigProblem.ofConnection(property, reason))));
        return problems;
    }

    private static Optional<ConfigProblem> problem(AwsConfig aws, TargetTable target, Throwable failure) {
        if (failure instanceof ResourceNotFoundException) {
            return Optional.of(ConfigProblem.ofConnection(
                    ProjectionConfig.TABLE,
                    "The table '" + target.name() + "' does not exist in DynamoDB. Create it with the key "
                            + target.key().stream().map(Column::name).toList() + "."));
        }
        if (failure instanceof SdkException sdk) {
            return new AwsConfigProblems(aws, AwsService.DYNAMODB)
                    .of(sdk, "dynamodb:DescribeTable", "table '" + target.name() + "'", ProjectionConfig.TABLE);
        }
        throw new ConnectException("Unexpected error while checking table '" + target.name() + "'", failure);
    }
}
