/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.AwsConfigProblems;
import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.config.ProjectionConfig;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Classifies the errors of calls that write rows. */
final class DynamoDbErrorClassifier {
    private static final Set<String> INVALID_ROW =
            Set.of("ValidationException", "ItemCollectionSizeLimitExceededException");

    /** Another writer changes the row: a transaction, or a replica in another Region. */
    private static final Set<String> CONFLICT =
            Set.of("TransactionConflictException", "ReplicatedWriteConflictException");

    private final String table;
    private final AwsConfigProblems configProblems;

    DynamoDbErrorClassifier(String table, AwsConfigProblems configProblems) {
        this.table = table;
        this.configProblems = configProblems;
    }

    /** Why no row can be written until an operator fixes a problem; empty if the error is not fatal. */
    Optional<String> fatalReason(Throwable thrown, String action) {
        Throwable failure = rootCause(thrown);
        if (failure instanceof ResourceNotFoundException) {
            return Optional.of("The table '" + table + "' does not exist in DynamoDB. Create it, or correct '"
                    + ProjectionConfig.TABLE + "'.");
        }
        if (!(failure instanceof SdkException sdk) || isInvalidRow(sdk) || isTransient(sdk)) {
            return Optional.empty();
        }
        return configProblems
                .of(sdk, action, "table '" + table + "'", ProjectionConfig.TABLE)
                .map(problem -> problem.property() + ": " + problem.reason());
    }

    /**
     * The result of a write that failed with an error that is not fatal.
     *
     * @param row the row that was written, for messages
     */
    EventResult resultOf(Throwable thrown, String row) {
        Throwable failure = rootCause(thrown);
        if (failure instanceof CancellationException) {
            return retry("the delivery was aborted");
        }
        if (failure instanceof SdkException sdk) {
            return isInvalidRow(sdk)
                    ? new EventResult.Rejected("DynamoDB rejected the row " + row + ": " + failure.getMessage())
                    : retry("DynamoDB is temporarily unavailable: " + failure.getMessage());
        }
        throw new CompletionException(failure);
    }

    private static EventResult retry(String reason) {
        return new EventResult.Retry(reason);
    }

    /** Whether DynamoDB rejected the content of a row. */
    static boolean isInvalidRow(Throwable thrown) {
        return hasErrorCode(rootCause(thrown), INVALID_ROW);
    }

    /** Whether repeating the call can succeed. */
    static boolean isTransient(Throwable failure) {
        return failure instanceof ApiCallTimeoutException
                || failure instanceof ApiCallAttemptTimeoutException
                || hasErrorCode(failure, CONFLICT)
                || AwsErrorClassifier.isTransient(failure);
    }

    private static boolean hasErrorCode(Throwable failure, Set<String> codes) {
        return failure instanceof AwsServiceException service
                && service.awsErrorDetails() != null
                && service.awsErrorDetails().errorCode() != null
                && codes.contains(service.awsErrorDetails().errorCode());
    }

    static Throwable rootCause(@Nullable Throwable thrown) {
        Throwable failure = thrown;
        while (failure instanceof CompletionException && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure == null ? new IllegalStateException("the call failed without an exception") : failure;
    }
}
