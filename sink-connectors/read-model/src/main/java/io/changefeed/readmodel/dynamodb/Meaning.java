/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.AwsConfigProblems;
import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.connector.ConfigProblem;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.config.ProjectionConfig;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** What a failed call means for the row that it was to write. */
final class Meaning {
    private static final String WRONG_VALUE = "ValidationException";
    private static final String COLLECTION_TOO_LARGE = "ItemCollectionSizeLimitExceededException";

    private final String table;
    private final AwsConfigProblems configProblems;

    Meaning(String table, AwsConfigProblems configProblems) {
        this.table = table;
        this.configProblems = configProblems;
    }

    /** Why nothing is written until a person has mended something; empty when it is not so. */
    Optional<String> broken(Throwable thrown, String action) {
        Throwable failure = unwrapped(thrown);
        if (failure instanceof ResourceNotFoundException) {
            return Optional.of("There is no table '" + table + "' in DynamoDB; create it, or correct '"
                    + ProjectionConfig.TABLE + "'.");
        }
        if (!(failure instanceof SdkException sdk) || isWrongRow(sdk) || isPassing(sdk)) {
            return Optional.empty();
        }
        return configProblems
                .of(sdk, action, "table '" + table + "'", ProjectionConfig.TABLE)
                .map(problem -> told(problem));
    }

    private static String told(ConfigProblem problem) {
        return problem.property() + ": " + problem.reason();
    }

    /**
     * What becomes of the row's change, where nothing is broken.
     *
     * @param row of whose write it is told
     */
    EventResult outcome(Throwable thrown, String row) {
        Throwable failure = unwrapped(thrown);
        if (failure instanceof CancellationException) {
            return new EventResult.Retry(EventResult.Fault.DESTINATION, "the attempt was given up");
        }
        if (failure instanceof ConditionalCheckFailedException) {
            return new EventResult.Retry(
                    EventResult.Fault.DESTINATION, "others write the row " + row + " at this moment");
        }
        if (failure instanceof SdkException sdk) {
            return isWrongRow(sdk)
                    ? new EventResult.Rejected("DynamoDB refused the row " + row + ": " + failure.getMessage())
                    : new EventResult.Retry(
                            EventResult.Fault.DESTINATION, "DynamoDB cannot take it now: " + failure.getMessage());
        }
        throw new CompletionException(failure);
    }

    /** Whether DynamoDB will not have what was to be written. */
    static boolean isWrongRow(Throwable thrown) {
        return unwrapped(thrown) instanceof AwsServiceException service
                && service.awsErrorDetails() != null
                && (WRONG_VALUE.equals(service.awsErrorDetails().errorCode())
                        || COLLECTION_TOO_LARGE.equals(service.awsErrorDetails().errorCode()));
    }

    private static boolean isPassing(SdkException failure) {
        return failure instanceof ConditionalCheckFailedException
                || failure instanceof ApiCallTimeoutException
                || failure instanceof ApiCallAttemptTimeoutException
                || AwsErrorClassifier.isTransient(failure);
    }

    static Throwable unwrapped(@Nullable Throwable thrown) {
        Throwable failure = thrown;
        while (failure instanceof CompletionException && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure == null ? new IllegalStateException("a call failed without a failure") : failure;
    }
}
