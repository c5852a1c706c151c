/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A process of Prometheus that evaluates rules once a second. */
final class PrometheusServer implements AutoCloseable {
    private static final int STOP_SECONDS = 10;
    private static final double MILLIS_PER_SECOND = 1_000;
    private static final String FIRING = "ALERTS{alertstate=\"firing\"}";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final URI address;
    private final Process process;

    private PrometheusServer(URI address, Process process) {
        this.address = address;
        this.process = process;
    }

    /** Finds a program on the path. */
    static Optional<Path> find(String program) {
        return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator), -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts Prometheus and waits until it is ready.
     *
     * @param config its configuration file
     */
    static PrometheusServer start(Path program, Path config) {
        Path folder = requireNonNull(config.toAbsolutePath().getParent());
        int port = Destinations.freePort();
        try {
            Process process = new ProcessBuilder(
                            program.toString(),
                            "--config.file=" + config,
                            "--storage.tsdb.path=" + folder.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("prometheus.log").toFile())
                    .start();
            PrometheusServer server = new PrometheusServer(URI.create("http://127.0.0.1:" + port), process);
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "prometheus-shutdown"));
            await("Prometheus")
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(server::isReady);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReady() {
        return send("/-/ready").contains("Ready");
    }

    /** Returns the names of all metrics. */
    Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        get("/api/v1/label/__name__/values").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** Returns the names of all alerts of the rule files. */
    Set<String> alerts() {
        Set<String> names = new TreeSet<>();
        get("/api/v1/rules?type=alert")
                .path("groups")
                .forEach(group -> group.path("rules")
                        .forEach(rule -> names.add(rule.path("name").asText())));
        return names;
    }

    /** Returns when the rules that were evaluated least recently were evaluated. */
    Instant lastEvaluation() {
        Instant oldest = Instant.MAX;
        for (JsonNode group : get("/api/v1/rules?type=alert").path("groups")) {
            Instant evaluated =
                    OffsetDateTime.parse(group.path("lastEvaluation").asText()).toInstant();
            oldest = evaluated.isBefore(oldest) ? evaluated : oldest;
        }
        return oldest;
    }

    /** Returns the alerts that fire, as {@code alert connector}. */
    Set<String> firing() {
        return times("timestamp(" + FIRING + ")").keySet();
    }

    /** Returns when each alert was firing for the first time since then, as {@code alert connector}. */
    Map<String, Instant> fired(Instant since) {
        return times("min_over_time(" + firingSince(since) + ")");
    }

    /** Returns when each alert was firing for the last time since then, as {@code alert connector}. */
    Map<String, Instant> lastFired(Instant since) {
        return times("max_over_time(" + firingSince(since) + ")");
    }

    private static String firingSince(Instant since) {
        return "(timestamp(" + FIRING + ") > " + since.toEpochMilli() / MILLIS_PER_SECOND + ")[10m:1s]";
    }

    private Map<String, Instant> times(String query) {
        Map<String, Instant> times = new TreeMap<>();
        for (JsonNode sample : evaluate(query)) {
            JsonNode labels = sample.path("metric");
            times.put(
                    labels.path("alertname").asText() + " "
                            + labels.path("connector").asText(),
                    Instant.ofEpochMilli(Math.round(sample.path("value").path(1).asDouble() * MILLIS_PER_SECOND)));
        }
        return times;
    }

    /** Returns the present values of a query, by their labels. */
    Map<String, String> query(String query) {
        Map<String, String> values = new TreeMap<>();
        evaluate(query)
                .forEach(sample -> values.put(
                        sample.path("metric").toString(),
                        sample.path("value").path(1).asText()));
        return values;
    }

    private JsonNode evaluate(String query) {
        return get("/api/v1/query?query=" + URLEncoder.encode(query, UTF_8)).path("result");
    }

    /** Returns the values of a label of the series that a selector matches. */
    Set<String> labelValues(String selector, String label) {
        Set<String> values = new TreeSet<>();
        get("/api/v1/label/" + label + "/values?match[]=".replace("[", "%5B").replace("]", "%5D")
                        + URLEncoder.encode(selector, UTF_8))
                .forEach(value -> values.add(value.asText()));
        return values;
    }

    private JsonNode get(String path) {
        try {
            JsonNode response = json.readTree(send(path));
            if (!response.path("status").asText().equals("success")) {
                throw new IllegalStateException(path + ": " + response);
            }
            return response.path("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String send(String path) {
        try {
            return http.send(HttpRequest.newBuilder(URI.create(address + path)).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
