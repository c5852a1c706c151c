/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.webhook.body.Body;
import io.changefeed.webhook.config.WebhookConfig;
import io.changefeed.webhook.response.Response;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.Options;
import org.xnio.SslClientAuthMode;

/** Tests TLS, HTTP/2, proxies and addresses with servers from an independent library. */
class PostClientTest {
    private static final List<String> PROTOCOLS = new CopyOnWriteArrayList<>();

    private static Certificates certificates;
    private static Undertow server;
    private static Undertow mutualTls;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException, GeneralSecurityException {
        certificates = new Certificates(folder);
        server = serve(SslClientAuthMode.NOT_REQUESTED);
        mutualTls = serve(SslClientAuthMode.REQUIRED);
    }

    @AfterAll
    static void stop() {
        server.stop();
        mutualTls.stop();
    }

    private static Undertow serve(SslClientAuthMode clients) throws GeneralSecurityException, IOException {
        Undertow undertow = Undertow.builder()
                .setIoThreads(1)
                .setWorkerThreads(2)
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setSocketOption(Options.SSL_CLIENT_AUTH_MODE, clients)
                .addHttpsListener(0, "127.0.0.1", certificates.serverContext())
                .setHandler(PostClientTest::respond)
                .build();
        undertow.start();
        return undertow;
    }

    private static void respond(HttpServerExchange exchange) {
        PROTOCOLS.add(exchange.getProtocol().toString());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
        exchange.getResponseSender().send(exchange.getProtocol().toString());
    }

    @Test
    void http2IsNegotiatedOverTls() throws Exception {
        try (PostClient client = new PostClient(settings(Map.of()))) {
            assertThat(post(client, url(server)).body()).isEqualTo("HTTP/2.0");
            assertThat(post(client, url(server)).status()).isEqualTo(200);
        }
        assertThat(PROTOCOLS).contains("HTTP/2.0").doesNotContain("HTTP/1.1");
    }

    @Test
    void untrustedCertificateIsRejected() {
        try (PostClient client =
                new PostClient(settings(Map.of("ssl.truststore.certificates", "", "ssl.truststore.type", "JKS")))) {
            assertThatThrownBy(() -> post(client, url(server))).hasMessageContaining("SSLHandshakeException");
        }
    }

    @Test
    void certificateOfAnotherHostIsRejectedUnlessVerificationIsDisabled() throws Exception {
        TestLookups loopback = new TestLookups();
        URI url = URI.create("https://other.example.com:" + port(server) + "/");
        try (PostClient client = loopback.client(settings(Map.of()))) {
            assertThatThrownBy(() -> post(client, url)).hasMessageContaining("SSL");
        }
        try (PostClient client = loopback.client(settings(Map.of("ssl.endpoint.identification.algorithm", "")))) {
            assertThat(post(client, url).status()).isEqualTo(200);
        }
    }

    @Test
    void clientCertificateIsSent() throws Exception {
        Map<String, String> mutual = Map.of(
                "ssl.keystore.type", "PEM",
                "ssl.keystore.key", certificates.clientKey(),
                "ssl.keystore.certificate.chain", certificates.clientCertificate());
        try (PostClient client = new PostClient(settings(mutual))) {
            assertThat(post(client, url(mutualTls)).status()).isEqualTo(200);
        }
        try (PostClient client = new PostClient(settings(Map.of()))) {
            assertThatThrownBy(() -> post(client, url(mutualTls))).isNotNull();
        }
    }

    @Test
    void hostWithAPrivateAddressIsRejected() throws Exception {
        try (TestServer local = new TestServer()) {
            TestLookups lookups = new TestLookups(
                    InetAddress.getByAddress("x", new byte[] {8, 8, 8, 8}),
                    InetAddress.getByAddress("x", new byte[] {127, 0, 0, 1}));
            try (PostClient client = lookups.client(settings(Map.of("allow.private.addresses", "false")))) {
                assertThatThrownBy(() -> post(client, URI.create("http://rebinding.example.com:" + local.port() + "/")))
                        .hasMessageContaining(
                                "the address 127.0.0.1 of the host 'rebinding.example.com' is not public");
            }
            assertThat(local.requests()).isEmpty();
        }
    }

    @Test
    void hostIsResolvedOncePerConnection() throws Exception {
        TestLookups lookups = new TestLookups();
        try (TestServer local = new TestServer()) {
            local.respondWith(exchange -> {
                exchange.getResponseHeaders().set("Connection", "close");
                TestServer.respond(exchange, 200, "");
            });
            URI url = URI.create("http://counted.example.com:" + local.port() + "/");
            try (PostClient client = lookups.client(settings(Map.of()))) {
                post(client, url);
                post(client, url);
            }
        }
        assertThat(lookups.names()).containsExactly("counted.example.com", "counted.example.com");
    }

    /** A lookup can hang for minutes. */
    @Test
    void hangingLookupHoldsNeitherOtherHostsNorItsCallerAndUsesOneThread() throws Exception {
        try (TestLookups lookups = new TestLookups();
                TestServer local = new TestServer();
                PostClient client = lookups.client(settings(Map.of("http.request.timeout.ms", "2000")))) {
            URI hanging = URI.create("http://hanging.example.com:" + local.port() + "/");
            List<Exchange> exchanges = Stream.generate(() -> client.send(request(hanging)))
                    .limit(20)
                    .toList();

            assertThat(post(client, URI.create("http://healthy.example.com:" + local.port() + "/"))
                            .status())
                    .isEqualTo(200);

            assertThat(exchanges)
                    .allSatisfy(exchange -> assertThat(exchange.response().toCompletableFuture())
                            .failsWithin(60, TimeUnit.SECONDS)
                            .withThrowableThat()
                            .withCauseExactlyInstanceOf(SocketTimeoutException.class)
                            .withMessageContaining("timed out after 2000 ms ('http.request.timeout.ms')"));
            assertThat(lookups.names()).containsExactly("hanging.example.com", "healthy.example.com");
        }
    }

