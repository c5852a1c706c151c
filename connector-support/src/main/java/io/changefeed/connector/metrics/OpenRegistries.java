/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector.metrics;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The registries of the tasks that run in this worker. Two instances of a task can overlap: Connect abandons one that
 * does not stop in time. The later one would find the names of its metrics in use, or lose them when the earlier one
 * stops.
 */
final class OpenRegistries {
    private static final ConcurrentMap<TaskId, MetricRegistry> OPEN = new ConcurrentHashMap<>();

    private OpenRegistries() {}

    /** Closes the registry of the earlier instance of a task, if it is still open. */
    static MetricRegistry replace(TaskId task, MetricRegistry registry) {
        // Tasks without a name cannot be distinguished.
        if (!task.connector().isEmpty()) {
            MetricRegistry earlier = OPEN.put(task, registry);
            if (earlier != null) {
                earlier.close();
            }
        }
        return registry;
    }

    /** Called after a registry is closed: until then, {@link #replace} waits for it. */
    static void remove(TaskId task, MetricRegistry closed) {
        OPEN.remove(task, closed);
    }
}
