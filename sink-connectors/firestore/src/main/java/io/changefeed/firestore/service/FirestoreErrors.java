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
import org.jspecify.annotations.Nullable;

/** What a status says about what is to be done. */
enum FirestoreErrors {
    DONE,
    /** The same again, later. */
    PASSING,
    /** What was to be written is wrong. */
    WRONG,
    /** Nothing is written until a person has mended something. */
    LASTING;

    static FirestoreErrors of(Status.Code code) {
        return switch (code) {
            case OK -> DONE;
            case INVALID_ARGUMENT, OUT_OF_RANGE -> WRONG;
            // FAILED_PRECONDITION: we set none, so it is the database's, one in Datastore mode for instance.
            case PERMISSION_DENIED, UNAUTHENTICATED, NOT_FOUND, FAILED_PRECONDITION, UNIMPLEMENTED -> LASTING;
            case RESOURCE_EXHAUSTED,
                    ABORTED,
                    UNAVAILABLE,
                    DEADLINE_EXCEEDED,
                    INTERNAL,
                    CANCELLED,
                    UNKNOWN,
                    DATA_LOSS,
                    ALREADY_EXISTS -> PASSING;
        };
    }

    /** What a call's failure means for all that it was to write. */
    static DeliveryResult ofFailure(@Nullable Throwable thrown) {
        Throwable failure = unwrapped(thrown);
        if (failure instanceof CancellationException) {
            return new DeliveryResult.Unavailable("the attempt was given up", Optional.empty());
        }
        if (failure instanceof ApiException answered && answered.getStatusCode() instanceof GrpcStatusCode status) {
            String reason = reason(status.getTransportCode(), String.valueOf(answered.getMessage()));
            return switch (of(status.getTransportCode())) {
                case WRONG -> new DeliveryResult.Rejected(reason);
                case LASTING -> new DeliveryResult.Fatal(reason);
                case PASSING, DONE -> new DeliveryResult.Unavailable(reason, pause(answered));
            };
        }
        throw new CompletionException(failure);
    }

    static boolean isAborted(@Nullable Throwable thrown) {
        return unwrapped(thrown) instanceof ApiException answered
                && answered.getStatusCode() instanceof GrpcStatusCode status
                && status.getTransportCode() == Status.Code.ABORTED;
    }

    static String reason(Status.Code code, String message) {
        return "Firestore answered " + code + ": " + message;
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable thrown) {
        return thrown instanceof CompletionException ? thrown.getCause() : thrown;
    }

    private static Optional<Duration> pause(ApiException answered) {
        return Optional.ofNullable(answered.getErrorDetails())
                .map(details -> details.getRetryInfo())
                .filter(RetryInfo::hasRetryDelay)
                .map(info -> Duration.ofSeconds(
                        info.getRetryDelay().getSeconds(), info.getRetryDelay().getNanos()));
    }
}
