/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import java.io.IOException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;

/** Classifies failed calls: throttling, service faults, network faults and unavailable credentials are transient. */
public final class AwsErrorClassifier {
    /** DynamoDB and AWS STS have different codes. */
    private static final Set<String> EXPIRED_TOKEN = Set.of("ExpiredToken", "ExpiredTokenException");

    private AwsErrorClassifier() {}

    /** Whether retrying the same call can succeed. */
    public static boolean isTransient(SdkException failure) {
        CredentialsException credentials = CredentialsException.causeOf(failure);
        if (credentials != null) {
            return credentials.isTransient();
        }
        if (failure instanceof AwsServiceException service) {
            return service.statusCode() >= 500
                    || !hasErrorCode(service)
                    || isThrottling(service)
                    || RetryUtils.isClockSkewException(service);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    /** Whether the failure is an exception of the AWS SDK and retrying can succeed. */
    public static boolean isTransient(Throwable failure) {
        return failure instanceof SdkException sdk && isTransient(sdk);
    }

    /** Whether the call exceeded a rate limit. */
    public static boolean isThrottling(SdkException failure) {
        // LimitExceededException: more than two readers of a shard. One of them can be a task that is shutting down.
        return RetryUtils.isThrottlingException(failure) || failure instanceof LimitExceededException;
    }

    /** Whether AWS rejected the call because its credentials have expired. */
    static boolean isExpiredToken(AwsServiceException failure) {
        return hasErrorCode(failure)
                && EXPIRED_TOKEN.contains(failure.awsErrorDetails().errorCode());
    }

    /** Whether the response contains an error code. A truncated response has none, regardless of its status. */
    private static boolean hasErrorCode(AwsServiceException failure) {
        AwsErrorDetails details = failure.awsErrorDetails();
        return details != null && details.errorCode() != null;
    }
}
