/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.localstack.ProjectFolder;
import io.changefeed.testing.DocumentedCommands;
import io.changefeed.testing.MonitoringPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The files of {@code deploy/monitoring} in a real Prometheus that observes a worker. All tests examine the same run,
 * in which everything breaks and is mended. Skipped without Prometheus.
 */
class MonitoringIT {
    private static final Path FILES = ProjectFolder.find().resolve("deploy/monitoring");
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    /** The old changes pass the gRPC server after the source has read them. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    /** What the test replaces in the alerts, so that none takes minutes. The others are tested by alerts-test.yaml. */
    private static final Map<String, String> SHORTER = Map.of(
            "for: [0-9]+[mh]", "for: 0s",
            "\\[[0-9]+[mh]\\]", "[5s]",
            "offset [0-9]+[mh]", "offset 5s",
            "age_ms > 600000", "age_ms > 3000");

    /** The connector that causes each alert. ChangefeedEventsLost is tested by alerts-test.yaml only. */
    private static final Set<String> EXPECTED = Set.of(
            "KafkaConnectConnectorFailed missing",
            "KafkaConnectTaskFailed strict",
            "KafkaConnectStartFailed ",
            "ChangefeedLagRising old-changes",
            "ChangefeedChangesExpireSoon old-changes",
            "ChangefeedSourceThrottled old-changes",
            "ChangefeedSourceStalled old-changes",
            "ChangefeedSourceStopped gaps",
            "ChangefeedChangesLost gaps",
            "ChangefeedEventTooLarge shop",
            "ChangefeedDestinationUnavailable down",
            "ChangefeedSinkStalled down",
            "ChangefeedRouteUnavailable tables",
            "ChangefeedDeadLetters tables",
            "ChangefeedSubscribersNearLimit fan-out",
            "ChangefeedFanOutLags fan-out");

    /** Alerts that these breakdowns can cause as well, depending on the time of a scrape. */
    private static final Set<String> POSSIBLE = Set.of(
            // The task stops after its first rejected event.
            "ChangefeedDeadLetters strict",
            // The route is unavailable until the destination is.
            "ChangefeedRouteUnavailable down",
            // Both routes fail until an order is accepted.
            "ChangefeedDestinationUnavailable tables");

    /** Longer than the windows of the alerts. */
    private static final Duration OBSERVED = Duration.ofSeconds(10);

    private static @Nullable MonitoredStack stack;
    private static @Nullable PrometheusServer prometheus;

    /** The alerts that fired before the breakdown, while everything worked. */
    private static final Set<String> FALSE = new TreeSet<>();

    /** Seconds from the breakdown until each alert fired. */
    private static final Map<String, Long> FIRED = new TreeMap<>();

    /** Seconds from the repair until each alert was firing for the last time. */
    private static final Map<String, Long> CLEARED = new TreeMap<>();

    private static final Map<DashboardQuery, Map<String, String>> PANELS = new TreeMap<>();

    /** What the documented command printed while everything was broken. */
    private static String failures = "";

