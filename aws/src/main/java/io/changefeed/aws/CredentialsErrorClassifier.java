/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.HttpStatusCode;
import software.amazon.awssdk.services.sts.model.IdpCommunicationErrorException;

/**
 * Classifies failures of a source of credentials: AWS STS, the agent of a container, the instance metadata service, a
 * process, a profile, environment variables.
 */
final class CredentialsErrorClassifier {
    /** The states of a source without credentials. */
    enum Verdict {
        /** The source is not configured, or has no credentials. */
        ABSENT,
        /** The source refused to issue credentials. */
        REFUSED,
        /** The source may have credentials later. */
        TRANSIENT
    }

    private CredentialsErrorClassifier() {}

    static Verdict verdict(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AwsServiceException sts) {
                return isTransient(sts) ? Verdict.TRANSIENT : Verdict.REFUSED;
            }
            if (cause instanceof SdkServiceException agent) {
                return isTransient(agent.statusCode()) ? Verdict.TRANSIENT : Verdict.REFUSED;
            }
            if (cause instanceof ApiCallTimeoutException || cause instanceof ApiCallAttemptTimeoutException) {
                return Verdict.TRANSIENT;
            }
            if (cause instanceof IOException) {
                return isUnreadableFile(cause) ? Verdict.ABSENT : Verdict.TRANSIENT;
            }
        }
        // The SDK has no type for a source that is not configured. It wraps the failure of an attempt.
        return root(failure) instanceof SdkClientException || failure.getCause() == null
                ? Verdict.ABSENT
                : Verdict.TRANSIENT;
    }

    private static boolean isTransient(AwsServiceException sts) {
        return AwsErrorClassifier.isTransient(sts) || sts instanceof IdpCommunicationErrorException;
    }

    private static boolean isTransient(int status) {
        return status >= HttpStatusCode.INTERNAL_SERVER_ERROR
                || status == HttpStatusCode.THROTTLING
                || status == HttpStatusCode.REQUEST_TIMEOUT;
    }

    /** Other failures of the file system, such as too many open files, can pass. */
    private static boolean isUnreadableFile(Throwable cause) {
        return cause instanceof FileNotFoundException
                || cause instanceof NoSuchFileException
                || cause instanceof AccessDeniedException;
    }

    /** Returns the innermost cause. */
    static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
