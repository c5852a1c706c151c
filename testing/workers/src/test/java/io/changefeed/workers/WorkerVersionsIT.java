/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.localstack.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** All tests examine the same run of a worker, because the start of its processes takes most of the time. */
@ParameterizedClass
@MethodSource("io.changefeed.workers.WorkerVersion#all")
class WorkerVersionsIT {
    private static final int ROUNDS = Integer.getInteger("workers.rounds", 1);
    private static final List<String> PLUGINS = Stream.of(
                    "io.changefeed.fanout.GrpcFanOutSinkConnector sink",
                    "io.changefeed.firestore.FirestoreSinkConnector sink",
                    "io.changefeed.readmodel.DynamoDbReadModelSinkConnector sink",
                    "io.changefeed.readmodel.JdbcReadModelSinkConnector sink",
                    "io.changefeed.source.DynamoDbStreamsSourceConnector source",
                    "io.changefeed.transforms.FlattenItem transformation",
                    "io.changefeed.webhook.HttpWebhookSinkConnector sink")
            .map(plugin -> plugin + " " + ChangefeedVersion.text())
            .toList();

    private static final List<String> SINKS =
            List.of("orders-webhook", "orders-grpc", "messages-by-channel", "messages-read-model");

    private static final List<String> TABLE = new ArrayList<>();

    private static @Nullable WorkerStack running;
    private static @Nullable WorkerRun run;

    private final WorkerVersion version;

    WorkerVersionsIT(WorkerVersion version) {
        this.version = version;
    }

