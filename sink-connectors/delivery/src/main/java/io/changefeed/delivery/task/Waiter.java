/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.task;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what other threads do. */
interface Waiter {
    /** Whether it was done in time. A thread that is interrupted waits no longer and stays interrupted. */
    boolean await(CompletableFuture<Void> done, Duration atMost);

    /** Blocks the thread. */
    static boolean block(CompletableFuture<Void> done, Duration atMost) {
        try {
            done.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing completes it with an exception", e);
        }
    }
}
