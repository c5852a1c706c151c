/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.changefeed.aws.AwsConfig;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.source.aws.AwsClients;
import io.changefeed.source.config.SignalConfig;
import io.changefeed.source.signal.SignalChannel;
import io.changefeed.source.signal.SignalRecord;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import io.changefeed.testing.FakePluginMetrics;
import io.changefeed.testing.RunningThreads;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of thread fails in ten lives in a row. Connect does not stop a connector that has raised an error. */
@Isolated("counts threads")
@Timeout(180)
class LivesTest {
    private static final int LIVES = 10;
    private static final String DISCOVERY_THREAD = "changefeed-discovery";
    private static final String SIGNAL_THREAD = "changefeed-signals";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    private final SimulatedTable orders = testBed.table("orders", 3);
    private final List<AwsClients> clients = new CopyOnWriteArrayList<>();
    private final List<Exception> errors = new CopyOnWriteArrayList<>();
    private final AtomicInteger openChannels = new AtomicInteger();
    private final AtomicInteger discoveries = new AtomicInteger();
    /** The name of the threads on which offsets cannot be read, and the failure. */
    private volatile Map<String, Throwable> failures = Map.of();

    private final DynamoDbStreamsSourceConnector last =
            new DynamoDbStreamsSourceConnector(this::openChannel, this::openClients);

    @AfterEach
    void stop() {
        last.stop();
    }

    private AwsClients openClients(AwsConfig config) {
        AwsClients opened = new AwsClients(config, 1);
        clients.add(opened);
        return opened;
    }

    private SignalChannel openChannel(SignalConfig config, long position) {
        SignalChannel opened = testBed.kafka().signals().open(config, position);
        openChannels.incrementAndGet();
        return new SignalChannel() {
            @Override
            public long endOffset() {
                return opened.endOffset();
            }

            @Override
            public List<SignalRecord> poll() {
                failOn(SIGNAL_THREAD);
                return opened.poll();
            }

            @Override
            public void wakeUp() {
                opened.wakeUp();
            }

            @Override
            public void close() {
                openChannels.decrementAndGet();
            }
        };
    }

    private void failOn(String thread) {
        Throwable failure = Thread.currentThread().getName().startsWith(thread) ? failures.get(thread) : null;
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    private final class Offsets implements OffsetStorageReader {
        @Override
        @SuppressWarnings("NullAway") // the interface is not annotated, and returns null for an unknown partition
        public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
            failOn(DISCOVERY_THREAD);
            return testBed.kafka().offsets().offset(partition);
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
            if (Thread.currentThread().getName().startsWith(DISCOVERY_THREAD)) {
                discoveries.incrementAndGet();
            }
            failOn(DISCOVERY_THREAD);
            return testBed.kafka().offsets().offsets(partitions);
        }
    }

    private final class Context implements SourceConnectorContext {
        @Override
        public void requestTaskReconfiguration() {}

        @Override
        public void raiseError(Exception e) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            errors.add(e);
        }

        @Override
        public OffsetStorageReader offsetStorageReader() {
            return new Offsets();
        }

