/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on the loopback interface with configurable responses that records requests. */
public final class TestServer implements AutoCloseable {
    /** Responds to a request. */
    public interface Responder {
        void respond(HttpExchange exchange, Request request) throws IOException;
    }

    /** A recorded request. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Request(URI uri, Headers headers, byte[] body) {}

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Responder responder;

    public TestServer() throws IOException {
        this(exchange -> respond(exchange, 200, ""));
    }

    public TestServer(HttpHandler handler) throws IOException {
        responder = (exchange, request) -> handler.handle(exchange);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Request request = new Request(
                exchange.getRequestURI(),
                exchange.getRequestHeaders(),
                exchange.getRequestBody().readAllBytes());
        requests.add(request);
        responder.respond(exchange, request);
    }

    public static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Sets the handler for subsequent requests. */
    public void respondWith(HttpHandler next) {
        respondToRequestsWith((exchange, request) -> next.handle(exchange));
    }

    /** Like {@link #respondWith}, for responses that depend on the recorded request. */
    public void respondToRequestsWith(Responder next) {
        responder = next;
    }

    public List<Request> requests() {
        return requests;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
