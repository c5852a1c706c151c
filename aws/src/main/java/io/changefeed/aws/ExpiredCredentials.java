/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Recognizes calls that AWS rejected because their credentials had expired. Their source can renew them: the SDK
 * keeps using the credentials of an instance after they expired while the instance metadata service does not respond.
 */
final class ExpiredCredentials implements ExecutionInterceptor {
    private final CredentialsSource source;
    private final BooleanSupplier discard;

    /** @param discard discards credentials that the source has cached, and returns whether it renews them */
    ExpiredCredentials(CredentialsSource source, BooleanSupplier discard) {
        this.source = source;
        this.discard = discard;
    }

    @Override
    public Throwable modifyException(Context.FailedExecution context, ExecutionAttributes attributes) {
        if (context.exception() instanceof AwsServiceException service && AwsErrorClassifier.isExpiredToken(service)) {
            return recognizable(service, discard.getAsBoolean());
        }
        return context.exception();
    }

    /** The exception with the failure of the source as its cause. The SDK requires an exception of the same type. */
    private AwsServiceException recognizable(AwsServiceException service, boolean isRenewed) {
        String reason =
                Optional.ofNullable(service.awsErrorDetails().errorMessage()).orElse("The credentials have expired");
        String message = reason + " ('" + source.property() + "')";
        AwsErrorDetails details =
                service.awsErrorDetails().toBuilder().errorMessage(message).build();
        return service.toBuilder()
                .message(message)
                .awsErrorDetails(details)
                .cause(new CredentialsException(source, service, isRenewed))
                .build();
    }
}
