/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A proxy of DynamoDB Local that injects faults into calls, and records the calls. */
final class FaultyEndpoint implements AutoCloseable {
    /** Decides the reply to each call. */
    interface FaultPlan {
        /**
         * The reply to a call.
         *
         * @param action for instance {@code PutItem}
         */
        Reply of(String action, String body);
    }

    /**
     * The reply to a call.
     *
     * @param status 0 to forward the call, -1 to never reply
     */
    record Reply(int status, String body) {
        static final Reply FORWARD = new Reply(0, "");
        static final Reply HANG = new Reply(-1, "");

        static Reply error(int status, String type) {
            return new Reply(
                    status, "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + type + "\",\"message\":\"injected\"}");
        }
    }

    /**
     * A call.
     *
     * @param action for instance {@code PutItem}
     * @param status the HTTP status of the reply
     * @param units the consumed write capacity units; 0 of a call that failed or does not write
     */
    record Call(String action, int status, double units) {
        @Override
        public String toString() {
            return action + " " + status + " " + units;
        }
    }

    private static final Pattern UNITS = Pattern.compile("\"CapacityUnits\":([0-9.]+)");

    private static final Set<String> OWN_HEADERS =
            Set.of("host", "connection", "content-length", "expect", "upgrade", "http2-settings", "transfer-encoding");

    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final AtomicInteger hanging = new AtomicInteger();
    private final CountDownLatch hung = new CountDownLatch(1);
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile FaultPlan plan = (action, body) -> Reply.FORWARD;

    FaultyEndpoint() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void use(FaultPlan next) {
        plan = next;
    }

    /** The calls since the last call of this method that have received a reply. */
    List<Call> takeCalls() {
        List<Call> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    /** Waits for a call that gets no reply. */
    void awaitHanging() throws InterruptedException {
        if (!hung.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("no call was received");
        }
    }

    void refuseConnections() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        String action = target.substring(target.indexOf('.') + 1);
        Reply reply = plan.of(action, new String(body, StandardCharsets.UTF_8));
        if (reply.status == -1) {
            hanging.incrementAndGet();
            hung.countDown();
        } else if (reply.status == 0) {
            HttpResponse<byte[]> response = forward(exchange, withCapacity(action, body));
            Matcher units = UNITS.matcher(new String(response.body(), StandardCharsets.UTF_8));
            calls.add(new Call(action, response.statusCode(), units.find() ? Double.parseDouble(units.group(1)) : 0));
            send(exchange, response.statusCode(), response.body());
        } else {
            calls.add(new Call(action, reply.status, 0));
            send(exchange, reply.status, reply.body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static byte[] withCapacity(String action, byte[] body) {
        return action.endsWith("Item")
                ? new String(body, StandardCharsets.UTF_8)
                        .replaceFirst("^\\{", "{\"ReturnConsumedCapacity\":\"TOTAL\",")
                        .getBytes(StandardCharsets.UTF_8)
                : body;
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(SharedDynamoDb.endpoint()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