    @BeforeAll
    static void run() throws IOException, InterruptedException {
        assumeThat(PrometheusServer.find("prometheus"))
                .as("Prometheus, the package prometheus of Debian")
                .isPresent();
        MonitoredStack running = new MonitoredStack(folder("plugins"));
        stack = running;
        PrometheusServer server = startPrometheus(running);
        prometheus = server;
        Set<String> connectors = running.createConnectors();
        await("series of all connectors")
                .atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(server.labelValues("{__name__=~\"changefeed_.+\"}", "connector"))
                        .containsExactlyInAnyOrderElementsOf(connectors));
        // Alerts of a start, such as a fan-out that has not caught up yet, last for less than their "for".
        awaitClear(server);
        FALSE.addAll(firedDuring(server, OBSERVED));
        Instant broken = Instant.now();
        running.breakDown();
        awaitFired(
                server,
                broken,
                Set.of(
                        "ChangefeedLagRising old-changes",
                        "ChangefeedFanOutLags fan-out",
                        "ChangefeedSourceStopped gaps"));
        running.blockOldTable();
        // The shortened alert has one window before another. A counter that returns just between them fires nothing.
        await("no series of the stopped source")
                .atMost(TIMEOUT)
                .until(() -> server.query("present_over_time(changefeed_source_gap_total{connector=\"gaps\"}[12s])")
                        .isEmpty());
        running.loseChanges();
        awaitFired(server, broken, EXPECTED);
        if (DocumentedCommands.areInstalled("curl", "jq")) {
            failures = DocumentedCommands.run(
                    "docs/monitoring.md",
                    "Failures without an alert",
                    1,
                    Map.of("http://localhost:8083", running.connectAddress()));
        }
        List<DashboardQuery> queries = DashboardQuery.all(FILES.resolve("dashboards"));
        await("panels").atMost(TIMEOUT).until(() -> {
            queries.forEach(query -> PANELS.put(query, query.evaluate(server)));
            return PANELS.values().stream().noneMatch(Map::isEmpty);
        });
        Instant mended = Instant.now();
        running.mend();
        awaitClear(server);
        FIRED.putAll(seconds(broken, server.fired(broken)));
        CLEARED.putAll(seconds(mended, server.lastFired(broken)));
        CLEARED.keySet().removeAll(server.firing());
    }

    private static Path folder(String prefix) throws IOException {
        return Files.createTempDirectory(Path.of("target").toAbsolutePath(), prefix);
    }

    private static PrometheusServer startPrometheus(MonitoredStack observed) throws IOException {
        Path home = folder("prometheus");
        String alerts = Files.readString(FILES.resolve("alerts.yaml"));
        for (Map.Entry<String, String> replacement : SHORTER.entrySet()) {
            alerts = alerts.replaceAll(replacement.getKey(), replacement.getValue());
        }
        Files.writeString(home.resolve("alerts.yaml"), alerts);
        Path config = home.resolve("prometheus.yaml");
        Files.writeString(
                config,
                Files.readString(FILES.resolve("prometheus.yaml"))
                        .replace("connect:9404", observed.exporter())
                        .replace(": 15s", ": 1s"));
        return PrometheusServer.start(PrometheusServer.find("prometheus").orElseThrow(), config);
    }

    /** Waits until all of these have fired, not necessarily at the same time. */
    private static void awaitFired(PrometheusServer server, Instant since, Set<String> alerts) {
        try {
            await("alerts")
                    .atMost(TIMEOUT)
                    .until(() -> server.fired(since).keySet().containsAll(alerts));
        } catch (ConditionTimeoutException e) {
            // The test names what is missing.
        }
    }

    private static void awaitClear(PrometheusServer server) {
        try {
            await("no alerts")
                    .during(QUIET)
                    .atMost(TIMEOUT)
                    .until(() -> server.firing().isEmpty());
        } catch (ConditionTimeoutException e) {
            // The test names what still fires.
        }
    }

    /** Returns the alerts that fire at any time within a duration from now. */
    private static Set<String> firedDuring(PrometheusServer server, Duration duration) {
        Instant start = Instant.now();
        await("evaluations")
                .atMost(duration.plus(TIMEOUT))
                .until(() -> server.lastEvaluation().isAfter(start.plus(duration)));
        return server.fired(start).keySet();
    }

    /** Returns the seconds from a time to each of these times. */
    private static Map<String, Long> seconds(Instant since, Map<String, Instant> times) {
        Map<String, Long> seconds = new TreeMap<>();
        times.forEach((alert, time) ->
                seconds.put(alert, Duration.between(since, time).toSeconds()));
        return seconds;
    }

    @AfterAll
    static void stop() throws IOException {
        List<String> report = new ArrayList<>();
        FIRED.forEach((alert, seconds) -> report.add(
                alert + ": fired after " + seconds + " s, last fired " + CLEARED.get(alert) + " s after the repair"));
        PANELS.forEach((query, values) -> report.add(query + " = "
                + values.values().stream()
                        .mapToDouble(Double::parseDouble)
                        .filter(Double::isFinite)
                        .max()
                + " (largest of " + values.size() + ")"));
        Files.write(Path.of("target/monitoring.txt"), report);
        if (prometheus != null) {
            prometheus.close();
        }
        if (stack != null) {
            Files.copy(stack.log(), Path.of("target/monitoring-worker.log"), REPLACE_EXISTING);
            stack.close();
        }
    }

    @Test
    void noAlertFiresWhileEverythingWorks() {
        assertThat(FALSE).isEmpty();
    }

    @Test
    void everyAlertFiresForItsCauseOnly() {
        Set<String> fired = new TreeSet<>(FIRED.keySet());
        fired.removeAll(POSSIBLE);

        assertThat(fired).isEqualTo(EXPECTED);
    }

    @Test
    void everyAlertIsCaused() {
        Set<String> alerts = new TreeSet<>(server().alerts());
        alerts.remove("ChangefeedEventsLost");
        assertThat(EXPECTED.stream().map(expected -> expected.split(" ", 2)[0]))
                .containsExactlyInAnyOrderElementsOf(alerts);
    }

    @Test
    void everyAlertClears() {
        assertThat(CLEARED.keySet()).isEqualTo(FIRED.keySet());
    }

    /** The task "unstarted" has no metric of its state. */
    @Test
    void documentedCommandPrintsFailuresWithAndWithoutAMetric() {
        assumeThat(failures).as("curl and jq").isNotEmpty();

        assertThat(failures.lines().map(line -> line.split(" ", 3)[0] + " " + line.split(" ", 3)[1]))
                .containsExactlyInAnyOrder("missing connector", "strict 0", "unstarted 0");
        assertThat(FIRED).doesNotContainKey("KafkaConnectTaskFailed unstarted");
    }

    @Test
    void noPanelIsEmpty() {
        assertThat(PANELS)
                .isNotEmpty()
                .allSatisfy((query, values) ->
                        assertThat(values).as(query.toString()).isNotEmpty());
    }

    @Test
    void everyDocumentedMetricIsExported() {
        Set<String> expected = new TreeSet<>();
        MonitoringPage.names("## Source").forEach(name -> expected.add("changefeed_source_" + name.replace('-', '_')));
        Stream.of("## Sinks", "## gRPC fan-out")
                .flatMap(heading -> MonitoringPage.names(heading).stream())
                .forEach(name -> expected.add("changefeed_sink_" + name.replace('-', '_')));
        Set<String> exported = server().metrics();
        exported.removeIf(name -> !name.startsWith("changefeed_"));

        assertThat(exported).isEqualTo(expected);
    }

    @Test
    void promtoolAcceptsTheFilesAndTheirTests() throws IOException, InterruptedException {
        promtool("check", "config", "prometheus.yaml");
        promtool("test", "rules", "alerts-test.yaml");
    }

    private static void promtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(FILES.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
    }

    private static PrometheusServer server() {
        return requireNonNull(prometheus);
    }
}
