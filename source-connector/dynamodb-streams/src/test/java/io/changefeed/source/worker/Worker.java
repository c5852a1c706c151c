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
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** A worker with one connector. It starts with {@link #start}; everything happens when a test says so. */
public final class Worker implements AutoCloseable {
    /** How a part of the worker ends. */
    public enum End {
        /** Connect sends what was polled, awaits its acknowledgement and flushes the offsets. */
        STOP,
        /** What Kafka has not stored is gone, and so are acknowledgements and offsets that were not flushed. */
        KILL
    }

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Kafka kafka;
    private final boolean exactlyOnce;
    private final Predicate<SourceRecord> dropped;
    private final List<TaskRunner> tasks = new ArrayList<>();
    private Map<String, String> config;
    private DynamoDbStreamsSourceConnector connector;
    private List<Map<String, String>> taskConfigs = List.of();
    /** What the connector's own threads have asked for. */
    private final AtomicBoolean reconfiguration = new AtomicBoolean();

    private final AtomicReference<@Nullable Exception> error = new AtomicReference<>();

    /**
     * @param config of the connector; {@code tasks.max} is obeyed
     * @param exactlyOnce whether what a poll returns is stored in one transaction with its offsets
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
            throw new NoSuchMethodError("as on a worker before 4.1");
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

    private List<Map<String, String>> newTaskConfigs() {
        return connector.taskConfigs(Integer.parseInt(config.getOrDefault("tasks.max", "1")));
    }

    /** Starts tasks with these configurations, be they the newest or not. */
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

    /** Ends one task, if there is such a one, and starts it with the configuration that it had. */
    public void restartTask(int number, End end) {
        if (!tasks.isEmpty()) {
            int index = number % tasks.size();
            end(tasks.get(index), end);
            tasks.set(index, task(taskConfigs.get(index)));
        }
    }

    /** Starts the connector anew while its tasks run; they are restarted if their configurations are new. */
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

    /** Does what the connector has asked for since the last time, as a worker does. */
    private void obeyConnector() {
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

    /** Ends everything and starts it anew. */
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
     * Sends what the tasks hand over, and waits for it if there is nothing yet. Before that, tasks are restarted if the
     * connector has asked for it.
     *
     * @return how many records were handed over; 0 when nothing was within {@code atMost}
     */
    public int poll(Duration atMost) {
        obeyConnector();
        CompletableFuture<?>[] polls = tasks.stream().map(TaskRunner::poll).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.anyOf(polls).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // What is not there yet is not taken; what failed is thrown by the task that takes it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return tasks.stream().mapToInt(TaskRunner::take).sum();
    }

    /** Polls, stores, acknowledges and flushes everything until something holds, for a minute at most. */
    public void runUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not come to hold within " + PATIENCE + "; stored are "
                        + kafka.changes().size() + " records and the offsets "
                        + kafka.offsets().all());
            }
            poll(Duration.ofMillis(100));
            tasks.forEach(task -> task.sending().settleAll());
        }
    }

    /** Polls until the tasks have handed over so many records, or more, and stores none of them. */
    public void pollUntil(int records) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int polled = poll(Duration.ofMillis(100)); polled < records; polled += poll(Duration.ofMillis(100))) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(polled + " of " + records + " records were handed over within " + PATIENCE);
            }
        }
    }

    /** Stores the next so many records of a topic partition of each task. */
    public void store(int kafkaPartition, int count) {
        tasks.forEach(task -> task.sending().store(kafkaPartition, count));
    }

    public void acknowledge(int kafkaPartition, int count) {
        tasks.forEach(task -> task.sending().acknowledge(kafkaPartition, count));
    }

    /** Flushes offsets of some source partitions: those whose bit is set. */
    public void flush(long chosen) {
        tasks.forEach(task -> task.sending().flush(chosen));
    }

    /** Flushes offsets of all source partitions but those with this field. */
    public void flushAllBut(String field) {
        tasks.forEach(task -> task.sending().flushAllBut(field));
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
