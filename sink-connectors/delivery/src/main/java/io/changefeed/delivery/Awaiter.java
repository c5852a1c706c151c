/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the completion of work on other threads. */
interface Awaiter {
    /**
     * Waits for the work and returns whether it was completed in time. Returns early if the thread is interrupted, and
     * keeps its interrupt status.
     */
    boolean await(CompletableFuture<Void> work, Duration timeout);

    /** Blocks the calling thread. */
    static boolean block(CompletableFuture<Void> work, Duration timeout) {
        try {
            work.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the work is never completed exceptionally", e);
        }
    }
}
