/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.worker;

import io.changefeed.source.DynamoDbStreamsSourceConnector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** A worker with one connector. A test starts it with {@link #start} and controls every step. */
public final class Worker implements AutoCloseable {
    /** How a task or the worker is ended. */
    public enum End {
        /** Connect sends the polled records, awaits their acknowledgement and flushes the offsets. */
        STOP,
        /** Records that were not stored and offsets that were not flushed are lost. */
        KILL
    }

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final Kafka kafka;
    private final boolean exactlyOnce;
    private final Predicate<SourceRecord> dropped;
    private final List<TaskRunner> tasks = new ArrayList<>();
    private Map<String, String> config;
    private DynamoDbStreamsSourceConnector connector;
    private List<Map<String, String>> taskConfigs = List.of();
    /** Set by the threads of the connector. */
    private final AtomicBoolean reconfiguration = new AtomicBoolean();

    private final AtomicReference<@Nullable Exception> error = new AtomicReference<>();

    private boolean keepsRunning;
    private final List<RuntimeException> failures = new ArrayList<>();

    /**
     * @param config of the connector, including {@code tasks.max}
     * @param exactlyOnce whether the records of a poll are stored in one transaction with their offsets
     * @param dropped the records that a transform drops
     */
    public Worker(Map<String, String> config, Kafka kafka, boolean exactlyOnce, Predicate<SourceRecord> dropped) {
        this.config = Map.copyOf(config);
        this.kafka = kafka;
        this.exactlyOnce = exactlyOnce;
        this.dropped = dropped;
        this.connector = new DynamoDbStreamsSourceConnector(kafka.signals());
    }

    public Worker(Map<String, String> config, Kafka kafka) {
        this(config, kafka, true, record -> false);
    }

    private record Context(
            OffsetStorageReader offsetStorageReader,
            AtomicBoolean reconfiguration,
            AtomicReference<@Nullable Exception> error)
            implements SourceConnectorContext {
        @Override
        public void requestTaskReconfiguration() {
            reconfiguration.set(true);
        }

        @Override
        public void raiseError(Exception e) {
            error.set(e);
        }

        @Override
        public PluginMetrics pluginMetrics() {
            throw new NoSuchMethodError("like a worker before 4.1");
        }
    }

    /** Starts the connector and its tasks. */
    public void start() {
        startConnector();
        startTasks(taskConfigs);
    }

    private void startConnector() {
        ConnectorContext context = new Context(kafka.offsets(), reconfiguration, error);
        connector = new DynamoDbStreamsSourceConnector(kafka.signals());
        connector.initialize(context);
        connector.start(config);
        taskConfigs = newTaskConfigs();
    }

    /** Keeps the tasks while the connector has discovered no table, as Connect does. */
    private List<Map<String, String>> newTaskConfigs() {
        try {
            return connector.taskConfigs(Integer.parseInt(config.getOrDefault("tasks.max", "1")));
        } catch (RetriableException e) {
            return taskConfigs;
        }
    }

    /** Starts tasks with these configurations, which may be outdated. */
    public void startTasks(List<Map<String, String>> configs) {
        taskConfigs = configs;
        configs.forEach(each -> tasks.add(task(each)));
    }

    private TaskRunner task(Map<String, String> taskConfig) {
        return new TaskRunner(taskConfig, kafka, exactlyOnce, dropped);
    }

    public List<Map<String, String>> taskConfigs() {
        return taskConfigs;
    }

    /** Ends one task, if there is any, and starts it with the same configuration. */
    public void restartTask(int number, End end) {
        if (!tasks.isEmpty()) {
            int index = number % tasks.size();
            end(tasks.get(index), end);
            tasks.set(index, task(taskConfigs.get(index)));
        }
    }

    /** Restarts the connector while its tasks run; they are restarted if their configurations have changed. */
    public void restartConnector(Map<String, String> changes) {
        Map<String, String> changed = new HashMap<>(config);
        changed.putAll(changes);
        config = Map.copyOf(changed);
        connector.stop();
        List<Map<String, String>> before = taskConfigs;
        startConnector();
        restartTasksUnless(before);
    }

    private void restartTasksUnless(List<Map<String, String>> unchanged) {
        if (!taskConfigs.equals(unchanged)) {
            endTasks(End.STOP);
            startTasks(taskConfigs);
        }
    }

    /** Executes the requests of the connector, as Connect does. */
    private void executeRequests() {
        Exception raised = error.getAndSet(null);
        if (raised != null) {
            throw raised instanceof RuntimeException e ? e : new IllegalStateException(raised);
        }
        if (reconfiguration.getAndSet(false)) {
            List<Map<String, String>> before = taskConfigs;
            taskConfigs = newTaskConfigs();
            restartTasksUnless(before);
        }
    }

    /** Ends the connector and its tasks, and starts them again. */
    public void restart(End end) {
        endTasks(end);
        connector.stop();
        start();
    }

    public void endTasks(End end) {
        tasks.forEach(task -> end(task, end));
        tasks.clear();
    }

    private static void end(TaskRunner task, End end) {
        if (end == End.STOP) {
            task.stop();
        } else {
            task.kill();
        }
    }

    /**
     * Sends the records of the tasks, and waits for them if there are none. Before that, tasks are restarted if the
     * connector has requested it.
     *
     * @return the number of records; 0 if there was none within {@code atMost}
     */
    public int poll(Duration atMost) {
        executeRequests();
        CompletableFuture<?>[] polls = tasks.stream().map(TaskRunner::poll).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.anyOf(polls).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // TaskRunner.take throws the exception of a failed task.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.copyOf(tasks).stream().mapToInt(this::take).sum();
    }

    private int take(TaskRunner task) {
        try {
            return task.take();
        } catch (RuntimeException e) {
            if (!keepsRunning) {
                throw e;
            }
            failures.add(e);
            task.kill();
            tasks.remove(task);
            return 0;
        }
    }

    /** From now on, a failed task does not end the test: it stays failed until its configuration changes, as in Connect. */
    public void keepRunningAfterFailures() {
        keepsRunning = true;
    }

    /** The failures of tasks since {@link #keepRunningAfterFailures}. */
    public List<RuntimeException> failures() {
        return List.copyOf(failures);
    }

    /** Polls, stores, acknowledges and flushes everything until a condition holds, for at most one minute. */
    public void runUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the condition did not hold within " + TIMEOUT + "; stored: "
                        + kafka.changes().size() + " records, and the offsets "
                        + kafka.offsets().all());
            }
            poll(Duration.ofMillis(100));
            tasks.forEach(task -> task.queue().storeAndFlushAll());
        }
    }

    /** Polls until the tasks have emitted at least this many records, and stores none of them. */
    public void pollUntil(int records) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        for (int polled = poll(Duration.ofMillis(100)); polled < records; polled += poll(Duration.ofMillis(100))) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(polled + " of " + records + " records were emitted within " + TIMEOUT);
            }
        }
    }

    /** Stores the next {@code count} records of a topic partition of each task. */
    public void store(int kafkaPartition, int count) {
        tasks.forEach(task -> task.queue().store(kafkaPartition, count));
    }

    public void acknowledge(int kafkaPartition, int count) {
        tasks.forEach(task -> task.queue().acknowledge(kafkaPartition, count));
    }

    /** Flushes the offsets of the source partitions whose bit is set. */
    public void flush(long chosen) {
        tasks.forEach(task -> task.queue().flush(chosen));
    }

    /** Flushes the offsets of all source partitions except those with this field. */
    public void flushAllExcept(String field) {
        tasks.forEach(task -> task.queue().flushAllExcept(field));
    }

    public Kafka kafka() {
        return kafka;
    }

    @Override
    public void close() {
        endTasks(End.KILL);
        connector.stop();
    }
}
