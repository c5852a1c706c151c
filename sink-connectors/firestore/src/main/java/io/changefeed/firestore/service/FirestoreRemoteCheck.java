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

/** Reads a document that need not exist, to see whether the database can be reached. */
public final class FirestoreRemoteCheck {
    private static final Duration LONGEST_CALL = Duration.ofSeconds(8);
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(10);
    private static final String DOCUMENT = "changefeed_validation/none";

    private FirestoreRemoteCheck() {}

    /** Why a configuration would not work, and what of it is to be changed. */
    public record Problem(Part part, String reason) {}

    /** What of a configuration can be wrong. */
    public enum Part {
        PROJECT,
        DATABASE,
        CREDENTIALS,
        EMULATOR
    }

    public static Optional<Problem> problem(FirestoreConnection connection) {
        return BoundedCheck.run(
                LONGEST_CHECK,
                () -> read(connection),
                timeout -> Optional.of(unreachable(connection, String.valueOf(timeout.getMessage()))),
                Optional.empty());
    }

    private static Optional<Problem> read(FirestoreConnection connection) throws InterruptedException {
        try (FirestoreService service = new FirestoreService(connection, LONGEST_CALL)) {
            service.get(BatchGetDocumentsRequest.newBuilder().addDocuments(connection.resource(DOCUMENT)))
                    .get();
            return Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.of(new Problem(
                    Part.CREDENTIALS, "The worker has no application default credentials: " + e.getMessage() + "."));
        } catch (ExecutionException e) {
            return Optional.of(problem(connection, e.getCause()));
        }
    }

    private static Problem problem(FirestoreConnection connection, @Nullable Throwable failure) {
        Status.Code code =
                failure instanceof ApiException answered && answered.getStatusCode() instanceof GrpcStatusCode status
                        ? status.getTransportCode()
                        : Status.Code.UNKNOWN;
        String said =
                FirestoreErrors.reason(code, failure == null ? "nothing" : String.valueOf(failure.getMessage())) + ".";
        return switch (code) {
            case PERMISSION_DENIED ->
                new Problem(
                        Part.PROJECT,
                        "The credentials do not allow to read the database; they need roles/datastore.user. " + said);
            case UNAUTHENTICATED -> new Problem(Part.CREDENTIALS, "The credentials are not accepted. " + said);
            case NOT_FOUND, FAILED_PRECONDITION ->
                new Problem(
                        Part.DATABASE,
                        "The project '" + connection.projectId() + "' has no such database in native mode. " + said);
            case INVALID_ARGUMENT -> new Problem(Part.PROJECT, said);
            default -> unreachable(connection, said);
        };
    }

    private static Problem unreachable(FirestoreConnection connection, String why) {
        Part part = connection.emulatorHost().isPresent() ? Part.EMULATOR : Part.PROJECT;
        return new Problem(part, "Firestore cannot be reached: " + why);
    }
}
