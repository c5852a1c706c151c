/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.connect.sink.SinkTask;

/** Starts instances of a sink task in a row, and checks that none of them leaves a thread. */
public final class SinkTaskLives {
    /** The number of instances of each kind. */
    public static final int LIVES = 10;

    private final Supplier<? extends SinkTask> tasks;
    private final Map<String, String> properties;

    public SinkTaskLives(Supplier<? extends SinkTask> tasks, Map<String, String> properties) {
        this.tasks = tasks;
        this.properties = Map.copyOf(properties);
    }

    /** Checks instances that are stopped, and instances whose start fails in its last steps. */
    public void requireNoThreadsLeft() {
        requireNoThreadsLeft(thread -> false);
    }

    /**
     * Checks instances that are stopped, and instances whose start fails in its last steps.
     *
     * @param ignored matches the names of threads that belong to the test
     */
    public void requireNoThreadsLeft(Predicate<String> ignored) {
        // Starts the threads that the libraries share.
        startAndStop();
        RunningThreads before = RunningThreads.now(ignored);
        for (int life = 0; life < LIVES; life++) {
            startAndStop();
            failToStart();
        }
        before.requireNoMore();
    }

    private void startAndStop() {
        try (FakeSinkTaskContext context = new FakeSinkTaskContext()) {
            SinkTask task = tasks.get();
            task.initialize(context);
            task.start(properties);
            task.stop();
        }
    }

    /** Does not stop the task: its start must have closed what it opened. */
    private void failToStart() {
        try (FakeSinkTaskContext context =
                new FakeSinkTaskContext().withFailingPluginMetrics(new IllegalStateException("no metrics"))) {
            SinkTask task = tasks.get();
            task.initialize(context);
            assertThatThrownBy(() -> task.start(properties)).hasMessage("no metrics");
        }
    }
}
