/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The part of Apicurio Registry's REST API (v2) that its converters use. It accepts every schema and returns schemas by
 * ID.
 */
final class SchemaRegistry implements AutoCloseable {
    private final List<String> schemas = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    SchemaRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/apis/registry/v2";
    }

    List<String> schemas() {
        return schemas;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        byte[] response = response(exchange.getRequestMethod(), path, request).getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, response.length);
        exchange.getResponseBody().write(response);
        exchange.close();
    }

    private String response(String method, String path, String request) {
        if (method.equals("POST")) {
            schemas.add(request);
            int id = schemas.size();
            return "{\"id\":\"schema-" + id + "\",\"version\":\"1\",\"type\":\"AVRO\",\"globalId\":" + id
                    + ",\"contentId\":" + id + "}";
        }
        if (path.endsWith("/references")) {
            return "[]";
        }
        return schemas.get(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)) - 1);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
