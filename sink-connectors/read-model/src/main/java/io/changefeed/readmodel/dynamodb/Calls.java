/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The calls of one attempt, which can be given up together. Safe for use by many threads. */
final class Calls {
    private final List<CompletableFuture<?>> open = new ArrayList<>();
    private boolean aborted;

    /** Makes a call; after {@link #abort()} makes none and fails. */
    <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> call) {
        CompletableFuture<T> begun;
        synchronized (open) {
            if (aborted) {
                return CompletableFuture.failedFuture(new CancellationException("the attempt was given up"));
            }
            begun = call.get();
            open.add(begun);
        }
        return begun;
    }

    void abort() {
        List<CompletableFuture<?>> cancelled;
        synchronized (open) {
            aborted = true;
            cancelled = List.copyOf(open);
        }
        cancelled.forEach(call -> call.cancel(true));
    }
}
