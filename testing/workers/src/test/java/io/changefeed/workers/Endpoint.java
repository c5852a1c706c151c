/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server that accepts the requests of webhook sinks, or rejects some of them. */
final class Endpoint implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, List<String>> eventIds = new ConcurrentHashMap<>();
    private final List<Rejection> rejections = new CopyOnWriteArrayList<>();

    private record Rejection(String path, String text, int status) {}

    Endpoint() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::accept);
        server.start();
    }

    private void accept(HttpExchange exchange) throws IOException {
        JsonNode body = json.readTree(exchange.getRequestBody());
        String path = exchange.getRequestURI().getPath();
        int status = rejections.stream()
                .filter(rejection ->
                        rejection.path().equals(path) && body.toString().contains(rejection.text()))
                .mapToInt(Rejection::status)
                .findFirst()
                .orElse(200);
        if (status == 200) {
            List<String> received = received(path);
            body.path("Records")
                    .forEach(event -> received.add(event.path("eventID").asText()));
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    /** Responds with this status to requests at this path whose body contains the text, until {@link #acceptAll}. */
    void reject(String path, String text, int status) {
        rejections.add(new Rejection(path, text, status));
    }

    void acceptAll() {
        rejections.clear();
    }

    private List<String> received(String path) {
        return eventIds.computeIfAbsent(path, none -> new CopyOnWriteArrayList<>());
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Returns the ids of the events that were accepted at this path, in order for each item. */
    List<String> eventIds(String path) {
        return List.copyOf(received(path));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
