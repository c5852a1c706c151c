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

/** An HTTP server on the loopback interface that answers as it is told and remembers what it got. */
public final class TestServer implements AutoCloseable {
    /** What it does with a request. */
    public interface Answering {
        void answer(HttpExchange exchange, Request request) throws IOException;
    }

    /** What came. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Request(URI uri, Headers headers, byte[] body) {}

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Answering answering;

    public TestServer() throws IOException {
        this(exchange -> answer(exchange, 200, ""));
    }

    public TestServer(HttpHandler handler) throws IOException {
        answering = (exchange, request) -> handler.handle(exchange);
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
        answering.answer(exchange, request);
    }

    public static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** How it answers from now on. */
    public void answers(HttpHandler next) {
        answersRequests((exchange, request) -> next.handle(exchange));
    }

    /** The same, where the answer depends on what came. */
    public void answersRequests(Answering next) {
        answering = next;
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
