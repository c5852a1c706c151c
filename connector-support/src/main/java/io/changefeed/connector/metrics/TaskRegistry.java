/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector.metrics;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The registry of an instance of a task, which ends together with the status log of the instance. */
abstract class TaskRegistry implements MetricRegistry {
    private final TaskId task;
    private @Nullable StatusLog statusLog;
    private boolean isClosed;

    TaskRegistry(TaskId task) {
        this.task = task;
    }

    TaskId task() {
        return task;
    }

    abstract void removeMetrics();

    @Override
    public final synchronized StatusLog startStatusLog(InstantSource clock, StatusLog.Status status) {
        StatusLog started = new StatusLog(task, clock, status);
        if (isClosed) {
            started.replaced();
        } else {
            started.start();
            statusLog = started;
        }
        return started;
    }

    @Override
    public final void close() {
        StatusLog open = end();
        if (open != null) {
            // A task that stops has closed it before.
            open.replaced();
        }
        removeMetrics();
        OpenRegistries.remove(task, this);
    }

    private synchronized @Nullable StatusLog end() {
        isClosed = true;
        return statusLog;
    }
}
