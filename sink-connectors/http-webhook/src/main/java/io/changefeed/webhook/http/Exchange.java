/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import io.changefeed.webhook.response.Response;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/** A request and its response. */
public final class Exchange {
    private final long createdNanos = System.nanoTime();
    private final CompletableFuture<Response> response = new CompletableFuture<>();
    private final ResponseConsumer consumer = new ResponseConsumer(response::complete);
    private final RequestConnection connection = new RequestConnection();
    private Optional<Future<?>> request = Optional.empty();
    private @Nullable IOException abortCause;

    Exchange() {}

    /** Sends a request with the client. */
    interface Sender {
        Future<?> send(ResponseConsumer consumer, RequestConnection connection, FutureCallback<Response> callback);
    }

    /**
     * Returns the response. Its status decides, even if the body never ends or is cut off. The stage completes when the
     * connection is no longer in use. It fails with an {@link IOException} or {@link HttpException} if no status was
     * received: a {@link NoResponseException} if the connection was established.
     */
    public CompletionStage<Response> response() {
        return response;
    }

    /** Returns when the exchange was created, as {@link System#nanoTime} measures. */
    long createdNanos() {
        return createdNanos;
    }

    /** Ends the exchange at once and closes its connection. Has no effect on a completed exchange. */
    public void cancel() {
        abort(new IOException("the request was aborted"));
    }

    /** Like {@link #cancel}, with the cause if no status was received. */
    void abort(IOException cause) {
        Optional<Future<?>> running;
        synchronized (this) {
            if (abortCause != null) {
                return;
            }
            abortCause = cause;
            running = request;
        }
        running.ifPresent(Exchange::cancel);
        connection.close();
        conclude(cause);
    }

    /** Starts the request, unless it was aborted. */
    void start(Sender client) {
        Future<?> running;
        try {
            running = client.send(consumer, connection, new Callback());
        } catch (RuntimeException | Error e) {
            // A client that has been shut down, for example, does not call back.
            conclude(e);
            return;
        }
        boolean isAborted;
        synchronized (this) {
            request = Optional.of(running);
            isAborted = abortCause != null;
        }
        if (isAborted) {
            cancel(running);
        }
    }

    private static void cancel(Future<?> request) {
        // If the request has ended already, there is nothing to cancel.
        boolean unused = request.cancel(true);
    }

    private final class Callback implements FutureCallback<Response> {
        @Override
        public void completed(Response read) {
            // The consumer completes the response once the connection is released.
        }

        @Override
        public void failed(Exception cause) {
            // The client does not check the status of a response, which can be 000.
            conclude(
                    cause instanceof IllegalArgumentException
                            ? new IOException("the response is not valid HTTP: " + cause.getMessage(), cause)
                            : cause);
        }

        @Override
        public void cancelled() {
            // Only this class cancels requests, and then concludes the exchange.
        }
    }

    /** Completes the exchange with the response if its status was received, otherwise with a failure. */
    private void conclude(Throwable failure) {
        consumer.received().ifPresentOrElse(response::complete, () -> response.completeExceptionally(cause(failure)));
    }

    private Throwable cause(Throwable failure) {
        IOException aborted;
        synchronized (this) {
            aborted = abortCause;
        }
        // The client's own failure is a consequence of the abort.
        Throwable cause = aborted != null ? aborted : failure;
        return connection.isEstablished() && (cause instanceof IOException || cause instanceof HttpException)
                ? new NoResponseException(cause)
                : cause;
    }
}
