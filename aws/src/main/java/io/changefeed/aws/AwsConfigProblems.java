/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import io.changefeed.connector.ConfigProblem;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * Which property is to blame for a call that failed. What a service says of a wrong signature is kept back: it can repeat
 * the headers of the call, and a session token is one of them.
 */
public final class AwsConfigProblems {
    private static final Logger LOG = LoggerFactory.getLogger(AwsConfigProblems.class);

    private static final String ACCESS_DENIED = "AccessDeniedException";

    /** "Common errors" of the DynamoDB API Reference, as far as they tell of credentials. */
    private static final Set<String> UNKNOWN_CREDENTIALS = Set.of(
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException");

    private static final Set<String> WRONG_SIGNATURE =
            Set.of("InvalidSignatureException", "IncompleteSignature", "IncompleteSignatureException");

    private static final Set<String> EXPIRED = Set.of("ExpiredToken", "ExpiredTokenException");

    private final AwsConfig aws;

    public AwsConfigProblems(AwsConfig aws) {
        this.aws = aws;
    }

    /**
     * What to change.
     *
     * @param action that was called, as policies name it
     * @param property that names what the action was called on
     * @return empty when nothing is: the failure passes by itself
     */
    public Optional<ConfigProblem> of(SdkException failure, String action, String what, String property) {
        if (failure instanceof StsException) {
            return Optional.of(ConfigProblem.ofConnection(
                    AwsConfig.STS_ROLE_ARN,
                    "The role cannot be assumed (" + code(failure)
                            + "). See to it that it exists, that its trust policy"
                            + " names the credentials' owner, and asks for the external id given here or for none."));
        }
        if (!(failure instanceof AwsServiceException service)) {
            return Optional.of(
                    AwsErrorClassifier.isTransient(failure) || isTimeout(failure)
                            ? unreachable(failure)
                            : noCredentials(failure));
        }
        String code = code(failure);
        if (code.equals(ACCESS_DENIED)) {
            return Optional.of(new ConfigProblem(
                    property,
                    "The credentials do not allow '" + action + "' on " + what + ": "
                            + service.awsErrorDetails().errorMessage()
                            + ". Allow it by a policy of theirs, or of the table's stream."));
        }
        if (UNKNOWN_CREDENTIALS.contains(code) || WRONG_SIGNATURE.contains(code) || EXPIRED.contains(code)) {
            return Optional.of(refused(code));
        }
        if (AwsErrorClassifier.isTransient(failure)) {
            LOG.warn("'{}' of {} was not answered; validating without it", action, what, failure);
            return Optional.empty();
        }
        return Optional.of(new ConfigProblem(property, "'" + action + "' of " + what + " was refused (" + code + ")."));
    }

    private static boolean isTimeout(SdkException failure) {
        return failure instanceof ApiCallTimeoutException || failure instanceof ApiCallAttemptTimeoutException;
    }

    private ConfigProblem refused(String code) {
        if (aws.accessKeyId().isEmpty()) {
            return ConfigProblem.ofConnection(
                    aws.profile().isPresent() ? AwsConfig.PROFILE : AwsConfig.ACCESS_KEY_ID,
                    "AWS does not accept the credentials that the SDK found (" + code
                            + "). See to it that they are valid.");
        }
        if (EXPIRED.contains(code)) {
            return ConfigProblem.ofConnection(
                    AwsConfig.SESSION_TOKEN, "The session token has expired (" + code + "); take a new one.");
        }
        return WRONG_SIGNATURE.contains(code)
                ? ConfigProblem.ofConnection(
                        AwsConfig.SECRET_ACCESS_KEY,
                        "This is not the secret of '" + AwsConfig.ACCESS_KEY_ID + "' (" + code + ").")
                : ConfigProblem.ofConnection(
                        AwsConfig.ACCESS_KEY_ID,
                        "AWS does not know this access key (" + code + "), or it is a temporary one and '"
                                + AwsConfig.SESSION_TOKEN + "' is missing or wrong.");
    }

    private ConfigProblem noCredentials(SdkException failure) {
        return ConfigProblem.ofConnection(
                aws.profile().isPresent() ? AwsConfig.PROFILE : AwsConfig.ACCESS_KEY_ID,
                "The AWS SDK could not make the call; most often it found no credentials: " + failure.getMessage()
                        + ". Give them here, or to the worker.");
    }

    /** That DynamoDB does not answer. */
    public ConfigProblem unreachable(Exception failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason = root.getClass().getSimpleName() + ": " + root.getMessage();
        return aws.endpoint().isPresent()
                ? ConfigProblem.ofConnection(
                        AwsConfig.ENDPOINT,
                        "DynamoDB cannot be reached there from the worker (" + reason
                                + "). Correct the address, or start" + " what answers at it.")
                : ConfigProblem.ofConnection(
                        AwsConfig.REGION,
                        "DynamoDB's endpoint of this region cannot be reached from the worker (" + reason
                                + "). See to it that the region exists and that the worker's network lets it out.");
    }

    private static String code(SdkException failure) {
        return failure instanceof AwsServiceException service
                        && service.awsErrorDetails() != null
                        && service.awsErrorDetails().errorCode() != null
                ? service.awsErrorDetails().errorCode()
                : "no error code";
    }
}
