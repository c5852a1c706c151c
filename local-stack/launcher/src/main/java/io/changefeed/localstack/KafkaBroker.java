/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import static org.apache.kafka.clients.admin.AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG;
import static org.apache.kafka.clients.admin.AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.admin.AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG;

import io.changefeed.localstack.child.Broker;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;

/** A Kafka broker in KRaft combined mode. It creates topics on first use, with one partition. */
public final class KafkaBroker extends StackProcess {
    private static final int MAX_MESSAGE_BYTES = 16 << 20;
    private static final int ADMIN_TIMEOUT_MS = 2_000;

    private final DataFolder data;
    private final int controllerPort;
    private final Map<String, String> extra;

    KafkaBroker(Jvm jvm, String classPath, DataFolder data, int port, int controllerPort, Map<String, String> extra) {
        super("the Kafka broker", "broker", jvm, classPath, data, port);
        this.data = data;
        this.controllerPort = controllerPort;
        this.extra = Map.copyOf(extra);
    }

    /** Returns the {@code bootstrap.servers} for Kafka clients. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port();
    }

    @Override
    List<String> mainAndArguments() throws IOException {
        return List.of(
                Broker.class.getName(),
                PropertiesFile.write(data.resolve("broker.properties"), properties())
                        .toString());
    }

    /**
     * Aborts all open transactions, after a worker was killed. A restarted worker reads the offsets topic to its end,
     * and would wait up to a minute until they time out. A shorter timeout would also abort transactions of a running
     * worker on a slow machine.
     */
    public void abortOpenTransactions() {
        try (Admin admin = Admin.create(Map.of(BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
            ListTransactionsOptions open = new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING));
            List<String> ids = admin.listTransactions(open).all().get().stream()
                    .map(TransactionListing::transactionalId)
                    .toList();
            admin.fenceProducers(ids).all().get();
        } catch (ExecutionException e) {
            throw new LocalStackException("Kafka did not abort the open transactions: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while aborting transactions", e);
        }
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", "1");
        properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("listeners", "PLAINTEXT://127.0.0.1:" + port() + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.put("log.dirs", data.resolve("kafka").toString());
        properties.put("num.partitions", "1");
        // A record can contain two images of 400 KB each as JSON; the default is 1 MiB.
        properties.put("message.max.bytes", String.valueOf(MAX_MESSAGE_BYTES));
        properties.put("replica.fetch.max.bytes", String.valueOf(MAX_MESSAGE_BYTES));
        // There is only one broker.
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "1");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "1");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        // Fits a small machine, and makes the broker available quickly after a SIGKILL.
        properties.put("log.cleaner.dedupe.buffer.size", String.valueOf(2 << 20));
        properties.put("log.index.size.max.bytes", String.valueOf(1 << 20));
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("broker.heartbeat.interval.ms", "500");
        properties.put("group.min.session.timeout.ms", "1000");
        properties.putAll(extra);
        return properties;
    }

    @Override
    boolean isReady() {
        Map<String, Object> client = Map.of(
                BOOTSTRAP_SERVERS_CONFIG, bootstrapServers(),
                REQUEST_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS,
                DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
        if (!Ports.isOpen(port())) {
            return false;
        }
        try (Admin admin = Admin.create(client)) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
