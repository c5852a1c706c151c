/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.webhook;

import io.changefeed.benchmarks.EventTopic;
import io.changefeed.benchmarks.ProcessUsage;
import io.changefeed.benchmarks.Subject;
import io.changefeed.localstack.Jvm;
import io.changefeed.localstack.LocalStack;
import java.time.Duration;
import java.util.Map;

/** A broker with a topic of change events, a worker and an endpoint, each a process of its own. */
final class WebhookStage implements AutoCloseable {
    /** Both of them are in the worker's environment, for the connector's configuration. */
    private static final String URL = "WEBHOOK_URL";

    private static final String IN_FLIGHT = "WEBHOOK_IN_FLIGHT";

    private static final long BYTES_ON_DISK = 5_000;
    private static final Duration TIME_TO_RUN = Duration.ofSeconds(60);

    private final Subject subject;
    private final LocalStack stack;
    private final Endpoint endpoint;

    private WebhookStage(Subject subject, LocalStack stack, Endpoint endpoint) {
        this.subject = subject;
        this.stack = stack;
        this.endpoint = endpoint;
    }

    /** Starts broker and worker; the endpoint is down yet. */
    static WebhookStage start(Subject subject, int events, int inFlight) {
        Endpoint endpoint = Endpoint.down();
        LocalStack stack = LocalStack.builder()
                .pluginPath(subject.plugins())
                .brokerJvm(Jvm.withHeap(512))
                .workerJvm(Jvm.withHeap(1_024)
                        .withEnvironment(URL, endpoint.url().toString())
                        .withEnvironment(IN_FLIGHT, Integer.toString(inFlight)))
                .freeSpace(events * BYTES_ON_DISK)
                .build();
        try {
            stack.broker().start();
            stack.worker().start();
            new EventTopic(stack.broker().bootstrapServers(), subject.topic()).fill(events);
            return new WebhookStage(subject, stack, endpoint);
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Creates the connector under a name that it has not had: it reads the topic from its beginning. */
    void connect(String name) {
        stack.connect().putConfig(name, subject.config(Map.of()));
        stack.connect().awaitRunning(name, TIME_TO_RUN);
    }

    void disconnect(String name) {
        stack.connect().delete(name);
    }

    /** Throws when the connector or a task has failed. */
    void requireNotFailed(String name) {
        stack.connect().status(name).ifPresent(status -> status.requireNotFailed());
    }

    String connectorName() {
        return subject.name();
    }

    ProcessUsage worker() {
        return new ProcessUsage(stack.worker().pid());
    }

    ProcessUsage broker() {
        return new ProcessUsage(stack.broker().pid());
    }

    @Override
    public void close() {
        endpoint.close();
        stack.close();
    }
}
