/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import io.changefeed.aws.CredentialsErrorClassifier.Verdict;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Credentials cannot be loaded. The SDK reports this with exceptions of many types. Most of them do not show whether
 * the source of the credentials has none or is temporarily unavailable.
 */
public final class CredentialsException extends SdkClientException {
    private static final long serialVersionUID = 1L;

    private final CredentialsSource source;
    private final transient RuntimeException reason;
    private final boolean isTransient;

    CredentialsException(CredentialsSource source, RuntimeException cause, boolean isTransient) {
        super(SdkClientException.builder().message(source.failure() + ": " + cause.getMessage()));
        // Not as the cause: the SDK replaces an exception that has an UnknownHostException among its causes by an
        // SdkClientException, and then fails because that is not a CredentialsException.
        addSuppressed(cause);
        this.source = source;
        this.reason = cause;
        this.isTransient = isTransient;
    }

    /** The failure of a source. A source that refuses credentials, or has none, is a permanent failure. */
    static CredentialsException of(CredentialsSource source, RuntimeException cause) {
        return new CredentialsException(source, cause, CredentialsErrorClassifier.verdict(cause) == Verdict.TRANSIENT);
    }

    /** Returns the failure of a source of credentials that caused the given one, or null. */
    static @Nullable CredentialsException causeOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CredentialsException credentials) {
                return credentials;
            }
        }
        return null;
    }

    CredentialsSource source() {
        return source;
    }

    /** The exception of the source. */
    RuntimeException reason() {
        return reason;
    }

    /** Whether the credentials may be available later. */
    boolean isTransient() {
        return isTransient;
    }
}
