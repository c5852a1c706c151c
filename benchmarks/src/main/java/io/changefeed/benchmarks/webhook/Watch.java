/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.webhook;

import static org.awaitility.Awaitility.await;

import io.changefeed.benchmarks.ProcessUsage;
import io.changefeed.benchmarks.Stretch;
import io.changefeed.localstack.LocalStackException;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Watches an endpoint while somebody posts to it.
 *
 * @param sender the process that posts
 * @param check throws when the sender has failed
 * @param warmUp for how long nothing is measured after the first event
 * @param measured the longest that is measured
 * @param events that there are; when they have all come, it is over
 */
record Watch(Endpoint endpoint, ProcessUsage sender, Runnable check, Duration warmUp, Duration measured, int events) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    /**
     * What came.
     *
     * @param repeated events since the beginning that had come before
     * @param cpu of the sender meanwhile
     */
    record Seen(Stretch stretch, long repeated, Duration cpu) {}

    /** @throws LocalStackException when the sender fails, nothing comes for a minute, or all comes while it warms up */
    Seen watch() {
        awaitFirst();
        awaitAllOr(warmUp);
        Arrivals.Count first = endpoint.count();
        Duration cpu = sender.cpu();
        long start = System.nanoTime();
        awaitAllOr(measured);
        Arrivals.Count last = endpoint.count();
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        check.run();
        if (last.events() == first.events()) {
            throw new LocalStackException("all " + events + " events came within " + warmUp.toSeconds()
                    + " s, while nothing is measured yet: '--events' must be more");
        }
        return new Seen(
                new Stretch(last.events() - first.events(), 0, time),
                last.events() - last.distinct(),
                sender.cpu().minus(cpu));
    }

    private void awaitFirst() {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(BETWEEN_LOOKS)
                    .until(() -> endpoint.count().events() > 0);
        } catch (ConditionTimeoutException e) {
            check.run();
            throw new LocalStackException("no event came to the endpoint within " + PATIENCE.toSeconds() + " s", e);
        }
    }

    private void awaitAllOr(Duration time) {
        long start = System.nanoTime();
        await().timeout(time.plus(PATIENCE))
                .pollDelay(BETWEEN_LOOKS)
                .pollInterval(BETWEEN_LOOKS)
                .until(() -> System.nanoTime() - start >= time.toNanos()
                        || endpoint.count().distinct() >= events);
    }
}
