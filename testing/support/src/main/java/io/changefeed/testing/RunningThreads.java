/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The threads that run at one time, to find those that were started later and have not ended. */
public final class RunningThreads {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Set<Thread> before;
    private final Predicate<String> ignored;

    private RunningThreads(Set<Thread> before, Predicate<String> ignored) {
        this.before = before;
        this.ignored = ignored;
    }

    /**
     * Returns the threads that run now.
     *
     * @param ignored matches the names of threads that belong to the test
     */
    public static RunningThreads now(Predicate<String> ignored) {
        return new RunningThreads(Set.copyOf(Thread.getAllStackTraces().keySet()), ignored);
    }

    /** Waits until all threads that were started since then have ended, for at most 30 s. */
    public void requireNoMore() {
        // In this thread: a thread of the wait would be one more.
        await().dontCatchUncaughtExceptions()
                .pollInSameThread()
                .atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(more()).as("running threads").isEmpty());
    }

    private List<String> more() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(ignored.negate())
                .sorted()
                .toList();
    }
}
