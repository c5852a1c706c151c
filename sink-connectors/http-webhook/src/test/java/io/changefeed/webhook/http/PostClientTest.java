/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
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
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.core5.http.HttpException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
        DnsResolver loopback = resolver(InetAddress.getByAddress("other.example.com", new byte[] {127, 0, 0, 1}));
        URI url = URI.create("https://other.example.com:" + port(server) + "/");
        try (PostClient client = new PostClient(with(settings(Map.of()), loopback, true))) {
            assertThatThrownBy(() -> post(client, url)).hasMessageContaining("SSL");
        }
        try (PostClient client =
                new PostClient(with(settings(Map.of("ssl.endpoint.identification.algorithm", "")), loopback, true))) {
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
            DnsResolver resolver = resolver(
                    InetAddress.getByAddress("x", new byte[] {8, 8, 8, 8}),
                    InetAddress.getByAddress("x", new byte[] {127, 0, 0, 1}));
            try (PostClient client = new PostClient(with(settings(Map.of()), resolver, false))) {
                assertThatThrownBy(() -> post(client, URI.create("http://rebinding.example.com:" + local.port() + "/")))
                        .hasMessageContaining(
                                "the address 127.0.0.1 of the host 'rebinding.example.com' is not public");
            }
            assertThat(local.requests()).isEmpty();
        }
    }

    @Test
    void hostIsResolvedOncePerConnection() throws Exception {
        List<String> resolved = new CopyOnWriteArrayList<>();
        try (TestServer local = new TestServer()) {
            DnsResolver counting = new Resolver() {
                @Override
                public InetAddress[] resolve(String host) throws UnknownHostException {
                    resolved.add(host);
                    return new InetAddress[] {InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})};
                }
            };
            local.respondWith(exchange -> {
                exchange.getResponseHeaders().set("Connection", "close");
                TestServer.respond(exchange, 200, "");
            });
            URI url = URI.create("http://counted.example.com:" + local.port() + "/");
            try (PostClient client = new PostClient(with(settings(Map.of()), counting, true))) {
                post(client, url);
                post(client, url);
            }
        }
        assertThat(resolved).containsExactly("counted.example.com", "counted.example.com");
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

    private static HttpSettings with(HttpSettings settings, DnsResolver resolver, boolean allowsPrivateAddresses) {
        return new HttpSettings(
                settings.connections(),
                settings.connectTimeout(),
                settings.requestTimeout(),
                new HttpSettings.PrivateAddresses(allowsPrivateAddresses, "allow.private.addresses"),
                resolver,
                settings.proxy(),
                settings.tls());
    }

    private abstract static class Resolver implements DnsResolver {
        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    private static DnsResolver resolver(InetAddress... addresses) {
        return new Resolver() {
            @Override
            public InetAddress[] resolve(String host) {
                return addresses;
            }
        };
    }

    private static int port(Undertow undertow) {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    private static URI url(Undertow undertow) {
        return URI.create("https://localhost:" + port(undertow) + "/");
    }

    private static Response post(PostClient client, URI url) throws Exception {
        Body body = new Body("application/json", "{}".getBytes(UTF_8));
        return client.send(new PostRequest(url, List.of(), body))
                .response()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }
}
