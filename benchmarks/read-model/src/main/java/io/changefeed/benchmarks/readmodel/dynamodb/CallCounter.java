/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.changefeed.localstack.LocalStackException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;

/** A proxy of DynamoDB Local that counts calls and the capacity that they consume. */
final class CallCounter implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String TARGET = "X-Amz-Target";
    private static final Set<String> READS = Set.of("GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems");
    private static final Set<String> WRITES =
            Set.of("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems");
    /** Set by the HTTP client and server. */
    private static final Set<String> NOT_FORWARDED =
            Set.of("host", "content-length", "connection", "transfer-encoding", "expect", "upgrade");

    private final URI server;
    private final HttpServer proxy;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final DoubleAdder readUnits = new DoubleAdder();
    private final DoubleAdder writeUnits = new DoubleAdder();

    /** The calls so far; those that failed consume no units here. */
    record Count(long reads, long writes, double readUnits, double writeUnits) {
        Count since(Count earlier) {
            return new Count(
                    reads - earlier.reads,
                    writes - earlier.writes,
                    readUnits - earlier.readUnits,
                    writeUnits - earlier.writeUnits);
        }
    }

    CallCounter(URI server) {
        this.server = server;
        try {
            proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new LocalStackException("cannot start a proxy: " + e, e);
        }
        proxy.setExecutor(threads);
        proxy.createContext("/", this::forward);
        proxy.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getAddress().getPort());
    }

    Count count() {
        return new Count(reads.get(), writes.get(), readUnits.sum(), writeUnits.sum());
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = String.valueOf(exchange.getRequestHeaders().getFirst(TARGET));
            String operation = target.substring(target.indexOf('.') + 1);
            HttpResponse<byte[]> response = client.send(request(exchange, operation), BodyHandlers.ofByteArray());
            count(operation, response);
            response.headers().map().forEach((name, values) -> {
                if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(response.statusCode(), response.body().length);
            exchange.getResponseBody().write(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(HttpExchange exchange, String operation) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (READS.contains(operation) || WRITES.contains(operation)) {
            ObjectNode json = (ObjectNode) JSON.readTree(body);
            body = JSON.writeValueAsBytes(json.put("ReturnConsumedCapacity", "TOTAL"));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(server).POST(BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    private void count(String operation, HttpResponse<byte[]> response) throws IOException {
        if (READS.contains(operation)) {
            reads.incrementAndGet();
            readUnits.add(units(response));
        } else if (WRITES.contains(operation)) {
            writes.incrementAndGet();
            writeUnits.add(units(response));
        }
    }

    /** Returns the consumed units of a response, which has one entry, or one for each table. */
    private static double units(HttpResponse<byte[]> response) throws IOException {
        return JSON.readTree(response.body()).findValues("CapacityUnits").stream()
                .mapToDouble(JsonNode::asDouble)
                .sum();
    }

    @Override
    public void close() {
        proxy.stop(0);
        threads.shutdownNow();
    }
}
