/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import java.util.function.Consumer;

/**
 * Warns if {@code tasks.max} is greater than the number of tasks that a connector uses. This is no error: some hosted
 * workers scale {@code tasks.max} on their own. Not thread-safe.
 */
public final class UnusedTasks {
    private final Consumer<String> log;
    private String lastWarning = "";

    /** @param log logs a warning */
    public UnusedTasks(Consumer<String> log) {
        this.log = log;
    }

    /**
     * Warns once for each combination of numbers.
     *
     * @param maxTasks the value of {@code tasks.max}
     * @param used the number of tasks that are started
     * @param reason why the connector cannot use more tasks, without a period
     */
    public void check(int maxTasks, int used, String reason) {
        String warning = used < maxTasks
                ? "'tasks.max' is " + maxTasks + ", but the connector uses " + used + (used == 1 ? " task" : " tasks")
                        + ": " + reason + ". The remaining tasks are not started."
                : "";
        if (!warning.isEmpty() && !warning.equals(lastWarning)) {
            log.accept(warning);
        }
        lastWarning = warning;
    }
}
