/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import com.google.api.gax.grpc.GrpcStatusCode;
import com.google.api.gax.rpc.ApiException;
import com.google.rpc.RetryInfo;
import io.changefeed.delivery.destination.DeliveryResult;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Classifies Firestore errors. */
final class FirestoreErrors {
    private static final Pattern DOCUMENT = Pattern.compile("/documents/\\S+");

    private FirestoreErrors() {}

    /** The kind of an error. */
    enum Kind {
        NONE,
        RETRYABLE,
        /** A retry of the write cannot succeed. */
        INVALID_WRITE,
        /** No write can succeed until an operator changes the configuration or the database. */
        FATAL
    }

    static Kind kind(Status.Code code) {
        return switch (code) {
            case OK -> Kind.NONE;
            case INVALID_ARGUMENT, OUT_OF_RANGE -> Kind.INVALID_WRITE;
            // FAILED_PRECONDITION: writes have no preconditions, so the error concerns the database, for example one in
            // Datastore mode.
            case PERMISSION_DENIED, UNAUTHENTICATED, NOT_FOUND, FAILED_PRECONDITION, UNIMPLEMENTED -> Kind.FATAL;
            case RESOURCE_EXHAUSTED,
                    ABORTED,
                    UNAVAILABLE,
                    DEADLINE_EXCEEDED,
                    INTERNAL,
                    CANCELLED,
                    UNKNOWN,
                    DATA_LOSS,
                    ALREADY_EXISTS -> Kind.RETRYABLE;
        };
    }

    /** Returns the result of the writes of a failed call. */
    static DeliveryResult result(@Nullable Throwable thrown) {
        Throwable failure = unwrap(thrown);
        if (failure instanceof CancellationException) {
            return DeliveryResult.Unavailable.ofRoute("the delivery was aborted");
        }
        if (failure instanceof ApiException error && error.getStatusCode() instanceof GrpcStatusCode status) {
            Status.Code code = status.getTransportCode();
            String message = String.valueOf(error.getMessage());
            String reason = reason(code, message);
            return switch (kind(code)) {
                case INVALID_WRITE -> new DeliveryResult.Rejected(reason);
                case FATAL -> new DeliveryResult.Fatal(fatalReason(code, message));
                case RETRYABLE, NONE -> new DeliveryResult.Unavailable(scope(code), reason, retryDelay(error));
            };
        }
        throw new CompletionException(failure);
    }

    /**
     * gRPC returns UNAVAILABLE for failures of the connection, the name lookup, and the service of the
     * credentials, which affect all collections. Other codes are responses of Firestore to a call.
     */
    private static DeliveryResult.Scope scope(Status.Code code) {
        return code == Status.Code.UNAVAILABLE ? DeliveryResult.Scope.DESTINATION : DeliveryResult.Scope.ROUTE;
    }

    static boolean isAborted(@Nullable Throwable thrown) {
        return unwrap(thrown) instanceof ApiException error
                && error.getStatusCode() instanceof GrpcStatusCode status
                && status.getTransportCode() == Status.Code.ABORTED;
    }

    /** Reasons are logged, so they must not contain names of documents, which are made of the keys of items. */
    static String reason(Status.Code code, String message) {
        return "Firestore returned " + code + ": " + DOCUMENT.matcher(message).replaceAll("/documents/...");
    }

    /** Returns the reason of an error of the kind {@link Kind#FATAL}, with its remedy. */
    static String fatalReason(Status.Code code, String message) {
        String remedy = switch (code) {
            case PERMISSION_DENIED -> "grant roles/datastore.user to the credentials";
            case UNAUTHENTICATED -> "check the credentials";
            default -> "check 'project.id', and that 'database.id' is a database in native mode";
        };
        return reason(code, message) + "; " + remedy + ", then restart the task";
    }

    private static @Nullable Throwable unwrap(@Nullable Throwable thrown) {
        return thrown instanceof CompletionException ? thrown.getCause() : thrown;
    }

    private static Optional<Duration> retryDelay(ApiException error) {
        return Optional.ofNullable(error.getErrorDetails())
                .map(details -> details.getRetryInfo())
                .filter(RetryInfo::hasRetryDelay)
                .map(info -> Duration.ofSeconds(
                        info.getRetryDelay().getSeconds(), info.getRetryDelay().getNanos()));
    }
}
