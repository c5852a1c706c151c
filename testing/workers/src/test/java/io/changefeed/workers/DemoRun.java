/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.localstack.ConnectRest;
import io.changefeed.testing.DeliveryCounts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Runs the connectors of {@code config} unchanged while the tables change and the worker is killed. Then it stops the
 * sources, so that the counts are final.
 */
final class DemoRun {
    static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final String TOPIC = "demo.orders";
    private static final String WEBHOOK_PATH = "/demo";
    private static final int CHANGES = 500;

    private static final String JSON_CONVERTER = "org.apache.kafka.connect.json.JsonConverter";
    private static final DemoConnector MESSAGES =
            DemoConnector.SOURCE.variant("messages-changefeed", Map.of("tables", "Messages"));
    private static final DemoConnector FLAT = DemoConnector.SOURCE.variant(
            "flat-changefeed",
            Map.of(
                    "topic.prefix",
                    "flat",
                    "event.format",
                    "map",
                    "key.converter",
                    JSON_CONVERTER,
                    "key.converter.schemas.enable",
                    "false",
                    "value.converter",
                    JSON_CONVERTER,
                    "value.converter.schemas.enable",
                    "false",
                    "transforms",
                    "flatten",
                    "transforms.flatten.type",
                    "io.changefeed.transforms.FlattenItem",
                    "transforms.flatten.fields",
                    "customer_id string, order_id string, revision bigint, total decimal(12,2), paid boolean",
                    "transforms.flatten.undeclared.attributes",
                    "json"));
    private static final List<DemoConnector> SOURCES = List.of(DemoConnector.SOURCE, MESSAGES, FLAT);
    private static final List<DemoConnector> SINKS = List.of(
            DemoConnector.WEBHOOK,
            DemoConnector.FAN_OUT,
            DemoConnector.DYNAMODB_READ_MODEL,
            DemoConnector.JDBC_READ_MODEL);

    private final WorkerStack stack;

    DemoRun(WorkerStack stack) {
        this.stack = stack;
    }

    /** Creates all connectors except that of Firestore. */
    void createConnectors() {
        SOURCES.forEach(connector -> stack.rest().create(connector.json()));
        SINKS.forEach(connector -> stack.rest().create(connector.json()));
    }

    /** Changes the tables and kills the worker meanwhile. The next worker finds plugins by their service manifests. */
    void changeAndKill() {
        int before = webhookEvents().size();
        CompletableFuture<Void> changing =
                CompletableFuture.runAsync(() -> stack.tables().change(CHANGES));
        await().atMost(TIMEOUT).until(() -> webhookEvents().size() > before + CHANGES / 4);
        stack.replaceWorker(Map.of("plugin.discovery", "service_load"));
        changing.join();
    }

    /** Waits until everything is delivered, to Firestore by a connector that is created now. */
    void awaitDeliveries() {
        DemoTables tables = stack.tables();
        Destinations destinations = stack.destinations();
        Map<String, List<String>> written = tables.changesOfOrders();
        await("webhook")
                .atMost(TIMEOUT)
                .untilAsserted(() -> assertComplete(DeliveryCounts.of(written, webhookEvents())));
        await("gRPC").atMost(TIMEOUT).untilAsserted(() -> assertComplete(DeliveryCounts.of(written, fanOutEvents())));
        await("DynamoDB")
                .atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(tables.messagesByChannel()).isEqualTo(tables.messages()));
        await("PostgreSQL")
                .atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(destinations.rows()).isEqualTo(tables.messages()));
        await("flat rows").atMost(TIMEOUT).untilAsserted(() -> assertComplete(flatRows()));
        if (destinations.hasFirestore()) {
            // The emulator keeps the locks of a killed worker for a minute.
            stack.rest().create(DemoConnector.FIRESTORE.json());
            await("Firestore")
                    .atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(destinations.documents()).isEqualTo(tables.orders()));
        }
    }

    private static void assertComplete(DeliveryCounts counts) {
        assertThat(counts.isComplete()).as(counts.toString()).isTrue();
    }

    /** Stops the sources. */
    void stopSources() {
        stop(SOURCES);
    }

    /** Stops the sinks. */
    void stopSinks() {
        stop(SINKS);
        if (stack.destinations().hasFirestore()) {
            stop(List.of(DemoConnector.FIRESTORE));
        }
    }

    /** Stops these connectors, and waits until their metrics are removed. */
    private void stop(List<DemoConnector> connectors) {
        ConnectRest rest = stack.rest();
        List<String> names = connectors.stream().map(DemoConnector::name).toList();
        names.forEach(rest::stop);
        names.forEach(name -> rest.awaitStopped(name, TIMEOUT));
        await("no metrics of stopped connectors")
                .atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(
                                PluginMetricNames.of(stack.worker()).beans().keySet())
                        .doesNotContainAnyElementsOf(names));
    }

    /** Returns the counts of the topic. */
    DeliveryCounts published() {
        return stack.published(TOPIC);
    }

    /** Returns the counts of the webhook. */
    DeliveryCounts posted() {
        return DeliveryCounts.of(stack.tables().changesOfOrders(), webhookEvents());
    }

    private List<String> webhookEvents() {
        return stack.destinations().endpoint().eventIds(WEBHOOK_PATH);
    }

    /** Returns the counts of a subscriber. */
    DeliveryCounts served() {
        return DeliveryCounts.of(stack.tables().changesOfOrders(), fanOutEvents());
    }

    private List<String> fanOutEvents() {
        try (Subscriber subscriber = new Subscriber(stack.destinations().grpcPort())) {
            return subscriber.eventIds();
        }
    }

    /** Returns the counts of the rows that the transform wrote, compared with the events. */
    DeliveryCounts flatRows() {
        try (PublishedTopic events = new PublishedTopic(stack.stack(), TOPIC);
                PublishedTopic rows = new PublishedTopic(stack.stack(), "flat.orders")) {
            return DeliveryCounts.of(events.textsByKey("/source/order"), rows.texts("/__order"));
        }
    }
}
