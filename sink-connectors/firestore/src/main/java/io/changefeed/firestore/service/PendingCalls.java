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

/** The calls of one attempt, which can be given up together. Safe for use by many threads. */
final class PendingCalls {
    private final List<Future<?>> open = new ArrayList<>();
    private boolean aborted;

    /** Makes a call; after {@link #abort()} makes none and fails. */
    <T> CompletableFuture<T> begin(Supplier<ApiFuture<T>> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        ApiFuture<T> begun;
        synchronized (open) {
            if (aborted) {
                return CompletableFuture.failedFuture(new CancellationException("the attempt was given up"));
            }
            begun = call.get();
            open.add(begun);
        }
        ApiFutures.addCallback(begun, completing(answer), MoreExecutors.directExecutor());
        return answer;
    }

    /** A wait that ends when the calls are given up, if not before. */
    <T> CompletableFuture<T> begin(CompletableFuture<T> wait) {
        synchronized (open) {
            open.add(wait);
            if (aborted) {
                wait.cancel(true);
            }
        }
        return wait;
    }

    static <T> ApiFutureCallback<T> completing(CompletableFuture<T> answer) {
        return new ApiFutureCallback<>() {
            @Override
            public void onSuccess(T result) {
                answer.complete(result);
            }

            @Override
            public void onFailure(Throwable failure) {
                answer.completeExceptionally(failure);
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
