/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.changefeed.event.KeyType;
import io.changefeed.localstack.ConnectorStatus;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.SharedStack;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** A connector fails, and the user follows the advice of its message: nothing of the failed instance remains. */
class LivesIT {
    private static final String NAME = "lives";
    private static final String TABLE = "stock";
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration DISCOVERY_INTERVAL = Duration.ofSeconds(1);

    private final LocalStack stack = SharedStack.get();

    @Test
    void connectorThatFailedAtAGapStaysRunningAfterItsRepair() throws IOException {
        try (Database database = new Database(stack, NAME)) {
            List<String> before = threads();
            database.createTable(TABLE, StreamViewType.NEW_IMAGE, RandomChanges.key("id", KeyType.S));
            put(database, "first");
            Map<String, String> config = database.connector(NAME, TABLE);
            config.put("table.discovery.interval.ms", Long.toString(DISCOVERY_INTERVAL.toMillis()));
            stack.connect().create(Json.of(Map.of("name", NAME, "config", config)));
            try (Topic topic = new Topic(stack, NAME + "." + TABLE)) {
                topic.awaitChanges(1, TIMEOUT);

                database.dynamoDb().deleteTable(table -> table.tableName(TABLE));
                database.createTable(TABLE, StreamViewType.NEW_IMAGE, RandomChanges.key("id", KeyType.S));
                put(database, "second");
                await("the gap").atMost(TIMEOUT).until(() -> trace().contains("on.gap"));

                config.put("on.gap", "continue");
                stack.connect().putConfig(NAME, Json.of(config));
                topic.awaitChanges(2, TIMEOUT);
                stack.connect().awaitRunning(NAME, TIMEOUT);
                int logged = Files.readString(stack.worker().log()).length();
                await("several discoveries without a failure")
                        .during(DISCOVERY_INTERVAL.multipliedBy(5))
                        .atMost(TIMEOUT)
                        .until(() -> stack.connect()
                                .status(NAME)
                                .filter(ConnectorStatus::isRunning)
                                .isPresent());
                assertThat(Files.readString(stack.worker().log()).substring(logged))
                        .doesNotContain("raised an error");
                put(database, "third");
                topic.awaitChanges(3, TIMEOUT);
            }
            stack.connect().delete(NAME);
            await("the end of all threads")
                    .atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(threads()).isEqualTo(before));
            assertThat(Files.readString(stack.worker().log()))
                    .contains("Status: connector=" + NAME + " task=0 state=stopped tables=1 ");
        }
    }

    private void put(Database database, String id) {
        database.dynamoDb().putItem(put -> put.tableName(TABLE).item(Map.of("id", AttributeValue.fromS(id))));
    }

    /** The traces of the connector and its tasks, if they have failed. */
    private String trace() {
        return stack.connect().status(NAME).stream()
                .flatMap(status -> Stream.concat(Stream.of(status.connector()), status.tasks().stream()))
                .map(part -> part.trace().orElse(""))
                .reduce("", String::concat);
    }

    /** The names of the threads that connectors of this project have started in the worker. */
    @SuppressWarnings("BanJNDI") // the address is that of a process of the test
    private List<String> threads() throws IOException {
        try (JMXConnector connector = JMXConnectorFactory.connect(address())) {
            ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                    connector.getMBeanServerConnection(), ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                    .filter(Objects::nonNull)
                    .map(ThreadInfo::getThreadName)
                    .filter(name -> name.startsWith("changefeed-"))
                    .sorted()
                    .toList();
        }
    }

    private JMXServiceURL address() throws IOException {
        try {
            VirtualMachine worker =
                    VirtualMachine.attach(Long.toString(stack.worker().pid()));
            try {
                return new JMXServiceURL(worker.startLocalManagementAgent());
            } finally {
                worker.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
    }
}
