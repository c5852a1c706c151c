/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.AwsAccess;
import io.changefeed.aws.AwsConfig;
import io.changefeed.aws.AwsConfigProblems;
import io.changefeed.connector.BoundedCheck;
import io.changefeed.connector.ConfigProblem;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.row.TargetTable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.connect.errors.ConnectException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Asks DynamoDB whether the target table is there, and takes the projection's rows. */
public final class RemoteCheck {
    private static final Duration LONGEST_CALL = Duration.ofSeconds(8);
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(15);

    private RemoteCheck() {}

    public static Optional<ConfigProblem> problem(AwsConfig aws, TargetTable target) {
        return BoundedCheck.run(
                LONGEST_CHECK,
                () -> describe(aws, target),
                timeout -> Optional.of(new AwsConfigProblems(aws).unreachable(timeout)),
                Optional.empty());
    }

    private static Optional<ConfigProblem> describe(AwsConfig aws, TargetTable target) throws InterruptedException {
        try (Clients clients = new Clients(new AwsAccess(aws, Optional.of(LONGEST_CALL)))) {
            TableKey key = TableKey.of(clients.dynamoDb()
                    .describeTable(table -> table.tableName(target.name()))
                    .get()
                    .table());
            return key.mismatch(target).map(why -> ConfigProblem.ofConnection(ProjectionConfig.KEY, why));
        } catch (ConnectException e) {
            return Optional.of(ConfigProblem.ofConnection(AwsConfig.REGION, String.valueOf(e.getMessage())));
        } catch (ExecutionException e) {
            return problem(aws, target, Meaning.unwrapped(e.getCause()));
        }
    }

    private static Optional<ConfigProblem> problem(AwsConfig aws, TargetTable target, Throwable failure) {
        if (failure instanceof ResourceNotFoundException) {
            return Optional.of(ConfigProblem.ofConnection(
                    ProjectionConfig.TABLE,
                    "There is no table '" + target.name() + "' in DynamoDB; create it first, with the key "
                            + target.key() + "."));
        }
        if (failure instanceof SdkException sdk) {
            return new AwsConfigProblems(aws)
                    .of(sdk, "dynamodb:DescribeTable", "table '" + target.name() + "'", ProjectionConfig.TABLE);
        }
        throw new ConnectException("The configuration could not be validated", failure);
    }
}
