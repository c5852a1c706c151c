/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import java.io.IOException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;

/** Which failures of a call pass by themselves: throttling, faults of the service, of the network. */
public final class AwsErrorClassifier {
    private AwsErrorClassifier() {}

    /** Whether the same call may succeed when it is made again. */
    public static boolean isTransient(SdkException failure) {
        if (failure instanceof AwsServiceException service) {
            return service.statusCode() >= 500
                    || !isWhole(service)
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

    /** The same of a failure of any kind. */
    public static boolean isTransient(Throwable failure) {
        return failure instanceof SdkException sdk && isTransient(sdk);
    }

    /** Whether there were too many calls of its kind. */
    public static boolean isThrottling(SdkException failure) {
        // LimitExceededException: more than two readers on a shard; the other one may be an old task on its way out.
        return RetryUtils.isThrottlingException(failure) || failure instanceof LimitExceededException;
    }

    /** Whether the answer names its error. One that was cut off on its way does not, whatever its status says. */
    private static boolean isWhole(AwsServiceException failure) {
        AwsErrorDetails details = failure.awsErrorDetails();
        return details != null && details.errorCode() != null;
    }
}
