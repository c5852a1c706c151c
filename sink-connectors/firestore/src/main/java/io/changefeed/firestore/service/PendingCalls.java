/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutureCallback;
import com.google.api.core.ApiFutures;
import com.google.common.util.concurrent.MoreExecutors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Tracks the calls of a delivery, so that they can be aborted together. Thread-safe. */
final class PendingCalls {
    private final List<Future<?>> open = new ArrayList<>();
    private boolean aborted;

    /** Starts a call. After {@link #abort()}, returns a failed future instead. */
    <T> CompletableFuture<T> start(Supplier<ApiFuture<T>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        ApiFuture<T> started;
        synchronized (open) {
            if (aborted) {
                return CompletableFuture.failedFuture(new CancellationException("the delivery was aborted"));
            }
            started = call.get();
            open.add(started);
        }
        ApiFutures.addCallback(started, completing(result), MoreExecutors.directExecutor());
        return result;
    }

    /** Tracks a wait, which is cancelled when the calls are aborted. What is awaited continues. */
    <T> CompletableFuture<T> track(CompletableFuture<T> wait) {
        boolean cancels;
        synchronized (open) {
            open.add(wait);
            cancels = aborted;
        }
        if (cancels) {
            wait.cancel(true);
        }
        return wait;
    }

    static <T> ApiFutureCallback<T> completing(CompletableFuture<T> result) {
        return new ApiFutureCallback<>() {
            @Override
            public void onSuccess(T value) {
                result.complete(value);
            }

            @Override
            public void onFailure(Throwable failure) {
                result.completeExceptionally(failure);
            }
        };
    }

    void abort() {
        List<Future<?>> cancelled;
        synchronized (open) {
            aborted = true;
            cancelled = List.copyOf(open);
        }
        cancelled.forEach(future -> future.cancel(true));
    }
}
