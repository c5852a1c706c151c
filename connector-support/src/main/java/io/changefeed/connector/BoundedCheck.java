/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.connect.errors.ConnectException;

/** Runs a check of a remote system with a time limit. */
public final class BoundedCheck {
    private BoundedCheck() {}

    /**
     * Runs a check on a separate thread, because neither drivers nor credential providers reliably honor timeouts.
     *
     * @param timeout the time after which the check is interrupted
     * @param onTimeout the result of a check that did not complete in time
     * @param onInterrupt the result when the calling thread is interrupted
     * @throws ConnectException if the check throws an exception
     */
    public static <T> T run(
            Duration timeout, Callable<T> check, Function<TimeoutException, T> onTimeout, T onInterrupt) {
        FutureTask<T> task = new FutureTask<>(check);
        DaemonThreads.start("changefeed-validate", task);
        try {
            return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return onTimeout.apply(new TimeoutException("no response within " + timeout.toSeconds() + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return onInterrupt;
        } catch (ExecutionException e) {
            throw new ConnectException("The configuration could not be validated", e.getCause());
        } finally {
            task.cancel(true);
        }
    }
}
