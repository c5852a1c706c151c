/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.changefeed.localstack.ConnectRest;
import io.changefeed.localstack.ConnectWorker;
import io.changefeed.localstack.Jvm;
import io.changefeed.localstack.LocalStack;
import io.changefeed.testing.DeliveryCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A worker of one version, a broker of the newest version, the tables and the destinations. */
final class WorkerStack implements AutoCloseable {
    private static final Pattern PLUGIN = Pattern.compile(
            "io\\.changefeed\\.|changefeed-(dynamodb-streams|firestore|grpc-fan-out|http-webhook|read-model|transforms)");
    private static final Pattern STATUS = Pattern.compile(" Status: connector=(\\S+) task=0 ");
    private static final Pattern PROBLEM = Pattern.compile("^\\S+ (WARN|ERROR) ");

    private final WorkerVersion version;
    private final Destinations destinations;
    private final LocalStack stack;
    private final DemoTables tables;
    private final List<ConnectWorker> workers = new ArrayList<>();
    private ConnectWorker worker;

    private WorkerStack(WorkerVersion version, Destinations destinations, LocalStack stack) {
        this.version = version;
        this.destinations = destinations;
        this.stack = stack;
        this.tables = new DemoTables(stack.dynamoDb().endpoint());
        this.worker = stack.worker();
        workers.add(worker);
    }

    /**
     * Starts everything. The worker finds plugins as it does by default.
     *
     * @param folder an empty folder for the links to the plugins
     */
    static WorkerStack start(WorkerVersion version, Path folder) {
        Destinations destinations = new Destinations(folder);
        try {
            LocalStack stack = LocalStack.builder()
                    .workerModule(version.module())
                    .workerJvm(Jvm.quickToStart(1024)
                            .withHome(version.jdk().orElseThrow().home())
                            .withEnvironment(destinations.environment()))
                    .pluginPath(destinations.plugins())
                    .workerProperty("plugin.discovery", "hybrid_warn")
                    .workerProperty("offset.flush.interval.ms", "1000")
                    // The group of a sink waits for a killed member; the default is 45 s.
                    .workerProperty("consumer.session.timeout.ms", "3000")
                    .workerProperty("consumer.heartbeat.interval.ms", "500")
                    .build();
            return new WorkerStack(version, destinations, stack.start());
        } catch (RuntimeException e) {
            destinations.close();
            throw e;
        }
    }

    LocalStack stack() {
        return stack;
    }

    Destinations destinations() {
        return destinations;
    }

    DemoTables tables() {
        return tables;
    }

    /** Returns the worker that runs the connectors of {@code config}. */
    ConnectWorker worker() {
        return worker;
    }

    /** Returns a client of the worker that runs the connectors of {@code config}. */
    ConnectRest rest() {
        return worker.rest();
    }

    /** Kills the worker that runs the connectors of {@code config} and starts another one in its group. */
    void replaceWorker(Map<String, String> properties) {
        worker.kill();
        stack.broker().abortOpenTransactions();
        worker = startWorker(properties);
    }

    /** Starts another worker. */
    ConnectWorker startWorker(Map<String, String> properties) {
        ConnectWorker another = stack.addWorker(properties);
        workers.add(another);
        another.start();
        return another;
    }

    /** Compares the changes of the orders with the committed events of a topic. */
    DeliveryCounts published(String name) {
        try (PublishedTopic topic = new PublishedTopic(stack, name)) {
            return DeliveryCounts.of(tables.changesOfOrders(), topic.texts("/source/event_id"));
        }
    }

    /** Returns the class, type and version of the project's plugins that the worker has found. */
    Set<String> plugins() {
        Set<String> plugins = new TreeSet<>();
        rest().plugins().forEach(plugin -> {
            String name = plugin.path("class").asText();
            if (name.startsWith("io.changefeed.")) {
                plugins.add(name + " " + plugin.path("type").asText() + " "
                        + plugin.path("version").asText());
            }
        });
        return plugins;
    }

    /**
     * Returns the warnings and errors in the logs of all workers that name a plugin. Connect closes the reader of offsets
     * of a task that it stops while the task starts, and logs an error and a warning with the stack trace.
     */
    List<String> problems() {
        return workers.stream()
                .flatMap(each -> lines(each.log()).stream())
                .filter(line ->
                        PROBLEM.matcher(line).find() && PLUGIN.matcher(line).find())
                .filter(line -> !line.contains("at org.apache.kafka.connect.storage.OffsetStorageReaderImpl.offsets("))
                .toList();
    }

    /**
     * Returns the connectors of all status lines in the log of the worker that runs the connectors of {@code
     * config}.
     */
    Set<String> statusLogged() {
        Set<String> connectors = new TreeSet<>();
        for (String line : lines(worker.log())) {
            Matcher status = STATUS.matcher(line);
            if (status.find()) {
                connectors.add(status.group(1));
            }
        }
        return connectors;
    }

    private static List<String> lines(Path log) {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps the logs in the target folder of this module. */
    private void copyLogs() {
        Path folder = Path.of("target/logs", version.toString());
        try {
            Files.createDirectories(folder);
            for (ConnectWorker each : workers) {
                Files.copy(each.log(), folder.resolve(each.log().getFileName()), REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        copyLogs();
        tables.close();
        stack.close();
        destinations.close();
    }
}