    /** Otherwise a hanging TLS handshake that ends later would leave an open connection that nothing uses. */
    @Test
    void connectionOfAnAbortedHandshakeIsClosed() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                PostClient client = new PostClient(settings(Map.of("http.connect.timeout.ms", "500")))) {
            Exchange exchange = client.send(request(URI.create("https://localhost:" + listener.getLocalPort() + "/")));
            try (Socket accepted = listener.accept()) {
                accepted.setSoTimeout(60_000);
                assertThat(accepted.getInputStream().read())
                        .as("a TLS handshake")
                        .isEqualTo(22);

                exchange.cancel();

                assertThat(exchange.response().toCompletableFuture()).isCompletedExceptionally();
                assertThatCode(() -> accepted.getInputStream().readAllBytes())
                        .satisfiesAnyOf(
                                failure -> assertThat(failure).isNull(),
                                failure -> assertThat(failure).hasMessage("Connection reset"));
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void deadPeerOfAnIdleConnectionIsFoundByTcpKeepalive() throws Exception {
        AtomicInteger clientPort = new AtomicInteger();
        try (TestServer local = new TestServer(exchange -> {
                    clientPort.set(exchange.getRemoteAddress().getPort());
                    TestServer.respond(exchange, 200, "");
                });
                PostClient client = new PostClient(settings(Map.of()))) {
            post(client, URI.create(local.url("/")));

            // The last field is the timer of the socket: 02 is keepalive.
            assertThat(Stream.of("/proc/net/tcp", "/proc/net/tcp6").flatMap(PostClientTest::lines))
                    .anyMatch(socket -> socket.matches(
                            String.format("\\s*\\d+: \\w+:%04X \\w+:\\w+ \\w+ \\w+:\\w+ 02:.*", clientPort.get())));
        }
    }

    private static Stream<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file)).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The proxy resolves the host. The address of the proxy can be private. */
    @Test
    void proxyGetsCredentialsAndResolvesTheHost() throws Exception {
        try (TestServer proxy = new TestServer(exchange -> {
                    boolean isAuthorized =
                            "Basic dTpw".equals(exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
                    exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"x\"");
                    TestServer.respond(exchange, isAuthorized ? 200 : 407, "");
                });
                PostClient client = new PostClient(new WebhookConfig(Map.of(
                                "url", "https://example.com/",
                                "http.proxy.host", "127.0.0.1",
                                "http.proxy.port", Integer.toString(proxy.port()),
                                "http.proxy.user", "u",
                                "http.proxy.password", "p"))
                        .http())) {
            assertThat(post(client, URI.create("http://unknown.invalid/events")).status())
                    .isEqualTo(200);
            assertThat(proxy.requests())
                    .extracting(request -> request.uri().toString())
                    .containsOnly("http://unknown.invalid/events");
        }
    }

    /** Otherwise all events would be rejected, as if by the endpoint. */
    @Test
    void responseOfAProxyInsteadOfATunnelIsRetryable() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                PostClient client = new PostClient(new WebhookConfig(Map.of(
                                "url", "https://example.com/",
                                "http.proxy.host", "127.0.0.1",
                                "http.proxy.port", Integer.toString(proxy.getLocalPort())))
                        .http())) {
            Thread responder = new Thread(() -> {
                try (Socket socket = proxy.accept()) {
                    socket.getInputStream().read();
                    socket.getOutputStream().write("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // The client closes or resets the connection. If it did so before the response, the assertion
                    // fails.
                }
            });
            responder.start();
            assertThatThrownBy(() -> post(client, URI.create("https://example.com/events")))
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageContaining("the proxy responded with 404");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "HTTP/1.1 000 No\r\nContent-Length: 0",
                "HTTP/1.1 -1 No\r\nContent-Length: 0",
                "HTTP/1.1 x No\r\nContent-Length: 0",
                "HTTP/1.1 200 OK\r\nContent-Length: -1",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2"
            })
    void responseThatIsNotHttpIsRetryable(String head) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                PostClient client = new PostClient(settings(Map.of()))) {
            Thread responder = new Thread(() -> {
                try (Socket socket = listener.accept()) {
                    socket.getOutputStream().write((head + "\r\n\r\n").getBytes(UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            responder.start();
            assertThatThrownBy(() -> post(client, URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/")))
                    .cause()
                    .isInstanceOfAny(IOException.class, HttpException.class);
            responder.join();
        }
    }

    private static HttpSettings settings(Map<String, String> more) {
        try {
            Map<String, String> properties = new HashMap<>(Map.of(
                    "url", "https://example.com/",
                    "allow.private.addresses", "true",
                    "ssl.truststore.type", "PEM",
                    "ssl.truststore.certificates", certificates.serverCertificate()));
            properties.putAll(more);
            properties.values().removeIf(String::isEmpty);
            if (more.containsKey("ssl.endpoint.identification.algorithm")) {
                properties.put("ssl.endpoint.identification.algorithm", "");
            }
            return new WebhookConfig(properties).http();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int port(Undertow undertow) {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    private static URI url(Undertow undertow) {
        return URI.create("https://localhost:" + port(undertow) + "/");
    }

    private static PostRequest request(URI url) {
        return new PostRequest(url, List.of(), new Body(ContentType.create("application/json"), "{}".getBytes(UTF_8)));
    }

    private static Response post(PostClient client, URI url) throws Exception {
        return client.send(request(url)).response().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
