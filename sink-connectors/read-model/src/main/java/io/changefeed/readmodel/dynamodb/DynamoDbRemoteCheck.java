/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.AwsConfig;
import io.changefeed.aws.AwsConfigProblems;
import io.changefeed.connector.BoundedCheck;
import io.changefeed.connector.ConfigProblem;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.TargetTable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.connect.errors.ConnectException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Checks that DynamoDB is reachable and that the target table exists with the projection's key. */
public final class DynamoDbRemoteCheck {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(8);
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private DynamoDbRemoteCheck() {}

    public static Optional<ConfigProblem> problem(AwsConfig aws, TargetTable target) {
        return BoundedCheck.run(
                TIMEOUT,
                () -> describeTable(aws, target),
                timeout -> Optional.of(new AwsConfigProblems(aws).unreachable(timeout)),
                Optional.empty());
    }

    private static Optional<ConfigProblem> describeTable(AwsConfig aws, TargetTable target)
            throws InterruptedException {
        try (ManagedDynamoDbClient client = new ManagedDynamoDbClient(aws, CALL_TIMEOUT)) {
            TableKeySchema key = TableKeySchema.of(client.client()
                    .describeTable(table -> table.tableName(target.name()))
                    .get()
                    .table());
            return key.mismatch(target).map(reason -> ConfigProblem.ofConnection(ProjectionConfig.KEY, reason));
        } catch (ConnectException e) {
            return Optional.of(ConfigProblem.ofConnection(AwsConfig.REGION, String.valueOf(e.getMessage())));
        } catch (ExecutionException e) {
            return problem(aws, target, DynamoDbErrorClassifier.rootCause(e.getCause()));
        }
    }

    private static Optional<ConfigProblem> problem(AwsConfig aws, TargetTable target, Throwable failure) {
        if (failure instanceof ResourceNotFoundException) {
            return Optional.of(ConfigProblem.ofConnection(
                    ProjectionConfig.TABLE,
                    "The table '" + target.name() + "' does not exist in DynamoDB. Create it with the key "
                            + target.key().stream().map(Column::name).toList() + "."));
        }
        if (failure instanceof SdkException sdk) {
            return new AwsConfigProblems(aws)
                    .of(sdk, "dynamodb:DescribeTable", "table '" + target.name() + "'", ProjectionConfig.TABLE);
        }
        throw new ConnectException("Unexpected error while checking table '" + target.name() + "'", failure);
    }
}