    @BeforeParameterizedClassInvocation
    static void run(WorkerVersion version) throws IOException {
        if (version.jdk().isEmpty()) {
            TABLE.add("not tested on a newer Java version: no JDK from 21 on in JAVA_HOME_21_X64 and the like, or in"
                    + " /usr/lib/jvm");
        }
        assumeThat(version.jdk()).as("a JDK from 21 on").isPresent();
        running = WorkerStack.start(
                version, Files.createTempDirectory(Path.of("target").toAbsolutePath(), "plugins"));
        run = WorkerRun.of(running, ROUNDS);
        TABLE.add(version + ": " + run);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    @AfterAll
    static void printTable() {
        TABLE.forEach(System.out::println);
    }

    @Test
    void allPluginsAreFoundByScanning() {
        assertThat(run().scannedPlugins()).containsExactlyElementsOf(PLUGINS);
    }

    @Test
    void allPluginsAreFoundByTheirServiceManifests() {
        assertThat(run().loadedPlugins()).containsExactlyElementsOf(PLUGINS);
    }

    @Test
    void workerLogsNoWarningThatNamesAPlugin() {
        assertThat(run().stack().problems()).isEmpty();
    }

    @Test
    void everyChangeIsPublishedOnceWhenTheWorkerIsKilled() {
        assertThat(run().published().isExactlyOnce())
                .as(run().published().toString())
                .isTrue();
        assertThat(run().plainPublished().isExactlyOnce())
                .as(run().plainPublished().toString())
                .isTrue();
    }

    @Test
    void flattenItemWritesARowForEachChange() {
        assertThat(run().flatRows().isExactlyOnce())
                .as(run().flatRows().toString())
                .isTrue();
    }

    @Test
    void webhookReceivesEveryChangeInOrder() {
        assertThat(run().posted().isAtLeastOnce()).as(run().posted().toString()).isTrue();
    }

    @Test
    void subscriberReceivesEveryChangeOnce() {
        assertThat(run().served().isExactlyOnce()).as(run().served().toString()).isTrue();
    }

    /** Records of aborted transactions are delivered as well: they are changes that are published again. */
    @Test
    void webhookReceivesEveryChangeInOrderWhenOverridesAreNotAllowed() {
        assertThat(run().plainPosted().isAtLeastOnce())
                .as(run().plainPosted().toString())
                .isTrue();
    }

    @Test
    void metricsOfEveryConnectorAreExposed() {
        assertThat(run().metrics().metrics()).satisfies(metrics -> {
            assertThat(metrics.get("orders-changefeed")).contains("event-insert-total", "milliseconds-behind-source");
            assertThat(metrics.get("orders-webhook")).contains("event-delivered-total", "event-delivered-rate");
            assertThat(metrics.get("orders-grpc")).contains("event-received-total", "subscriber-count");
            assertThat(metrics.get("messages-by-channel")).contains("event-delivered-total");
            assertThat(metrics.get("messages-read-model")).contains("event-delivered-total");
        });
    }

    /** The same names on all versions: rules of the JMX exporter depend on the order of the properties. */
    @Test
    void namesOfMetricsAreThoseOfTheDocumentation() {
        Map<String, Set<String>> expected = new TreeMap<>();
        expected.put("orders-changefeed", Set.of(bean("orders-changefeed") + ",account=000000000000,table=orders"));
        expected.put("flat-changefeed", Set.of(bean("flat-changefeed") + ",account=000000000000,table=orders"));
        expected.put(
                "messages-changefeed", Set.of(bean("messages-changefeed") + ",account=000000000000,table=Messages"));
        SINKS.forEach(sink -> expected.put(sink, Set.of(bean(sink))));
        if (run().stack().destinations().hasFirestore()) {
            expected.put("orders-firestore", Set.of(bean("orders-firestore")));
        }

        assertThat(run().metrics().beans()).isEqualTo(expected);
    }

    private static String bean(String connector) {
        return "kafka.connect:type=plugins,connector=" + connector + ",task=0";
    }

    @Test
    void everyConnectorLogsItsStatus() {
        assertThat(run().statusLogged())
                .containsExactlyInAnyOrderElementsOf(run().metrics().beans().keySet());
    }

    @Test
    void overrideThatIsNotAllowedIsReportedOnItsProperty() {
        assertThat(errors(run().overrideValidation())).containsExactly("consumer.override.isolation.level");
    }

    @Test
    void validationReportsErrorsOnTheProperty() {
        assertThat(invalid(DemoConnector.SOURCE, "on.gap", "maybe")).containsExactly("on.gap");
        assertThat(invalid(DemoConnector.SOURCE, "stream.strat", "latest")).containsExactly("stream.strat");
        assertThat(invalid(DemoConnector.WEBHOOK, "url", "ftp://localhost")).containsExactly("url");
        assertThat(invalid(DemoConnector.FAN_OUT, "grpc.port", "99999")).containsExactly("grpc.port");
        assertThat(invalid(DemoConnector.DYNAMODB_READ_MODEL, "projection.table", "missing"))
                .containsExactly("projection.table");
        assertThat(invalid(DemoConnector.JDBC_READ_MODEL, "connection.url", "postgresql://localhost"))
                .containsExactly("connection.url");
        DemoConnector emulated = DemoConnector.FIRESTORE.variant(
                "firestore", Map.of("emulator.host", "127.0.0.1:1", "validate.remote", "false"));
        assertThat(invalid(emulated, "write.mode", "sometimes")).containsExactly("write.mode");
        DemoConnector flat = DemoConnector.SOURCE.variant(
                "flat",
                Map.of("transforms", "flatten", "transforms.flatten.type", "io.changefeed.transforms.FlattenItem"));
        assertThat(invalid(flat, "transforms.flatten.fields", "total decimal("))
                .containsExactly("transforms.flatten.fields");
    }

    private static WorkerRun run() {
        return requireNonNull(run);
    }

    private static Set<String> invalid(DemoConnector connector, String property, String value) {
        DemoConnector invalid = connector.variant("invalid", Map.of(property, value));
        return errors(run().stack().rest().validate(invalid.connectorClass(), invalid.config()));
    }

    /** Returns the properties with errors. */
    private static Set<String> errors(JsonNode validation) {
        Set<String> properties = new TreeSet<>();
        validation.path("configs").forEach(property -> {
            if (!property.at("/value/errors").isEmpty()) {
                properties.add(property.at("/value/name").asText());
            }
        });
        return properties;
    }

    @Test
    void compatibilityTableListsTheVersion() throws IOException {
        String page = Files.readString(ProjectFolder.find().resolve("docs/install.md"));

        assertThat(page.lines()).anyMatch(line -> line.startsWith("| " + version.kafka() + " | "));
    }
}
