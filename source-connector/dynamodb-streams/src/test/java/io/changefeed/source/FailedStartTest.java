/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.changefeed.aws.AwsConfig;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.source.aws.AwsClients;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.offset.InMemoryOffsets;
import io.changefeed.source.offset.SlotOffset;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connect does not stop a connector or task whose start failed, so a failed start closes its resources. */
@Timeout(180)
class FailedStartTest {
    private static final String PREFIX = "failed-start";

    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    private final SimulatedTable orders = testBed.table("orders", 3);
    private final InMemoryOffsets offsets = new InMemoryOffsets();
    private final List<AwsClients> opened = new ArrayList<>();

    private AwsClients open(AwsConfig config) {
        AwsClients clients = new AwsClients(config, 1);
        opened.add(clients);
        return clients;
    }

    private record TaskContext(
            Map<String, String> configs, OffsetStorageReader offsetStorageReader, PluginMetrics pluginMetrics)
            implements SourceTaskContext {}

    /** Fails when the first metric is registered, which is the last step of a start. */
    private static PluginMetrics failingMetrics() {
        return (PluginMetrics) Proxy.newProxyInstance(
                FailedStartTest.class.getClassLoader(), new Class<?>[] {PluginMetrics.class}, (proxy, method, args) -> {
                    throw new ConnectException("no metrics");
                });
    }

    private record Context(OffsetStorageReader offsetStorageReader) implements SourceConnectorContext {
        @Override
        public void requestTaskReconfiguration() {}

        @Override
        public void raiseError(Exception e) {}

        @Override
        public PluginMetrics pluginMetrics() {
            throw new NoSuchMethodError("like a worker before 4.1");
        }
    }

    private Map<String, String> taskConfig() {
        orders.generate(20, 5);
        Worker worker = testBed.worker("orders", Map.of("topic.prefix", PREFIX));
        worker.start();
        Map<String, String> config = worker.taskConfigs().get(0);
        worker.endTasks(Worker.End.STOP);
        return config;
    }

    private DynamoDbStreamsSourceTask task(Map<String, String> config) {
        DynamoDbStreamsSourceTask task = new DynamoDbStreamsSourceTask(this::open);
        task.initialize(new TaskContext(config, offsets, failingMetrics()));
        return task;
    }

    private static Optional<Thread> readingThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("changefeed-" + PREFIX))
                .findFirst();
    }

    private void assertClientsAreClosed() {
        assertThat(opened).singleElement().satisfies(clients -> {
            assertThatThrownBy(() -> clients.dynamoDb().listTables()).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> clients.streams().listStreams()).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void taskThatFailsAfterItsShardsAreOpenedClosesReadersAndClients() {
        Map<String, String> config = taskConfig();

        assertThatThrownBy(() -> task(config).start(config))
                .isInstanceOf(ConnectException.class)
                .hasMessage("no metrics");

        await().atMost(Duration.ofSeconds(30)).until(() -> readingThread().isEmpty());
        assertClientsAreClosed();
    }

    @Test
    void taskThatCannotReadItsOffsetsClosesReadersAndClients() {
        Map<String, String> config = taskConfig();
        String stream = orders.report().arn();
        offsets.put(SlotOffset.partition(new Slot(stream, 0)), Map.of("assignment", "many"));

        assertThatThrownBy(() -> task(config).start(config))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("assignment");

        await().atMost(Duration.ofSeconds(30)).until(() -> readingThread().isEmpty());
        assertClientsAreClosed();
    }

    @Test
    void connectorThatFindsNoTableClosesItsClients() {
        DynamoDbStreamsSourceConnector connector =
                new DynamoDbStreamsSourceConnector(testBed.kafka().signals(), this::open);
        connector.initialize(new Context(offsets));
        Map<String, String> config = testBed.config(Map.of("tables", "absent"));

        assertThatThrownBy(() -> connector.start(config))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("'absent'");

        assertClientsAreClosed();
    }
}
