/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * An endpoint in a separate process: {@code EndpointProgram <port> <file>}. Before each response it appends a line of
 * JSON to the file: path, {@code webhook-id}, the ids of the events, and the status of the response, or 0 for none.
 *
 * <p>The query of the URL controls the responses: {@code fail=20} responds to 20% of the requests with 503, at random;
 * {@code cut=5} closes 5% of the connections without a response; {@code hang=30000} delays the first response by that
 * many milliseconds; {@code retryAfter=2} responds to the first request with 429 and {@code Retry-After: 2};
 * {@code poison=x} responds to a body that contains the text with 422, or with {@code poisonStatus}; {@code gone=x} with
 * 410; {@code absent=2000} responds to all requests with 404 for that many milliseconds; {@code delay=20} delays
 * each response; {@code failItem=x} reports the event with this id as a batch item failure, once.
 */
public final class EndpointProgram {
    private final JsonMapper json = new JsonMapper();
    private final Random random = new Random(7);
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> firstRequests = new ConcurrentHashMap<>();
    private final Writer file;

    private EndpointProgram(Writer file) {
        this.file = file;
    }

    public static void main(String[] args) throws IOException {
        Writer file = Files.newBufferedWriter(Path.of(args[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 1000);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", new EndpointProgram(file)::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        Map<String, String> script = script(exchange);
        boolean isFirst = seen.add(path);
        if (isFirst) {
            sleep(script.getOrDefault("hang", "0"));
        }
        sleep(script.getOrDefault("delay", "0"));
        int status = status(script, path, isFirst, new String(body, UTF_8));
        record(path, exchange, body, status);
        if (status == 429) {
            exchange.getResponseHeaders().set("Retry-After", script.get("retryAfter"));
        }
        if (status != 0) {
            byte[] response = itemFailure(script, path, new String(body, UTF_8)).getBytes(UTF_8);
            exchange.sendResponseHeaders(status, response.length == 0 ? -1 : response.length);
            exchange.getResponseBody().write(response);
        }
        exchange.close();
    }

    private String itemFailure(Map<String, String> script, String path, String body) {
        String item = script.getOrDefault("failItem", "");
        boolean isReported = !item.isEmpty() && body.contains(item) && seen.add(path + item);
        return isReported ? "{\"batchItemFailures\":[{\"itemIdentifier\":\"" + item + "\"}]}" : "";
    }

    private int status(Map<String, String> script, String path, boolean isFirst, String body) {
        if (script.containsKey("poison") && body.contains(script.get("poison"))) {
            return Integer.parseInt(script.getOrDefault("poisonStatus", "422"));
        }
        long first = firstRequests.computeIfAbsent(path, unused -> System.currentTimeMillis());
        if (System.currentTimeMillis() < first + Long.parseLong(script.getOrDefault("absent", "0"))) {
            return 404;
        }
        if (script.containsKey("gone") && body.contains(script.get("gone"))) {
            return 410;
        }
        if (isFirst && script.containsKey("retryAfter")) {
            return 429;
        }
        int chance = random.nextInt(100);
        int cut = Integer.parseInt(script.getOrDefault("cut", "0"));
        if (chance < cut) {
            return 0;
        }
        return chance < cut + Integer.parseInt(script.getOrDefault("fail", "0")) ? 503 : 200;
    }

    private static Map<String, String> script(HttpExchange exchange) {
        Map<String, String> script = new HashMap<>();
        String query = exchange.getRequestURI().getQuery();
        for (String part : query == null ? new String[0] : query.split("&")) {
            script.put(part.substring(0, part.indexOf('=')), part.substring(part.indexOf('=') + 1));
        }
        return script;
    }

    private void record(String path, HttpExchange exchange, byte[] body, int status) throws IOException {
        ObjectNode line = json.createObjectNode()
                .put("path", path)
                .put("id", exchange.getRequestHeaders().getFirst("webhook-id"))
                .put("status", status)
                .put("at", System.currentTimeMillis())
                .put("body", status == 200 && path.contains("/whole") ? new String(body, UTF_8) : "");
        JsonNode records = json.readTree(body).path("Records");
        records.forEach(
                record -> line.withArray("events").add(record.path("eventID").asText()));
        synchronized (file) {
            file.write(line + "\n");
            file.flush();
        }
    }

    private static void sleep(String millis) {
        try {
            Thread.sleep(Long.parseLong(millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
