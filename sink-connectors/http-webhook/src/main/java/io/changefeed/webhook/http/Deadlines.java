/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import io.changefeed.connector.DaemonThreads;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Aborts exchanges that take too long. Looks at all of them ten times a second, because a timer for each request costs
 * more: an exchange ends up to 100 ms after its deadline.
 */
final class Deadlines implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final Duration timeout;
    private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread =
            new ScheduledThreadPoolExecutor(1, DaemonThreads.named("changefeed-webhook-deadlines"));

    private Deadlines(Duration timeout) {
        this.timeout = timeout;
    }

    /** @param timeout from the creation of an exchange to the end of its response */
    static Deadlines start(Duration timeout) {
        Deadlines deadlines = new Deadlines(timeout);
        Future<?> unused = deadlines.thread.scheduleWithFixedDelay(
                deadlines::sweep, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return deadlines;
    }

    /** Watches an exchange until it is complete. */
    void watch(Exchange exchange) {
        exchanges.add(exchange);
        exchange.response().whenComplete((response, failure) -> exchanges.remove(exchange));
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Exchange exchange : exchanges) {
            if (now - exchange.createdNanos() >= timeout.toNanos()) {
                // Executed apart: an exception in the sweep would end all later sweeps.
                thread.execute(() -> exchange.abort(new SocketTimeoutException(
                        "timed out after " + timeout.toMillis() + " ms ('http.request.timeout.ms')")));
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
