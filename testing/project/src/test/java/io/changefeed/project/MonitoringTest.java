/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.testing.MarkdownPage;
import io.changefeed.testing.MonitoringPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of {@code deploy/monitoring} agree with each other and with the documentation. */
class MonitoringTest {
    private static final String FOLDER = "deploy/monitoring/";
    private static final Pattern METRIC = Pattern.compile("\\b(?:changefeed|kafka_connect)_[a-z0-9_]+\\b");
    private static final List<String> SINK_DASHBOARDS = List.of("http-webhook", "firestore", "read-model");

    private static final String SOURCE_BEAN = "kafka.connect<type=plugins, connector=c, task=0, account=1, table=t><>";
    private static final String SINK_BEAN = "kafka.connect<type=plugins, connector=c, task=0><>";

    /** Metrics of Kafka Connect, as the exporter presents them to its rules. */
    private static final List<String> CONNECT = List.of(
            "kafka.connect<type=connector-metrics, connector=c><>status: running",
            "kafka.connect<type=connector-metrics, connector=c><>connector-class: io.changefeed.Any",
            "kafka.connect<type=connector-task-metrics, connector=c, task=0><>status: failed",
            "kafka.connect<type=task-error-metrics, connector=c, task=0><>deadletterqueue-produce-requests: 1.0",
            "kafka.connect<type=connect-worker-metrics><>connector-startup-failure-total: 1.0",
            "kafka.connect<type=connect-worker-metrics><>task-startup-failure-total: 1.0");

    @Test
    void exporterExportsEveryDocumentedMetricByItsName() {
        MonitoringPage.names("## Source")
                .forEach(name -> assertThat(exported(SOURCE_BEAN + name + ": 1.0"))
                        .contains("changefeed_source_" + name.replace('-', '_')));
        sinkMetrics()
                .forEach(name -> assertThat(exported(SINK_BEAN + name + ": 1.0"))
                        .contains("changefeed_sink_" + name.replace('-', '_')));
    }

