/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;

/**
 * The gRPC status with which a call ends.
 *
 * @param reason reason of {@code google.rpc.ErrorInfo}
 * @param details metadata of {@code google.rpc.ErrorInfo}
 */
public record CallStatus(Status.Code code, String message, String reason, Map<String, String> details) {
    /** Key in the details: the token with which a call starts at the oldest event that the server holds. */
    public static final String EARLIEST_TOKEN = "earliest_token";
    /** Key in the details: the token with which the subscriber resumes. */
    public static final String RESUME_TOKEN = "resume_token";

    private static final String DOMAIN = "changefeed";

    public static CallStatus outOfRange(String message, String earliestToken) {
        return new CallStatus(
                Status.Code.OUT_OF_RANGE,
                message
                        + ". Events were missed: rebuild any copy of the tables, then subscribe with START_AT_EARLIEST or"
                        + " the token in the details",
                "TOKEN_OUT_OF_RANGE",
                Map.of(EARLIEST_TOKEN, earliestToken));
    }

    static CallStatus filterNotApplicable(String message, String resumeToken) {
        return new CallStatus(
                Status.Code.FAILED_PRECONDITION,
                message + ". Change the filter, or skip this event by resuming with the token in the details",
                "FILTER_NOT_APPLICABLE",
                Map.of(RESUME_TOKEN, resumeToken));
    }

    static CallStatus slowSubscriber(String message, String resumeToken) {
        return new CallStatus(
                Status.Code.RESOURCE_EXHAUSTED, message, "SLOW_SUBSCRIBER", Map.of(RESUME_TOKEN, resumeToken));
    }

    /** The server cannot serve the call now; the client retries later or on another server. */
    public static CallStatus unavailable(String message) {
        return new CallStatus(Status.Code.UNAVAILABLE, message, "NOT_SERVING", Map.of());
    }

    public static CallStatus tooManySubscribers(int limit) {
        return new CallStatus(
                Status.Code.RESOURCE_EXHAUSTED,
                "the limit of " + limit + " subscribers is reached ('max.subscribers'); retry later or on another"
                        + " server",
                "TOO_MANY_SUBSCRIBERS",
                Map.of());
    }

    /**
     * The client has too many concurrent calls.
     *
     * @param scope what the limit applies to, such as "connection"
     * @param property the property that sets the limit
     */
    public static CallStatus tooManyCalls(int limit, String scope, String property) {
        return new CallStatus(
                Status.Code.RESOURCE_EXHAUSTED,
                "the limit of " + limit + " concurrent calls per " + scope + " is reached ('" + property
                        + "'); retry after other calls have ended",
                "TOO_MANY_CALLS",
                Map.of());
    }

    public static CallStatus invalid(String message) {
        return new CallStatus(Status.Code.INVALID_ARGUMENT, message, "INVALID_REQUEST", Map.of());
    }

    public static CallStatus forbidden(String message) {
        return new CallStatus(Status.Code.PERMISSION_DENIED, message, "TABLE_NOT_ALLOWED", Map.of());
    }

    static CallStatus internalError(Throwable reason) {
        return new CallStatus(Status.Code.INTERNAL, "internal error: " + reason, "INTERNAL", Map.of());
    }

    public StatusRuntimeException exception() {
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .setMessage(message)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain(DOMAIN)
                        .setReason(reason)
                        .putAllMetadata(details)
                        .build()))
                .build());
    }

    public Status status() {
        return exception().getStatus();
    }

    public Metadata trailers() {
        Metadata trailers = exception().getTrailers();
        return trailers == null ? new Metadata() : trailers;
    }
}