        @Override
        public PluginMetrics pluginMetrics() {
            throw new NoSuchMethodError("like a worker before 4.1");
        }
    }

    private record TaskContext(
            Map<String, String> configs, OffsetStorageReader offsetStorageReader, PluginMetrics pluginMetrics)
            implements SourceTaskContext {}

    private Map<String, String> config(Map<String, String> more) {
        Map<String, String> config = new HashMap<>(Map.of(
                "tables", "orders",
                "table.discovery.interval.ms", "1000",
                "signal.kafka.topic", "signals",
                "signal.kafka.bootstrap.servers", "localhost:9092"));
        config.putAll(more);
        return testBed.config(config);
    }

    private DynamoDbStreamsSourceConnector connector() {
        DynamoDbStreamsSourceConnector connector =
                new DynamoDbStreamsSourceConnector(this::openChannel, this::openClients);
        connector.initialize(new Context());
        return connector;
    }

    private static RunningThreads threads() {
        return RunningThreads.now(name -> name.startsWith("HTTP-Dispatcher") || name.startsWith("simulator"));
    }

    private void requireEverythingClosed(RunningThreads before) {
        before.requireNoMore();
        await().untilAsserted(() -> assertThat(openChannels).hasValue(0));
        assertThat(clients).allSatisfy(LivesTest::requireClosed);
    }

    private static void requireClosed(AwsClients opened) {
        assertThatThrownBy(() -> opened.dynamoDb().listTables()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> opened.streams().listStreams()).isInstanceOf(IllegalStateException.class);
    }

    /** Runs a connector for some discoveries, none of which may raise an error, and stops it. */
    private void requireHealthyLife() {
        failures = Map.of();
        errors.clear();
        last.initialize(new Context());
        last.start(config(Map.of()));
        int before = discoveries.get();
        await().atMost(Duration.ofSeconds(60)).until(() -> discoveries.get() >= before + 3);
        assertThat(errors).isEmpty();
        last.stop();
        assertThat(errors).isEmpty();
    }

    static Stream<Map<String, Throwable>> failuresOfConnectorThreads() {
        return Stream.of(
                Map.of(DISCOVERY_THREAD, new IllegalStateException("a bug")),
                Map.of(DISCOVERY_THREAD, new OutOfMemoryError("Java heap space")),
                Map.of(SIGNAL_THREAD, new ConnectException("Offset reader is closed")),
                Map.of(SIGNAL_THREAD, new NoClassDefFoundError("a class")));
    }

    @ParameterizedTest
    @MethodSource("failuresOfConnectorThreads")
    void failedConnectorClosesEverythingAndRaisesOneError(Map<String, Throwable> thrown) {
        requireHealthyLife();
        RunningThreads before = threads();
        errors.clear();

        failures = thrown;
        for (int life = 1; life <= LIVES; life++) {
            connector().start(config(Map.of()));
            int expected = life;
            await().atMost(Duration.ofSeconds(30)).until(() -> errors.size() == expected);
        }

        requireEverythingClosed(before);
        assertThat(errors).hasSize(LIVES);
        requireHealthyLife();
        requireEverythingClosed(before);
    }

    @Test
    void failedStartsLeaveNothingOpen() {
        requireHealthyLife();
        RunningThreads before = threads();

        for (int life = 1; life <= LIVES; life++) {
            assertThatThrownBy(() -> connector().start(config(Map.of("tables", "orders,absent"))))
                    .isInstanceOf(ConnectException.class);
        }

        requireEverythingClosed(before);
        requireHealthyLife();
        requireEverythingClosed(before);
    }

    @Test
    void stopDoesNotWaitForACallThatHangs() {
        requireHealthyLife();
        RunningThreads before = threads();
        DynamoDbStreamsSourceConnector connector = connector();
        connector.start(config(Map.of()));
        long calls = testBed.simulator().counts().calls(Operation.DESCRIBE_TABLE);
        testBed.simulator().inject(FaultRule.always(Fault.hang()));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> testBed.simulator().counts().calls(Operation.DESCRIBE_TABLE) > calls);

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(connector::stop);

        assertThat(stopped).succeedsWithin(CONNECT_TIMEOUT);
        requireEverythingClosed(before);
        assertThat(errors).isEmpty();
    }

    @Test
    void connectorThatIsStoppedDuringItsStartLeavesNothingOpen() {
        requireHealthyLife();
        RunningThreads before = threads();
        DynamoDbStreamsSourceConnector connector = connector();
        testBed.simulator().inject(FaultRule.always(Fault.hang()));
        long calls = testBed.simulator().counts().calls(Operation.DESCRIBE_TABLE);
        CompletableFuture<@Nullable Throwable> start =
                CompletableFuture.supplyAsync(() -> catchThrowable(() -> connector.start(config(Map.of()))));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> testBed.simulator().counts().calls(Operation.DESCRIBE_TABLE) > calls);

        assertThat(CompletableFuture.runAsync(connector::stop)).succeedsWithin(CONNECT_TIMEOUT);

        testBed.simulator().clearFaults();
        assertThat(start).succeedsWithin(Duration.ofSeconds(60));
        requireEverythingClosed(before);
        assertThat(errors).isEmpty();
    }

    @Test
    void failedReadersLeaveNothingOpen() {
        orders.generate(20, 5);
        Worker worker = testBed.worker("orders", Map.of());
        worker.start();
        Map<String, String> config = worker.taskConfigs().get(0);
        worker.endTasks(Worker.End.STOP);
        worker.close();
        readUntilFailure(config);
        RunningThreads before = threads();

        for (int life = 1; life <= LIVES; life++) {
            readUntilFailure(config);
        }

        requireEverythingClosed(before);
    }

    private void readUntilFailure(Map<String, String> config) {
        DynamoDbStreamsSourceTask task = new DynamoDbStreamsSourceTask(this::openClients);
        try (FakePluginMetrics metrics = new FakePluginMetrics()) {
            task.initialize(new TaskContext(config, new Offsets(), metrics));
            task.start(config);
            // The readers fail with an IllegalStateException.
            clients.get(clients.size() - 1).close();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> catchThrowable(() -> pollAndAcknowledge(task)) instanceof ConnectException);
            task.stop();
        }
    }

    /** The task fails after the records before the failure are acknowledged. */
    private static void pollAndAcknowledge(DynamoDbStreamsSourceTask task) throws InterruptedException {
        List<SourceRecord> records = task.poll();
        if (records != null) {
            records.forEach(record -> task.commitRecord(record, null));
        }
    }
}