    @Test
    void exporterUnquotesNames() {
        String value =
                "kafka.connect<type=plugins, connector=\"a,b\", task=0, account=1, table=\"c/d\"><>gap-total: 1.0";
        Matcher matcher = matcher(rule(value).orElseThrow(), value);

        assertThat(matcher.matches()).isTrue();
        assertThat(List.of(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4)))
                .containsExactly("a,b", "0", "1", "c/d");
    }

    @Test
    void alertsAndDashboardsUseExportedMetricsOnly() throws IOException {
        Set<String> exported = new TreeSet<>();
        MonitoringPage.names("## Source")
                .forEach(name -> exported(SOURCE_BEAN + name + ": 1.0").ifPresent(exported::add));
        sinkMetrics().forEach(name -> exported(SINK_BEAN + name + ": 1.0").ifPresent(exported::add));
        CONNECT.forEach(value -> exported(value).ifPresent(exported::add));

        assertThat(used(Project.path(FOLDER + "alerts.yaml"))).isSubsetOf(exported);
        for (Path dashboard : dashboards()) {
            assertThat(used(dashboard)).as(dashboard.toString()).isNotEmpty().isSubsetOf(exported);
        }
    }

    @Test
    void everyExportedMetricIsInADashboard() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (Path dashboard : dashboards()) {
            shown.addAll(used(dashboard));
        }
        MonitoringPage.names("## Source")
                .forEach(name -> assertThat(exported(SOURCE_BEAN + name + ": 1.0"))
                        .hasValueSatisfying(metric -> assertThat(shown).contains(metric)));
        sinkMetrics()
                .forEach(name -> assertThat(exported(SINK_BEAN + name + ": 1.0"))
                        .hasValueSatisfying(metric -> assertThat(shown).contains(metric)));
    }

    @Test
    void everyAlertHasASeverityAndARunbookThatExists() throws IOException {
        for (JsonNode alert : alerts()) {
            String name = alert.path("alert").asText();
            assertThat(alert.at("/labels/severity").asText()).as(name).isIn("critical", "warning");
            assertThat(alert.at("/annotations/summary").asText()).as(name).contains("$labels.");
            assertThat(alert.at("/annotations/description").asText()).as(name).isNotEmpty();
            String[] runbook = alert.at("/annotations/runbook").asText().split("#", 2);
            assertThat(MarkdownPage.of(runbook[0]).anchors()).as(name).contains(runbook[1]);
        }
    }

    @Test
    void documentationListsEveryAlertWithItsRunbook() throws IOException {
        List<String> rows = Project.read("docs/monitoring.md")
                .lines()
                .filter(line -> line.startsWith("| `KafkaConnect") || line.startsWith("| `Changefeed"))
                .toList();
        Set<String> listed = new TreeSet<>();
        rows.forEach(row -> Pattern.compile("`((?:KafkaConnect|Changefeed)\\w+)`")
                .matcher(row)
                .results()
                .forEach(name -> listed.add(name.group(1))));
        Set<String> defined = new TreeSet<>();
        for (JsonNode alert : alerts()) {
            String name = alert.path("alert").asText();
            defined.add(name);
            String link = alert.at("/annotations/runbook").asText().replaceFirst("docs/", "");
            assertThat(rows).as(name).anyMatch(row -> row.contains("`" + name + "`") && row.contains("(" + link + ")"));
        }
        assertThat(listed).isEqualTo(defined);
    }

    @Test
    void everyPanelHasADescriptionAndAPlaceOfItsOwn() throws IOException {
        for (Path file : dashboards()) {
            JsonNode dashboard = json(file);
            assertThat(file.getFileName())
                    .hasToString(dashboard.path("uid").asText().replaceFirst("changefeed-", "") + ".json");
            Set<String> cells = new TreeSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                assertThat(panel.path("description").asText())
                        .as(panel.path("title").asText())
                        .isNotEmpty();
                assertThat(panel.path("targets"))
                        .allMatch(target -> target.path("expr").asText().contains("$connector"));
                assertThat(cells.add(panel.path("gridPos").toString())).isTrue();
            }
        }
    }

    @Test
    void dashboardsOfSinksDifferOnlyInTheirConnectors() throws IOException {
        Set<String> panels = new TreeSet<>();
        for (String name : SINK_DASHBOARDS) {
            panels.add(json(Project.path(FOLDER + "dashboards/" + name + ".json"))
                    .path("panels")
                    .toString());
        }
        assertThat(panels).hasSize(1);
    }

    @Test
    void everyConnectorHasADashboard() throws IOException {
        List<Pattern> classes = new ArrayList<>();
        for (Path dashboard : dashboards()) {
            String variable =
                    json(dashboard).at("/templating/list/1/query/query").asText();
            classes.add(Pattern.compile(
                    variable.replaceAll(".*class=~\"(.+)\".*", "$1").replace("\\\\", "\\")));
        }
        Plugins.ALL.stream()
                .flatMap(plugin -> plugin.classes().stream())
                .map(Plugin.PluginClass::name)
                .filter(name -> name.endsWith("Connector"))
                .forEach(name -> assertThat(classes)
                        .filteredOn(pattern -> pattern.matcher(name).matches())
                        .as(name)
                        .hasSize(1));
    }

    @Test
    void composeStartsPrometheusAndGrafanaInAProfile() {
        JsonNode services =
                Yaml.documents(Project.path("docker-compose.yml")).get(0).path("services");
        for (String name : List.of("prometheus", "grafana")) {
            JsonNode service = services.path(name);
            assertThat(service.path("profiles")).singleElement().hasToString("\"monitoring\"");
            assertThat(service.path("image").asText()).matches("\\$\\{[A-Z_]+:-[a-z/]+:v?\\d+\\.\\d+\\.\\d+}");
            assertThat(service.path("ports")).allMatch(port -> port.asText().startsWith("127.0.0.1:"));
        }
        for (JsonNode service : services) {
            for (JsonNode volume : service.path("volumes")) {
                String source = volume.asText().split(":", 2)[0];
                assertThat(source.startsWith("./target/") || Files.exists(Project.path(source)))
                        .as(source)
                        .isTrue();
            }
        }
    }

    @Test
    void prometheusScrapesThePortOfTheAgent() {
        JsonNode services =
                Yaml.documents(Project.path("docker-compose.yml")).get(0).path("services");
        JsonNode scraped = yaml("prometheus.yaml");

        assertThat(services.at("/connect/environment/KAFKA_OPTS").asText())
                .contains("="
                        + scraped.at("/scrape_configs/0/static_configs/0/targets/0")
                                .asText()
                                .replace("connect:", "") + ":");
        assertThat(yaml("grafana/datasource.yaml").at("/datasources/0/url").asText())
                .isEqualTo("http://prometheus:9090");
    }

    private static Set<String> sinkMetrics() {
        Set<String> names = new TreeSet<>(MonitoringPage.names("## Sinks"));
        names.addAll(MonitoringPage.names("## gRPC fan-out"));
        return names;
    }

    /** Returns the name that the first matching rule gives to a value. */
    private static Optional<String> exported(String value) {
        return rule(value)
                .map(rule -> matcher(rule, value).replaceFirst(rule.path("name").asText()))
                .map(name -> name.replace('-', '_'));
    }

    private static Optional<JsonNode> rule(String value) {
        for (JsonNode rule : yaml("jmx-exporter.yaml").path("rules")) {
            if (matcher(rule, value).matches()) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /** Matches a value as the exporter does. */
    private static Matcher matcher(JsonNode rule, String value) {
        return Pattern.compile("^.*(?:" + rule.path("pattern").asText() + ").*$")
                .matcher(value);
    }

    private static JsonNode yaml(String name) {
        return Yaml.documents(Project.path(FOLDER + name)).get(0);
    }

    private static Set<String> used(Path file) throws IOException {
        Set<String> names = new TreeSet<>();
        METRIC.matcher(Files.readString(file)).results().forEach(name -> names.add(name.group()));
        return names;
    }

    private static List<JsonNode> alerts() {
        List<JsonNode> alerts = new ArrayList<>();
        yaml("alerts.yaml").path("groups").forEach(group -> group.path("rules").forEach(alerts::add));
        return alerts;
    }

    private static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(Project.path(FOLDER + "dashboards"))) {
            return files.sorted().toList();
        }
    }

    private static JsonNode json(Path file) throws IOException {
        return new JsonMapper().readTree(Files.readString(file));
    }
}
