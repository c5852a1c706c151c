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

/** One request and its reply. */
public final class Exchange {
    private final CompletableFuture<Response> reply = new CompletableFuture<>();
    private boolean begun;
    private @Nullable IOException givenUp;
    private Optional<Cancellable> request = Optional.empty();

    Exchange() {}

    /**
     * What was replied. When it completes, nothing of the request is on its way any more. It fails with an
     * {@link IOException} when no status was read.
     */
    public CompletionStage<Response> reply() {
        return reply;
    }

    /** Ends the exchange, unless a status was read: its connection is closed. */
    public void cancel() {
        giveUp(new IOException("the request was given up"));
    }

    /** Ends the exchange with this failure, unless a status was read. */
    void giveUp(IOException why) {
        Optional<Cancellable> running;
        synchronized (this) {
            if (givenUp != null) {
                return;
            }
            givenUp = why;
            if (begun && request.isEmpty()) {
                // About to run in the thread that begins it, which then finds it given up.
                return;
            }
            running = request;
        }
        end(running, why);
    }

    /** Begins it, unless it was given up. This can take as long as the look-up of an address. */
    void begin(Function<CompletableFuture<Response>, Cancellable> client) {
        synchronized (this) {
            if (givenUp != null) {
                return;
            }
            begun = true;
        }
        CompletableFuture<Response> read = new CompletableFuture<>();
        CompletionStage<Response> outcome = read;
        outcome.whenComplete(this::settle);
        Cancellable running;
        try {
            running = client.apply(read);
        } catch (RuntimeException | Error e) {
            // One that has shut itself down, for instance: nobody else would end the exchange.
            read.completeExceptionally(e);
            return;
        }
        IOException why;
        synchronized (this) {
            request = Optional.of(running);
            why = givenUp;
        }
        if (why != null) {
            end(Optional.of(running), why);
        }
    }

    private void settle(@Nullable Response read, @Nullable Throwable failure) {
        IOException why;
        synchronized (this) {
            why = givenUp;
        }
        if (read != null) {
            reply.complete(read);
        } else {
            // What the client says of a request that was given up is not why.
            reply.completeExceptionally(why != null ? why : Objects.requireNonNull(failure));
        }
    }

    private void end(Optional<Cancellable> running, IOException why) {
        running.ifPresent(each -> each.cancel());
        reply.completeExceptionally(why);
    }
}
