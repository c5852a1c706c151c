/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.connector.Closer;
import io.changefeed.webhook.http.Certificates;
import io.changefeed.webhook.http.TestLookups;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A system that does not respond from some phase of a request on. */
final class StuckRequest implements AutoCloseable {
    /** Where a request gets stuck. */
    enum Phase {
        NAME_LOOKUP,
        CONNECT,
        TLS_HANDSHAKE,
        PROXY_TUNNEL,
        RESPONSE,
        RESPONSE_BODY,
        HTTP2_RESPONSE,
        HTTP2_RESPONSE_BODY,
        ACCESS_TOKEN
    }

    private static final int BACKLOG = 1;

    private final Phase phase;
    private final Closer closer = new Closer();
    private final TestLookups lookups = closer.register(new TestLookups());
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, String> properties = new HashMap<>(Map.of("allow.private.addresses", "true"));

    StuckRequest(Phase phase, Certificates certificates) throws IOException, GeneralSecurityException {
        this.phase = phase;
        switch (phase) {
            case NAME_LOOKUP -> properties.put("url", "http://hanging.example.com/");
            case CONNECT -> properties.put("url", "http://localhost:" + fullListener() + "/");
            case TLS_HANDSHAKE -> properties.put("url", "https://localhost:" + listener("") + "/");
            case PROXY_TUNNEL ->
                properties.putAll(Map.of(
                        "url", "https://example.com/",
                        "http.proxy.host", "localhost",
                        "http.proxy.port", Integer.toString(listener(""))));
            case RESPONSE -> properties.put("url", "http://localhost:" + listener("") + "/");
            case RESPONSE_BODY ->
                properties.put(
                        "url", "http://localhost:" + listener("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n1") + "/");
            case HTTP2_RESPONSE, HTTP2_RESPONSE_BODY ->
                properties.putAll(Map.of(
                        "url",
                        "https://localhost:" + http2Server(certificates, phase == Phase.HTTP2_RESPONSE_BODY) + "/",
                        "ssl.truststore.type",
                        "PEM",
                        "ssl.truststore.certificates",
                        certificates.serverCertificate()));
            case ACCESS_TOKEN ->
                properties.putAll(Map.of(
                        "url",
                        "http://localhost/",
                        "auth.type",
                        "oauth2",
                        "oauth2.allow.private.addresses",
                        "true",
                        "oauth2.token.url",
                        "http://localhost:" + listener("") + "/",
                        "oauth2.client.id",
                        "id",
                        "oauth2.client.secret",
                        "secret"));
        }
    }

    /** The properties of a connector that sends requests to the system. */
    Map<String, String> properties() {
        return properties;
    }

    TestLookups lookups() {
        return lookups;
    }

    /** Waits until a request is stuck. */
    void awaitStuck() throws InterruptedException {
        if (phase == Phase.NAME_LOOKUP || phase == Phase.CONNECT) {
            await().until(() -> !lookups.names().isEmpty());
        } else {
            assertThat(reached.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    /** Opens a listener whose backlog is full, so that the system ignores new connections. */
    private int fullListener() throws IOException {
        ServerSocket listener = closer.register(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
        for (int i = 0; i < BACKLOG + 2; i++) {
            SocketChannel filler = closer.register(SocketChannel.open());
            filler.configureBlocking(false);
            filler.connect(listener.getLocalSocketAddress());
        }
        return listener.getLocalPort();
    }

    /** Opens a listener that sends this text after it has received something, and then nothing. */
    private int listener(String text) throws IOException {
        ServerSocket listener = closer.register(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(() -> {
            try (Socket connection = listener.accept()) {
                assertThat(connection.getInputStream().read(new byte[1 << 10])).isPositive();
                connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                reached.countDown();
                end.await();
            } catch (IOException | InterruptedException e) {
                // The test has ended or fails because nothing was received.
            }
        });
        thread.start();
        return listener.getLocalPort();
    }

    private int http2Server(Certificates certificates, boolean sendsHead) throws IOException, GeneralSecurityException {
        Undertow server = Undertow.builder()
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .addHttpsListener(0, "127.0.0.1", certificates.serverContext())
                .setHandler(exchange -> exchange.dispatch(() -> hang(exchange, sendsHead)))
                .build();
        server.start();
        closer.register(server::stop);
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    private void hang(HttpServerExchange exchange, boolean sendsHead) {
        assertThat(exchange.getProtocol()).hasToString("HTTP/2.0");
        try {
            exchange.startBlocking();
            if (sendsHead) {
                exchange.setResponseContentLength(2);
                exchange.getOutputStream().write('1');
                exchange.getOutputStream().flush();
            }
            reached.countDown();
            end.await();
        } catch (IOException | InterruptedException e) {
            // The test has ended or fails because nothing was received.
        }
    }

    @Override
    public void close() {
        end.countDown();
        closer.close();
    }
}
