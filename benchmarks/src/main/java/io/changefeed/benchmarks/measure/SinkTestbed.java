/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import static io.changefeed.benchmarks.measure.Numbers.mebibytes;

import io.changefeed.localstack.DynamoDb;
import io.changefeed.localstack.Jvm;
import io.changefeed.localstack.LocalStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A broker with a topic of change events, and a worker, for the measurement of sinks. */
public final class SinkTestbed implements AutoCloseable {
    private static final long DISK_BYTES_PER_EVENT = 5_000;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final LocalStack stack;
    private final Optional<Path> recordings;
    private final List<String> profiles = new ArrayList<>();

    private SinkTestbed(LocalStack stack, Optional<Path> recordings) {
        this.stack = stack;
        this.recordings = recordings;
    }

    /**
     * Starts broker and worker and fills the topic.
     *
     * @param environment environment variables of the worker, which connector configurations refer to
     * @param recordings the folder for recordings of the worker; empty for no profile
     */
    public static SinkTestbed start(
            Path plugins, String topic, int events, Map<String, String> environment, Optional<Path> recordings) {
        LocalStack stack = LocalStack.builder()
                .pluginPath(plugins)
                .brokerJvm(Jvm.withHeap(512))
                .dynamoDbJvm(Jvm.withHeap(1_024))
                .workerJvm(Jvm.withHeap(1_024).withEnvironment(environment))
                .freeSpace(events * DISK_BYTES_PER_EVENT)
                .build();
        try {
            stack.broker().start();
            stack.worker().start();
            new EventTopic(stack.broker().bootstrapServers(), topic).fill(events);
            return new SinkTestbed(stack, recordings);
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /**
     * Creates a connector.
     *
     * @param name a new name, so that the connector reads the topic from the beginning
     * @param properties additional connector properties
     */
    public void connect(MeasuredConnector connector, String name, Map<String, String> properties) {
        stack.connect().putConfig(name, connector.config(properties));
        stack.connect().awaitRunning(name, START_TIMEOUT);
    }

    /** Starts DynamoDB Local, empty. */
    public DynamoDb startDynamoDb() {
        stack.dynamoDb().start();
        return stack.dynamoDb();
    }

    /** Measures the running connector with this name, then deletes it. */
    public Measurement.Result measure(String name, Target target, Duration warmUp, Duration length, long available) {
        Optional<Recording> recording = recordings.map(folder -> Recording.start(worker()));
        Measurement.Result result =
                new Measurement(target, worker(), () -> requireNotFailed(name), warmUp, length).run(available);
        recording.ifPresent(running -> profiles.add("\n" + name + ", including its start:\n\n"
                + running.end(recordings.orElseThrow().resolve(name + ".jfr"), target.written())
                        .text()));
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
        return new ProcessUsage(stack.worker().pid());
    }

    /** Returns the peak memory of the worker and the profiles of all measurements so far. */
    public String workerReport() {
        return "\n\nPeak memory of the worker: " + mebibytes(worker().peakBytes()) + " MiB.\n"
                + String.join("\n", profiles);
    }

    @Override
    public void close() {
        stack.close();
    }
}
