/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Connect's REST API.
 *
 * <p>A request is retried for up to two minutes while the workers rebalance. Any other error response throws a {@link
 * ConnectRestException} with the message of Connect; a worker that does not respond throws a {@link
 * LocalStackException}.
 */
public final class ConnectRest {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(95);
    private static final Duration REBALANCE_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final JsonMapper JSON = new JsonMapper();
    /** Shared because the threads of a client end only when the client is garbage collected. */
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    private final URI address;

    /** Creates a client of the worker at this address, for example {@code http://127.0.0.1:8083}. */
    public ConnectRest(URI address) {
        this.address = address;
    }

    /** Whether the worker has joined its group and responds. */
    public boolean isHealthy() {
        try {
            int status = exchange("GET", "/health", Optional.empty()).statusCode();
            // Before Kafka 3.9, there is no /health. The list of connectors also waits for the group.
            return status == 200
                    || (status == 404
                            && exchange("GET", "/connectors", Optional.empty()).statusCode() == 200);
        } catch (LocalStackException e) {
            return false;
        }
    }

    /** Returns the version of Kafka that the worker runs. */
    public String kafkaVersion() {
        return send("GET", "/").path("version").asText();
    }

    public List<String> connectors() {
        return StreamSupport.stream(send("GET", "/connectors").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /**
     * Creates a connector.
     *
     * @param json the text that a user posts: {@code {"name": …, "config": {…}}}
     * @return its name
     * @throws ConnectRestException with status 409 if a connector with that name exists
     */
    public String create(String json) {
        return send("POST", "/connectors", json).path("name").asText();
    }

    /**
     * Creates a connector or replaces its configuration.
     *
     * @param config the JSON object that maps properties to values
     */
    public void putConfig(String name, String config) {
        send("PUT", path(name) + "/config", config);
    }

    /** Returns the status; empty if the connector does not exist or its status is not known yet. */
    public Optional<ConnectorStatus> status(String name) {
        try {
            return Optional.of(ConnectorStatus.of(send("GET", path(name) + "/status")));
        } catch (ConnectRestException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Waits until the connector is RUNNING with at least one task, and all its tasks are RUNNING.
     *
     * @throws ConnectorFailedException if one of them has FAILED
     * @throws LocalStackException with the last status after the timeout
     */
    public void awaitRunning(String name, Duration timeout) {
        awaitStatus(name, "running", timeout, status -> {
            status.requireNotFailed();
            return status.isRunning();
        });
    }

    /**
     * Waits until the connector is STOPPED and has no tasks, as {@link #patchOffsets} and {@link #resetOffsets}
     * require.
     *
     * @throws LocalStackException with the last status after the timeout
     */
    public void awaitStopped(String name, Duration timeout) {
        awaitStatus(name, "stopped", timeout, ConnectorStatus::isStopped);
    }

    private void awaitStatus(String name, String state, Duration timeout, Predicate<ConnectorStatus> reached) {
        try {
            await().atMost(timeout)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL_INTERVAL)
                    .until(() -> status(name).filter(reached).isPresent());
        } catch (ConditionTimeoutException e) {
            String last = status(name).map(ConnectorStatus::toString).orElse("unknown to Connect");
            throw new LocalStackException(
                    "connector " + name + " was not " + state + " within " + timeout + "; its status: " + last, e);
        }
    }

    /** Ends the tasks and keeps configuration and offsets. Connect responds before the tasks have ended. */
    public void stop(String name) {
        send("PUT", path(name) + "/stop");
    }

    public void pause(String name) {
        send("PUT", path(name) + "/pause");
    }

    /** Starts a connector that is stopped or paused. */
    public void resume(String name) {
        send("PUT", path(name) + "/resume");
    }

    /** Restarts the connector and all its tasks. */
    public void restart(String name) {
        send("POST", path(name) + "/restart?includeTasks=true");
    }

    /** Restarts the connector and none of its tasks. */
    public void restartConnector(String name) {
        send("POST", path(name) + "/restart");
    }

    /** Restarts one task with its current configuration. */
    public void restartTask(String name, int task) {
        send("POST", path(name) + "/tasks/" + task + "/restart");
    }

    /** Deletes the connector. Its offsets are kept. */
    public void delete(String name) {
        send("DELETE", path(name));
    }

    /** Returns the {@code offsets} array of the response: objects with {@code partition} and {@code offset}. */
    public JsonNode offsets(String name) {
        return send("GET", path(name) + "/offsets").path("offsets");
    }

    /**
     * Changes offsets of a stopped connector.
     *
     * @param json {@code {"offsets": [{"partition": {…}, "offset": {…}}, …]}}; a null offset removes the stored offset
     */
    public void patchOffsets(String name, String json) {
        send("PATCH", path(name) + "/offsets", json);
    }

    /** Removes all offsets of a stopped connector. */
    public void resetOffsets(String name) {
        send("DELETE", path(name) + "/offsets");
    }

    /**
     * Validates a configuration without creating a connector.
     *
     * @param plugin the connector's class, fully qualified or simple
     * @param config the JSON object that maps properties to values
     * @return the response of Connect: {@code error_count}, and per property {@code configs[].value.errors}
     */
    public JsonNode validate(String plugin, String config) {
        return send("PUT", "/connector-plugins/" + encoded(plugin) + "/config/validate", config);
    }

    /**
     * Returns the definitions of a plugin's properties.
     *
     * @param plugin the class of a connector, transform or converter, fully qualified or simple
     * @return an array of objects with {@code name}, {@code type}, {@code group}, {@code dependents} and others
     */
    public JsonNode pluginConfig(String plugin) {
        return send("GET", "/connector-plugins/" + encoded(plugin) + "/config");
    }

    /** All plugins that the worker has found, including transforms and converters. */
    public JsonNode plugins() {
        return send("GET", "/connector-plugins?connectorsOnly=false");
    }

    private static String path(String connector) {
        return "/connectors/" + encoded(connector);
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
    }

    private JsonNode send(String method, String path) {
        return send(method, path, Optional.empty());
    }

    private JsonNode send(String method, String path, String json) {
        return send(method, path, Optional.of(json));
    }

    private JsonNode send(String method, String path, Optional<String> json) {
        HttpResponse<String> response = exchangeAfterRebalance(method, path, json);
        JsonNode body = parsed(response.body());
        if (response.statusCode() >= 300) {
            String message = body.path("message").asText();
            throw new ConnectRestException(response.statusCode(), method + " " + path, message);
        }
        return body;
    }

    private HttpResponse<String> exchangeAfterRebalance(String method, String path, Optional<String> json) {
        try {
            return await().atMost(REBALANCE_TIMEOUT)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL_INTERVAL)
                    .until(() -> exchange(method, path, json), response -> !isRebalancing(response));
        } catch (ConditionTimeoutException e) {
            throw new LocalStackException(method + " " + path + " failed: the workers are still rebalancing", e);
        }
    }

    /** Checks the message because Connect also returns 409 for a connector that already exists. */
    private static boolean isRebalancing(HttpResponse<String> response) {
        return response.statusCode() == 409 && response.body().contains("Cannot complete request");
    }

    private HttpResponse<String> exchange(String method, String path, Optional<String> json) {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(REQUEST_TIMEOUT)
                .header("Content-Type", "application/json")
                .method(method, json.map(BodyPublishers::ofString).orElse(BodyPublishers.noBody()))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new LocalStackException("the Connect worker at " + address + " does not respond: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while waiting for the Connect worker", e);
        }
    }

    private static JsonNode parsed(String body) {
        try {
            return body.isEmpty() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new LocalStackException("the response of Connect is not JSON: " + body, e);
        }
    }
}
