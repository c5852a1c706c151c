/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.changefeed.localstack.ConnectorFailedException;
import io.changefeed.localstack.ConnectorStatus;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.LocalStackException;
import io.changefeed.localstack.ProjectFolder;
import io.changefeed.localstack.TopicReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Writes a change to a table every second and prints the change events as they arrive on the topic. */
final class Demo {
    private static final String CONNECTOR = "orders-changefeed";
    private static final String TOPIC = "demo.orders";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);

    private final LocalStack stack;
    private final ProjectFolder project;
    private final Clock clock;
    private final PrintStream out;

    Demo(LocalStack stack, ProjectFolder project, Clock clock, PrintStream out) {
        this.stack = stack;
        this.project = project;
        this.clock = clock;
        this.out = out;
    }

    /**
     * Runs until something fails.
     *
     * @throws LocalStackException if the connector, a process or a write to the table fails, with the reason
     */
    void run() {
        try {
            runUntilFailure();
        } catch (ConnectorFailedException e) {
            throw new LocalStackException(e.inOneLine(), e);
        }
    }

    private void runUntilFailure() {
        try (OrdersTable orders = new OrdersTable(stack.dynamoDb().endpoint(), clock);
                TopicReader reader = stack.read(TOPIC)) {
            orders.createIfAbsent();
            createConnectorIfAbsent();
            stack.connect().awaitRunning(CONNECTOR, START_TIMEOUT);
            out.println(new NextCommands(stack, CONNECTOR, TOPIC).text());
            reader.skipToEnd();
            ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
            try {
                printEvents(reader, writer.scheduleAtFixedRate(orders::change, 0, 1, SECONDS));
            } finally {
                writer.shutdownNow();
            }
        }
    }

    private void createConnectorIfAbsent() {
        if (stack.connect().connectors().contains(CONNECTOR)) {
            return;
        }
        try {
            stack.connect().create(Files.readString(project.resolve("config/source/dynamodb-streams.json")));
        } catch (IOException e) {
            throw new LocalStackException("cannot read the demo's connector configuration: " + e, e);
        }
    }

    private void printEvents(TopicReader reader, ScheduledFuture<?> writes) {
        while (true) {
            reader.poll(POLL_TIMEOUT).forEach(this::print);
            stack.requireAlive();
            // The user may delete or stop the connector; this is not a failure.
            stack.connect().status(CONNECTOR).ifPresent(ConnectorStatus::requireNotFailed);
            requireNotFailed(writes);
        }
    }

    /** Skips tombstones: each follows the delete event of the same item. */
    private void print(ConsumerRecord<byte[], byte[]> event) {
        if (event.value() != null) {
            out.println(new String(event.value(), UTF_8));
        }
    }

    /** The scheduled writes end only if one of them fails. */
    private static void requireNotFailed(ScheduledFuture<?> writes) {
        if (writes.isDone()) {
            try {
                writes.get();
            } catch (ExecutionException e) {
                throw new LocalStackException("cannot write to the table orders: " + e.getCause(), e);
            } catch (InterruptedException e) {
                throw new IllegalStateException("a completed future does not wait", e);
            }
        }
    }
}
