/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import com.google.api.gax.grpc.GrpcStatusCode;
import com.google.api.gax.rpc.ApiException;
import com.google.firestore.v1.BatchGetDocumentsRequest;
import io.changefeed.connector.BoundedCheck;
import io.grpc.Status;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Checks that the database can be reached, by reading a document that does not have to exist. */
public final class FirestoreRemoteCheck {
    private static final FirestoreTimeouts TIMEOUTS = FirestoreTimeouts.DEFAULT.withCall(Duration.ofSeconds(8));
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(10);
    private static final String DOCUMENT = "changefeed_validation/none";

    private FirestoreRemoteCheck() {}

    /** A problem with the configuration. */
    public record Problem(Part part, String reason) {}

    /** The part of the configuration that has a problem. */
    public enum Part {
        PROJECT,
        DATABASE,
        CREDENTIALS,
        EMULATOR
    }

    public static Optional<Problem> problem(FirestoreConnection connection) {
        return BoundedCheck.run(
                CHECK_TIMEOUT,
                () -> read(connection),
                timeout -> Optional.of(unreachable(connection, String.valueOf(timeout.getMessage()))),
                Optional.empty());
    }

    private static Optional<Problem> read(FirestoreConnection connection) throws InterruptedException {
        try (FirestoreService service = new FirestoreService(connection, TIMEOUTS)) {
            service.get(BatchGetDocumentsRequest.newBuilder().addDocuments(connection.resource(DOCUMENT)))
                    .get();
            return Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.of(new Problem(
                    Part.CREDENTIALS, "The worker has no Application Default Credentials: " + e.getMessage() + "."));
        } catch (ExecutionException e) {
            return Optional.of(problem(connection, e.getCause()));
        }
    }

    private static Problem problem(FirestoreConnection connection, @Nullable Throwable failure) {
        Status.Code code =
                failure instanceof ApiException error && error.getStatusCode() instanceof GrpcStatusCode status
                        ? status.getTransportCode()
                        : Status.Code.UNKNOWN;
        String detail =
                FirestoreErrors.reason(code, failure == null ? "no message" : String.valueOf(failure.getMessage()))
                        + ".";
        return switch (code) {
            case PERMISSION_DENIED ->
                new Problem(
                        Part.PROJECT,
                        "The credentials are not allowed to read the database; they need roles/datastore.user. "
                                + detail);
            case UNAUTHENTICATED -> new Problem(Part.CREDENTIALS, "The credentials were rejected. " + detail);
            case NOT_FOUND, FAILED_PRECONDITION ->
                new Problem(
                        Part.DATABASE,
                        "The project '" + connection.projectId() + "' has no such database in native mode. " + detail);
            case INVALID_ARGUMENT -> new Problem(Part.PROJECT, detail);
            default -> unreachable(connection, detail);
        };
    }

    private static Problem unreachable(FirestoreConnection connection, String reason) {
        Part part = connection.emulatorHost().isPresent() ? Part.EMULATOR : Part.PROJECT;
        return new Problem(part, "Firestore cannot be reached: " + reason);
    }
}
