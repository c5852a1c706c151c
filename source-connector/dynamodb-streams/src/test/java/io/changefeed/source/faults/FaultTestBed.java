/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import static org.awaitility.Awaitility.await;

import io.changefeed.localstack.ConnectRest;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.LocalStackBuilder;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.Simulator;
import io.changefeed.simulator.SimulatorProgram;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.KeySchema.KeyType;
import io.changefeed.source.it.Database;
import io.changefeed.source.it.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A broker, a worker and a simulator as processes, and a connector that reads the simulator. */
final class FaultTestBed implements AutoCloseable {
    static final String CONNECTOR = "faults";

    private static final String BYTE_ARRAYS = "org.apache.kafka.connect.converters.ByteArrayConverter";
    /** The fastest format is used unless a test names another one. */
    private static final Map<String, String> BYTES =
            Map.of("event.format", "json", "key.converter", BYTE_ARRAYS, "value.converter", BYTE_ARRAYS);

    private final LocalStack stack;
    private final Simulator simulator;

    private FaultTestBed(LocalStack stack) {
        this.stack = stack;
        this.simulator = Simulator.connect(stack.dynamoDb().endpoint());
    }

    /** Settings for {@link #start(LocalStackBuilder)}, with a simulator that uses this seed instead of DynamoDB. */
    static LocalStackBuilder settings(long seed) {
        return LocalStack.builder()
                .dynamoDbStandIn(
                        SimulatorProgram.class.getName(), System.getProperty("java.class.path"), Long.toString(seed));
    }

    static FaultTestBed start(long seed) {
        return start(settings(seed));
    }

    static FaultTestBed start(LocalStackBuilder settings) {
        LocalStack stack = settings.build();
        try {
            return new FaultTestBed(stack.start());
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    LocalStack stack() {
        return stack;
    }

    Simulator simulator() {
        return simulator;
    }

    ConnectRest connect() {
        return stack.connect();
    }

    /** A table with old and new images and the key {@code id}. */
    SimulatedTable table(String name, int shards) {
        return simulator.createTable(name, KeySchema.of("id", KeyType.S), ViewType.NEW_AND_OLD_IMAGES, shards);
    }

    /** Configures the connector to read these tables, with additional properties, and waits until it is running. */
    void read(List<SimulatedTable> tables, Map<String, String> properties) {
        configure(tables, properties);
        connect().awaitRunning(CONNECTOR, Duration.ofMinutes(3));
    }

    /** Creates or reconfigures the connector. */
    void configure(List<SimulatedTable> tables, Map<String, String> properties) {
        connect().putConfig(CONNECTOR, Json.of(config(tables, properties)));
    }

    private Map<String, String> config(List<SimulatedTable> tables, Map<String, String> properties) {
        String[] names = tables.stream().map(SimulatedTable::name).toArray(String[]::new);
        try (Database database = new Database(stack, "simulated")) {
            Map<String, String> config = new HashMap<>(database.connector(CONNECTOR, names));
            if (!properties.containsKey("event.format")) {
                config.putAll(BYTES);
            }
            config.putAll(properties);
            return config;
        }
    }

    /** Kills the worker. After an immediate restart, the killed worker can still be a member of the group. */
    void killWorker() {
        stack.worker().kill();
        stack.broker().abortOpenTransactions();
    }

    /** Waits until the test has halted the worker, and restarts it. */
    void awaitHaltAndRestart() {
        await("the end of the worker")
                .atMost(Duration.ofMinutes(3))
                .until(() -> !stack.worker().isAlive());
        stack.broker().abortOpenTransactions();
        stack.worker().start();
    }

    /** The number of task starts in the log of the first worker. */
    long taskStarts() {
        try (Stream<String> lines = Files.lines(stack.worker().log())) {
            return lines.filter(line -> line.contains(" Worker Creating task ")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The topic of a table that the connector reads. The caller closes it. */
    PublishedTable published(SimulatedTable table) {
        return new PublishedTable(stack, table);
    }

    @Override
    public void close() {
        simulator.close();
        stack.close();
    }
}
