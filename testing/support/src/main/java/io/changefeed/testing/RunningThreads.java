/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.testing;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The threads that run at one time, to find those that were started later and have not ended. */
public final class RunningThreads {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(20);

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
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        for (List<String> more = more(); !more.isEmpty(); more = more()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(more.size() + " threads have not ended: " + more);
            }
            try {
                Thread.sleep(CHECK_INTERVAL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
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
