/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import io.changefeed.webhook.response.Response;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.hc.core5.concurrent.Cancellable;
import org.jspecify.annotations.Nullable;

/** A request and its response. */
public final class Exchange {
    private final CompletableFuture<Response> response = new CompletableFuture<>();
    private boolean started;
    private @Nullable IOException abortCause;
    private Optional<Cancellable> request = Optional.empty();

    Exchange() {}

    /**
     * Returns the response. The stage completes when the connection is no longer in use, and fails with an {@link
     * IOException} if no status was received.
     */
    public CompletionStage<Response> response() {
        return response;
    }

    /** Aborts the exchange and closes its connection, unless a status was received. */
    public void cancel() {
        fail(new IOException("the request was aborted"));
    }

    /** Fails the exchange and closes its connection, unless a status was received. */
    void fail(IOException cause) {
        Optional<Cancellable> running;
        synchronized (this) {
            if (abortCause != null) {
                return;
            }
            abortCause = cause;
            if (started && request.isEmpty()) {
                // The thread that is starting the request handles the failure.
                return;
            }
            running = request;
        }
        end(running, cause);
    }

    /** Starts the request, unless it was aborted. Blocks during the DNS lookup. */
    void start(Function<CompletableFuture<Response>, Cancellable> client) {
        synchronized (this) {
            if (abortCause != null) {
                return;
            }
            started = true;
        }
        CompletableFuture<Response> read = new CompletableFuture<>();
        CompletionStage<Response> received = read;
        received.whenComplete(this::complete);
        Cancellable running;
        try {
            running = client.apply(read);
        } catch (RuntimeException | Error e) {
            // A client that has been shut down, for example, throws without completing the future.
            read.completeExceptionally(e);
            return;
        }
        IOException cause;
        synchronized (this) {
            request = Optional.of(running);
            cause = abortCause;
        }
        if (cause != null) {
            end(Optional.of(running), cause);
        }
    }

    private void complete(@Nullable Response read, @Nullable Throwable failure) {
        IOException cause;
        synchronized (this) {
            cause = abortCause;
        }
        if (read != null) {
            response.complete(read);
        } else {
            // The client's own failure is a consequence of the abort.
            response.completeExceptionally(cause != null ? cause : Objects.requireNonNull(failure));
        }
    }

    private void end(Optional<Cancellable> running, IOException cause) {
        running.ifPresent(cancellable -> cancellable.cancel());
        response.completeExceptionally(cause);
    }
}
