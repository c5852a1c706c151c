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
 * Why a call ends.
 *
 * @param details of {@code google.rpc.ErrorInfo}; none without a reason
 */
public record Ending(Status.Code code, String message, String reason, Map<String, String> details) {
    /** Of the details: with it, a call begins with the oldest event that the server holds. */
    public static final String EARLIEST_TOKEN = "earliest_token";
    /** Of the details: where the subscriber goes on. */
    public static final String RESUME_TOKEN = "resume_token";

    private static final String DOMAIN = "changefeed";

    public static Ending outOfRange(String message, String earliestToken) {
        return new Ending(
                Status.Code.OUT_OF_RANGE,
                message + ". Read the tables anew if you keep a copy of them, and begin with START_AT_EARLIEST, or with"
                        + " the token in the details",
                "TOKEN_OUT_OF_RANGE",
                Map.of(EARLIEST_TOKEN, earliestToken));
    }

    static Ending undecided(String message, String resumeToken) {
        return new Ending(
                Status.Code.FAILED_PRECONDITION,
                message + ". Subscribe with another filter, or go on behind that event with the token in the details",
                "FILTER_NOT_APPLICABLE",
                Map.of(RESUME_TOKEN, resumeToken));
    }

    static Ending slow(String message, String resumeToken) {
        return new Ending(
                Status.Code.RESOURCE_EXHAUSTED, message, "SLOW_SUBSCRIBER", Map.of(RESUME_TOKEN, resumeToken));
    }

    /** The server cannot serve now; another one, or this one later, can. */
    public static Ending unavailable(String message) {
        return new Ending(Status.Code.UNAVAILABLE, message, "NOT_SERVING", Map.of());
    }

    public static Ending tooMany(int limit) {
        return new Ending(
                Status.Code.RESOURCE_EXHAUSTED,
                "there are " + limit + " subscribers, as many as this server takes ('max.subscribers')",
                "TOO_MANY_SUBSCRIBERS",
                Map.of());
    }

    public static Ending invalid(String message) {
        return new Ending(Status.Code.INVALID_ARGUMENT, message, "INVALID_REQUEST", Map.of());
    }

    public static Ending forbidden(String message) {
        return new Ending(Status.Code.PERMISSION_DENIED, message, "TABLE_NOT_ALLOWED", Map.of());
    }

    static Ending failed(Throwable reason) {
        return new Ending(Status.Code.INTERNAL, "the server failed: " + reason, "INTERNAL", Map.of());
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

    Status status() {
        return exception().getStatus();
    }

    Metadata trailers() {
        Metadata trailers = exception().getTrailers();
        return trailers == null ? new Metadata() : trailers;
    }
}
