/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.changefeed.localstack.ConnectWorker;
import io.changefeed.testing.DeliveryCounts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Runs the source and the webhook sink without properties of Kafka clients, in a worker that allows none, while the
 * worker is killed. The sink reads uncommitted records.
 */
final class PlainRun {
    private static final String PATH = "/plain";
    private static final int CHANGES = 250;

    private static final DemoConnector SOURCE = DemoConnector.SOURCE
            .variant("plain-changefeed", Map.of("topic.prefix", "plain"))
            .withoutOverrides();

    private final WorkerStack stack;
    private final ConnectWorker worker;

    PlainRun(WorkerStack stack) {
        this.stack = stack;
        Map<String, String> properties = new HashMap<>();
        properties.put("connector.client.config.override.policy", "None");
        // Faster than scanning.
        properties.put("plugin.discovery", "service_load");
        // Amazon MSK Connect supports this property.
        properties.put("consumer.allow.auto.create.topics", "false");
        properties.put("group.id", "plain");
        for (String topic : List.of("config", "offset", "status")) {
            properties.put(topic + ".storage.topic", "plain-" + topic);
        }
        worker = stack.startWorker(properties);
    }

    void createConnectors() {
        worker.rest().create(SOURCE.json());
        worker.rest().create(sink().json());
    }

    /** Changes the tables and kills the worker meanwhile. */
    void changeAndKill() {
        int before = events().size();
        CompletableFuture<Void> changing =
                CompletableFuture.runAsync(() -> stack.tables().change(CHANGES));
        await().atMost(DemoRun.TIMEOUT).until(() -> events().size() > before + CHANGES / 4);
        worker.kill();
        stack.stack().broker().abortOpenTransactions();
        worker.start();
        changing.join();
    }

    /** Waits until everything is delivered, and stops the source, so that the counts are final. */
    void awaitDeliveries() {
        await().atMost(DemoRun.TIMEOUT)
                .untilAsserted(() -> assertThat(posted().isComplete())
                        .as(posted().toString())
                        .isTrue());
        worker.rest().stop(SOURCE.name());
        worker.rest().awaitStopped(SOURCE.name(), DemoRun.TIMEOUT);
    }

    private DemoConnector sink() {
        String url = stack.destinations().endpoint().url(PATH);
        return DemoConnector.WEBHOOK
                .variant("plain-webhook", Map.of("topics", "plain.orders", "url", url))
                .withoutOverrides();
    }

    /** Returns the response to the validation of the sink with an override. */
    JsonNode validateOverride() {
        DemoConnector sink = sink().variant("refused", Map.of("consumer.override.isolation.level", "read_committed"));
        return worker.rest().validate(sink.connectorClass(), sink.config());
    }

    /** Returns the counts of the topic. */
    DeliveryCounts published() {
        return stack.published("plain.orders");
    }

    /** Returns the counts of the webhook. */
    DeliveryCounts posted() {
        return DeliveryCounts.of(stack.tables().changesOfOrders(), events());
    }

    private List<String> events() {
        return stack.destinations().endpoint().eventIds(PATH);
    }
}
