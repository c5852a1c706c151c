/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.AwsAccess;
import io.changefeed.aws.AwsConfig;
import io.changefeed.aws.Diagnosis;
import io.changefeed.aws.Problem;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.row.TargetTable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.ConnectException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Asks DynamoDB whether the target table is there, and takes the projection's rows. */
public final class RemoteCheck {
    private static final Duration LONGEST_CALL = Duration.ofSeconds(8);
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(15);

    private RemoteCheck() {}

    /** On a thread of its own: what finds credentials, and the region, waits for nobody's timeout. */
    public static Optional<Problem> problem(AwsConfig aws, TargetTable target) {
        FutureTask<Optional<Problem>> check = new FutureTask<>(() -> describe(aws, target));
        Thread thread = new Thread(check, "changefeed-validate");
        thread.setDaemon(true);
        thread.start();
        try {
            return check.get(LONGEST_CHECK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.of(new Diagnosis(aws)
                    .unreachable(new TimeoutException("no answer within " + LONGEST_CHECK.toSeconds() + " s")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new ConnectException("The configuration could not be validated", e.getCause());
        } finally {
            check.cancel(true);
        }
    }

    private static Optional<Problem> describe(AwsConfig aws, TargetTable target) throws InterruptedException {
        try (Clients clients = new Clients(new AwsAccess(aws, Optional.of(LONGEST_CALL)))) {
            TableKey key = TableKey.of(clients.dynamoDb()
                    .describeTable(table -> table.tableName(target.name()))
                    .get()
                    .table());
            return key.mismatch(target).map(why -> Problem.ofAll(ProjectionConfig.KEY, why));
        } catch (ConnectException e) {
            return Optional.of(Problem.ofAll(AwsConfig.REGION, String.valueOf(e.getMessage())));
        } catch (ExecutionException e) {
            return problem(aws, target, Meaning.unwrapped(e.getCause()));
        }
    }

    private static Optional<Problem> problem(AwsConfig aws, TargetTable target, Throwable failure) {
        if (failure instanceof ResourceNotFoundException) {
            return Optional.of(Problem.ofAll(
                    ProjectionConfig.TABLE,
                    "There is no table '" + target.name() + "' in DynamoDB; create it first, with the key "
                            + target.key() + "."));
        }
        if (failure instanceof SdkException sdk) {
            return new Diagnosis(aws)
                    .of(sdk, "dynamodb:DescribeTable", "table '" + target.name() + "'", ProjectionConfig.TABLE);
        }
        throw new ConnectException("The configuration could not be validated", failure);
    }
}
