/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import io.changefeed.connector.ConfigProblem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Maps failed AWS calls to the properties that need correction. The message of an invalid signature is withheld,
 * because it can quote request headers, which include the session token.
 */
public final class AwsConfigProblems {
    private static final Logger LOG = LoggerFactory.getLogger(AwsConfigProblems.class);

    private static final String NO_CODE = "no error code";

    private static final String ACCESS_DENIED = "AccessDeniedException";

    /** Credential errors from "Common errors" in the DynamoDB API Reference. */
    private static final Set<String> UNKNOWN_CREDENTIALS = Set.of(
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException");

    private static final Set<String> WRONG_SIGNATURE =
            Set.of("InvalidSignatureException", "IncompleteSignature", "IncompleteSignatureException");

    private final AwsConfig aws;
    private final AwsService service;

    /** @param service whose calls failed */
    public AwsConfigProblems(AwsConfig aws, AwsService service) {
        this.aws = aws;
        this.service = service;
    }

    /**
     * Returns the property that needs correction.
     *
     * @param action the called action, as named in IAM policies
     * @param resource the resource of the call, as named in messages
     * @param property the property that selects the resource
     * @return empty if the failure is transient
     */
    public Optional<ConfigProblem> of(SdkException failure, String action, String resource, String property) {
        CredentialsException credentials = CredentialsException.causeOf(failure);
        if (credentials != null) {
            return Optional.of(
                    credentials.reason() instanceof AwsServiceException rejected
                                    && AwsErrorClassifier.isExpiredToken(rejected)
                            ? invalidCredentials(rejected)
                            : noCredentials(credentials));
        }
        if (!(failure instanceof AwsServiceException rejected)) {
            if (isUnreadable(failure)) {
                return Optional.of(notDynamoDb("a body that is not JSON"));
            }
            return Optional.of(
                    AwsErrorClassifier.isTransient(failure) || isTimeout(failure)
                            ? unreachable(failure)
                            : failedCall(failure));
        }
        String code = code(failure);
        if (code.equals(NO_CODE) && hasEndpoint()) {
            return Optional.of(notDynamoDb("HTTP status " + rejected.statusCode() + " without an error code"));
        }
        if (code.equals(ACCESS_DENIED)) {
            return Optional.of(new ConfigProblem(
                    property,
                    "The credentials are not allowed to call '" + action + "' on " + resource + ": "
                            + rejected.awsErrorDetails().errorMessage()
                            + ". Allow it in an IAM policy or in the resource policy of the table or stream."));
        }
        if (UNKNOWN_CREDENTIALS.contains(code)
                || WRONG_SIGNATURE.contains(code)
                || AwsErrorClassifier.isExpiredToken(rejected)) {
            return Optional.of(invalidCredentials(rejected));
        }
        if (AwsErrorClassifier.isTransient(failure)) {
            LOG.warn(
                    "'{}' on {} failed with a transient error during validation. This check is skipped; validate again"
                            + " to repeat it: {}",
                    action,
                    resource,
                    failure.getMessage());
            return Optional.empty();
        }
        return Optional.of(new ConfigProblem(property, "'" + action + "' on " + resource + " failed (" + code + ")."));
    }

    private static boolean isTimeout(SdkException failure) {
        return failure instanceof ApiCallTimeoutException || failure instanceof ApiCallAttemptTimeoutException;
    }

    private ConfigProblem invalidCredentials(AwsServiceException rejected) {
        String code = code(rejected);
        if (aws.accessKeyId().isEmpty()) {
            return ConfigProblem.ofConnection(
                    aws.profile().isPresent() ? AwsConfig.PROFILE : AwsConfig.ACCESS_KEY_ID,
                    "AWS rejected the credentials that the SDK found (" + code + "). Check that they are valid.");
        }
        if (AwsErrorClassifier.isExpiredToken(rejected)) {
            return ConfigProblem.ofConnection(
                    AwsConfig.SESSION_TOKEN, "The session token has expired (" + code + "). Set a new one.");
        }
        return WRONG_SIGNATURE.contains(code)
                ? ConfigProblem.ofConnection(
                        AwsConfig.SECRET_ACCESS_KEY,
                        "The secret access key does not match '" + AwsConfig.ACCESS_KEY_ID + "' (" + code + ").")
                : ConfigProblem.ofConnection(
                        AwsConfig.ACCESS_KEY_ID,
                        "AWS does not recognize this access key (" + code + "), or the key is temporary and '"
                                + AwsConfig.SESSION_TOKEN + "' is missing or invalid.");
    }

    private static ConfigProblem noCredentials(CredentialsException failure) {
        Throwable cause = failure.reason();
        if (failure.isTransient() && failure.source() != CredentialsSource.ROLE) {
            return ConfigProblem.ofConnection(
                    failure.source().property(),
                    "The credentials are temporarily unavailable: " + cause.getMessage() + ". Validate again later.");
        }
        String reason = switch (failure.source()) {
            case DEFAULT_CHAIN ->
                "The AWS SDK found no credentials: " + cause.getMessage()
                        + ". Set them here or in the environment of the worker.";
            case PROFILE ->
                "The credentials of this profile cannot be loaded: " + cause.getMessage()
                        + ". Check the AWS configuration files of the worker.";
            case ROLE -> roleProblem(cause);
        };
        return ConfigProblem.ofConnection(failure.source().property(), reason);
    }

    private static String roleProblem(Throwable cause) {
        if (!(cause instanceof AwsServiceException rejected)) {
            return "AWS STS is unreachable from the worker, so the role cannot be assumed (" + rootReason(cause)
                    + "). Check that the worker's network allows the connection to the STS endpoint of the region.";
        }
        return AwsErrorClassifier.isTransient(rejected)
                ? "AWS STS is temporarily unavailable, so the role cannot be assumed (" + code(rejected)
                        + "). Validate again later."
                : "The role cannot be assumed (" + code(rejected)
                        + "). Check that the role exists, that its trust policy allows the owner of the"
                        + " credentials, and that the configured external ID matches the trust policy.";
    }

    private ConfigProblem failedCall(SdkException failure) {
        return ConfigProblem.ofConnection(
                endpointProperty(), "The AWS SDK could not make the call: " + failure.getMessage() + ".");
    }

    private boolean hasEndpoint() {
        return aws.endpoints().of(service).isPresent();
    }

    private String endpointProperty() {
        return aws.endpoints().property(service);
    }

    /**
     * Returns the property that needs correction if another server responds.
     *
     * @param response how the response differs from one of the service
     */
    public ConfigProblem notDynamoDb(String response) {
        return ConfigProblem.ofConnection(
                endpointProperty(),
                "The server does not respond like " + service.title() + " (" + response
                        + "). Check the address, and that no proxy responds in place of " + service.title() + ".");
    }

    /** The SDK contains a relocated JSON parser, whose exceptions are not part of its API. */
    private static boolean isUnreadable(SdkException failure) {
        return root(failure).getClass().getSimpleName().startsWith("Json");
    }

    /** Returns the property that needs correction if the service does not respond. */
    public ConfigProblem unreachable(Exception failure) {
        String reason = rootReason(failure);
        return hasEndpoint()
                ? ConfigProblem.ofConnection(
                        endpointProperty(),
                        service.title() + " is unreachable from the worker at this endpoint (" + reason
                                + "). Check the address and that the service is running.")
                : ConfigProblem.ofConnection(
                        AwsConfig.REGION,
                        "The " + service.title() + " endpoint of this region is unreachable from the worker (" + reason
                                + "). Check that the region exists" + andHasVariants()
                                + " and that the worker's network allows the"
                                + " connection.");
    }

    private String andHasVariants() {
        List<String> variants = aws.endpoints().variants();
        return variants.isEmpty() ? "" : " and has such endpoints ('" + String.join("', '", variants) + "')";
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String rootReason(Throwable failure) {
        Throwable root = root(failure);
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    private static String code(SdkException failure) {
        return failure instanceof AwsServiceException rejected
                        && rejected.awsErrorDetails() != null
                        && rejected.awsErrorDetails().errorCode() != null
                ? rejected.awsErrorDetails().errorCode()
                : NO_CODE;
    }
}
