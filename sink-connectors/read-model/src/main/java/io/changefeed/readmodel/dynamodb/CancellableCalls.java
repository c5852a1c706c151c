/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The calls of one delivery, which are cancelled together. Thread-safe. */
final class CancellableCalls {
    private final List<CompletableFuture<?>> calls = new ArrayList<>();
    private boolean isCancelled;

    /** Starts a call; fails without a call after {@link #cancel()}. */
    <T> CompletableFuture<T> start(Supplier<CompletableFuture<T>> call) {
        CompletableFuture<T> started;
        synchronized (calls) {
            if (isCancelled) {
                return CompletableFuture.failedFuture(new CancellationException("the delivery was aborted"));
            }
            started = call.get();
            calls.add(started);
        }
        return started;
    }

    /** Cancels all calls, and those that are started later. */
    void cancel() {
        List<CompletableFuture<?>> pending;
        synchronized (calls) {
            isCancelled = true;
            pending = List.copyOf(calls);
        }
        pending.forEach(call -> call.cancel(true));
    }
}
