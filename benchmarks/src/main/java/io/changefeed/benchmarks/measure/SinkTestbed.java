/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import io.changefeed.event.EventFormat;
import io.changefeed.localstack.DynamoDb;
import io.changefeed.localstack.Jvm;
import io.changefeed.localstack.LocalStack;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A broker with a topic of change events, and a worker, for the measurement of sinks. */
public final class SinkTestbed implements AutoCloseable {
    private static final long DISK_BYTES_PER_EVENT = 5_000;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final LocalStack stack;
    private final Settings settings;
    private final int events;
    private final WorkerMeter meter;

    private SinkTestbed(LocalStack stack, Settings settings, int events) {
        this.stack = stack;
        this.settings = settings;
        this.events = events;
        this.meter = new WorkerMeter(stack, settings);
    }

    /**
     * Starts broker and worker and fills the topic.
     *
     * @param pluginPath the folders with plugin directories, separated by commas
     * @param environment environment variables of the worker, which connector configurations refer to
     */
    public static SinkTestbed start(
            Settings settings,
            String pluginPath,
            String topic,
            EventFormat format,
            int events,
            Map<String, String> environment) {
        LocalStack stack = LocalStack.builder()
                .workerProperty("plugin.path", pluginPath)
                .brokerJvm(Jvm.withHeap(512))
                .dynamoDbJvm(Jvm.withHeap(1_024))
                .workerJvm(settings.workerJvm(environment))
                .freeSpace(events * DISK_BYTES_PER_EVENT)
                .build();
        try {
            stack.broker().start();
            stack.worker().start();
            new EventTopic(stack.broker().bootstrapServers(), topic, format).fill(events);
            return new SinkTestbed(stack, settings, events);
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /** The number of events on the topic. */
    public int events() {
        return events;
    }

    public Settings settings() {
        return settings;
    }

    /**
     * Creates a connector.
     *
     * @param name a new name, so that the connector reads the topic from the beginning
     * @param properties additional connector properties
     */
    public void connect(MeasuredConnector connector, String name, Map<String, String> properties) {
        meter.prepare();
        Map<String, String> all = new HashMap<>(properties);
        if (connector.isOurs()) {
            all.putAll(settings.properties());
        }
        stack.connect().putConfig(name, connector.config(all));
        stack.connect().awaitRunning(name, START_TIMEOUT);
    }

    /** Starts DynamoDB Local, empty. */
    public DynamoDb startDynamoDb() {
        stack.dynamoDb().start();
        return stack.dynamoDb();
    }

    /** Measures the running connector with this name, then deletes it. */
    public Result measure(String name, Target target) {
        Result result = meter.measure(name, target, events, settings.length(), () -> requireNotFailed(name));
        delete(name);
        return result;
    }

    /** Deletes a connector. Its tasks end later. */
    public void delete(String name) {
        stack.connect().delete(name);
    }

    /** Throws an exception if the connector or a task has failed. */
    public void requireNotFailed(String name) {
        stack.connect().status(name).ifPresent(status -> status.requireNotFailed());
    }

    public ProcessUsage worker() {
        return meter.worker();
    }

    /** Returns the profiles of all measurements so far. */
    public List<Table> profiles() {
        return meter.profiles();
    }

    @Override
    public void close() {
        stack.close();
    }
}
