/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Kafka broker, a Connect worker, and DynamoDB Local or a program that replaces it, on this machine. {@link #start()}
 * starts all three. Each can also be started separately, and stopped, killed and restarted with the same address and
 * data.
 */
public final class LocalStack implements AutoCloseable {
    private final LocalStackBuilder settings;
    private final DataFolder data;
    private final Ports ports;
    private final KafkaBroker broker;
    private final DynamoDb dynamoDb;
    private final List<ConnectWorker> workers = new ArrayList<>();

    LocalStack(LocalStackBuilder settings, DataFolder data, Ports ports) {
        ProjectFolder project = settings.project;
        this.settings = settings;
        this.data = data;
        this.ports = ports;
        int dynamoDbPort = ports.reserve(settings.dynamoDbPort);
        int kafkaPort = ports.reserve(settings.kafkaPort);
        int connectPort = ports.reserve(settings.connectPort);
        this.dynamoDb = settings.dynamoDbStandIn
                .<DynamoDb>map(program -> new DynamoDbStandIn(program, settings.dynamoDbJvm, data, dynamoDbPort))
                .orElseGet(() -> new DynamoDbLocal(
                        settings.dynamoDbJvm,
                        project.classPath("local-stack/dynamodb-local"),
                        data,
                        data.isTemporary(),
                        dynamoDbPort));
        this.broker = new KafkaBroker(
                settings.brokerJvm,
                project.classPath(LocalStackBuilder.KAFKA_MODULE),
                data,
                kafkaPort,
                ports.reserve(0),
                settings.brokerProperties);
        workers.add(worker("the Connect worker", "worker", connectPort, Map.of()));
    }

    public static LocalStackBuilder builder() {
        return new LocalStackBuilder();
    }

    /**
     * Starts all three and waits until they are ready. If one fails, all are killed.
     *
     * @throws PortInUseException before anything is started
     * @throws LocalStackException if one of them does not start, with the last lines of its log
     */
    public LocalStack start() {
        requireFreePorts();
        List<StackProcess> all = processes();
        try {
            all.forEach(StackProcess::launch);
            all.forEach(StackProcess::awaitReady);
        } catch (LocalStackException e) {
            all.forEach(StackProcess::kill);
            throw e;
        }
        return this;
    }

    /** Throws a PortInUseException if one of their ports is in use. */
    public void requireFreePorts() {
        processes().forEach(StackProcess::requireFreePort);
    }

    /** Throws a LocalStackException with the end of its log if one of the three has ended after {@link #start()}. */
    public void requireAlive() {
        processes().stream().filter(process -> !process.isAlive()).findFirst().ifPresent(ended -> {
            throw ended.failure("ended");
        });
    }

    /** Waits until one of the three ends, and throws as {@link #requireAlive()} does. */
    public void awaitFailure() {
        CompletableFuture.anyOf(processes().stream().map(StackProcess::onExit).toArray(CompletableFuture[]::new))
                .join();
        requireAlive();
    }

    private List<StackProcess> processes() {
        return List.of(broker, dynamoDb, worker());
    }

    public KafkaBroker broker() {
        return broker;
    }

    /** Returns DynamoDB Local, or the program that replaces it. */
    public DynamoDb dynamoDb() {
        return dynamoDb;
    }

    /** Returns the first worker. */
    public ConnectWorker worker() {
        return workers.get(0);
    }

    /**
     * Adds a worker to the group, on a free port. The caller starts it.
     *
     * @param properties properties of this worker that override those of all workers
     */
    public ConnectWorker addWorker(Map<String, String> properties) {
        int number = workers.size() + 1;
        ConnectWorker worker = worker("the Connect worker " + number, "worker-" + number, ports.reserve(0), properties);
        workers.add(worker);
        return worker;
    }

    private ConnectWorker worker(String title, String name, int port, Map<String, String> additional) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("bootstrap.servers", broker.bootstrapServers());
        properties.putAll(settings.workerProperties);
        properties.putAll(additional);
        Jvm jvm = settings.workerJvm
                .withDefault(
                        LocalStackBuilder.DYNAMODB_ENDPOINT, dynamoDb.endpoint().toString())
                .withDefault(LocalStackBuilder.KAFKA_BOOTSTRAP_SERVERS, broker.bootstrapServers())
                .withDefault(LocalStackBuilder.GRPC_HOST, "127.0.0.1");
        Path file = settings.project.resolve("config/worker/local-stack.properties");
        String classPath = Stream.concat(
                        Stream.of(settings.project.classPath(settings.workerModule)),
                        settings.workerClassPath.stream().map(Path::toString))
                .collect(Collectors.joining(File.pathSeparator));
        return new ConnectWorker(title, name, jvm, classPath, data, port, file, settings.pluginPath(), properties);
    }

    /** Returns a client of the REST API of the first worker. */
    public ConnectRest connect() {
        return worker().rest();
    }

    /** Returns a reader that starts at the oldest record of a topic. The caller closes it. */
    public TopicReader read(String topic) {
        return new TopicReader(broker.bootstrapServers(), topic);
    }

    /** Returns the folder with the state and the logs. */
    public Path data() {
        return data.path();
    }

    /** Stops all processes within 10 seconds and deletes a temporary data folder. */
    @Override
    public void close() {
        if (data.isTemporary()) {
            workers.forEach(StackProcess::kill);
            broker.kill();
            dynamoDb.kill();
        } else {
            // A worker needs the broker to shut down cleanly.
            workers.parallelStream().forEach(StackProcess::stop);
            List.of(broker, dynamoDb).parallelStream().forEach(StackProcess::stop);
        }
        data.close();
    }
}
