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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xnio.Options;
import org.xnio.SslClientAuthMode;

/** TLS, HTTP/2, proxies and addresses, with servers of another library. */
class PostClientTest {
    private static final List<String> PROTOCOLS = new CopyOnWriteArrayList<>();

    private static Certificates certificates;
    private static Undertow server;
    private static Undertow strict;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException, GeneralSecurityException {
        certificates = new Certificates(folder);
        server = serve(SslClientAuthMode.NOT_REQUESTED);
        strict = serve(SslClientAuthMode.REQUIRED);
    }

    @AfterAll
    static void stop() {
        server.stop();
        strict.stop();
    }

    private static Undertow serve(SslClientAuthMode clients) throws GeneralSecurityException, IOException {
        Undertow undertow = Undertow.builder()
                .setIoThreads(1)
                .setWorkerThreads(2)
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setSocketOption(Options.SSL_CLIENT_AUTH_MODE, clients)
                .addHttpsListener(0, "127.0.0.1", certificates.serverContext())
                .setHandler(PostClientTest::answer)
                .build();
        undertow.start();
        return undertow;
    }

    private static void answer(HttpServerExchange exchange) {
        PROTOCOLS.add(exchange.getProtocol().toString());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
        exchange.getResponseSender().send(exchange.getProtocol().toString());
    }

    @Test
    void overTlsHttp2IsSpokenWhereTheServerKnowsIt() throws Exception {
        try (PostClient http = new PostClient(settings(Map.of()))) {
            assertThat(post(http, url(server)).body()).isEqualTo("HTTP/2.0");
            assertThat(post(http, url(server)).status()).isEqualTo(200);
        }
        assertThat(PROTOCOLS).contains("HTTP/2.0").doesNotContain("HTTP/1.1");
    }

    @Test
    void aCertificateThatIsNotTrustedIsRefused() {
        try (PostClient http =
                new PostClient(settings(Map.of("ssl.truststore.certificates", "", "ssl.truststore.type", "JKS")))) {
            assertThatThrownBy(() -> post(http, url(server))).hasMessageContaining("SSLHandshakeException");
        }
    }

    @Test
    void aCertificateOfAnotherHostIsRefusedUnlessTheUserSaysSo() throws Exception {
        DnsResolver elsewhere = resolver(InetAddress.getByAddress("other.example.com", new byte[] {127, 0, 0, 1}));
        URI url = URI.create("https://other.example.com:" + port(server) + "/");
        try (PostClient http = new PostClient(with(settings(Map.of()), elsewhere, true))) {
            assertThatThrownBy(() -> post(http, url)).hasMessageContaining("SSL");
        }
        try (PostClient http =
                new PostClient(with(settings(Map.of("ssl.endpoint.identification.algorithm", "")), elsewhere, true))) {
            assertThat(post(http, url).status()).isEqualTo(200);
        }
    }

    @Test
    void aServerThatAsksForAClientsCertificateGetsIt() throws Exception {
        Map<String, String> mutual = Map.of(
                "ssl.keystore.type", "PEM",
                "ssl.keystore.key", certificates.clientKey(),
                "ssl.keystore.certificate.chain", certificates.clientCertificate());
        try (PostClient http = new PostClient(settings(mutual))) {
            assertThat(post(http, url(strict)).status()).isEqualTo(200);
        }
        try (PostClient http = new PostClient(settings(Map.of()))) {
            assertThatThrownBy(() -> post(http, url(strict))).isNotNull();
        }
    }

    @Test
    void aHostIsRefusedWhenOneOfItsAddressesIsPrivate() throws Exception {
        try (TestServer local = new TestServer()) {
            DnsResolver resolver = resolver(
                    InetAddress.getByAddress("x", new byte[] {8, 8, 8, 8}),
                    InetAddress.getByAddress("x", new byte[] {127, 0, 0, 1}));
            try (PostClient http = new PostClient(with(settings(Map.of()), resolver, false))) {
                assertThatThrownBy(() -> post(http, URI.create("http://rebinding.example.com:" + local.port() + "/")))
                        .hasMessageContaining(
                                "the address 127.0.0.1 of the host 'rebinding.example.com' is not public");
            }
            assertThat(local.requests()).isEmpty();
        }
    }

    @Test
    void theAddressIsLookedUpForEveryConnectionAndNotTwiceForOne() throws Exception {
        List<String> lookedUp = new CopyOnWriteArrayList<>();
        try (TestServer local = new TestServer()) {
            DnsResolver counting = new Resolver() {
                @Override
                public InetAddress[] resolve(String host) throws UnknownHostException {
                    lookedUp.add(host);
                    return new InetAddress[] {InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})};
                }
            };
            local.answers(exchange -> {
                exchange.getResponseHeaders().set("Connection", "close");
                TestServer.answer(exchange, 200, "");
            });
            URI url = URI.create("http://counted.example.com:" + local.port() + "/");
            try (PostClient http = new PostClient(with(settings(Map.of()), counting, true))) {
                post(http, url);
                post(http, url);
            }
        }
        assertThat(lookedUp).containsExactly("counted.example.com", "counted.example.com");
    }

    /** What a proxy looks up is its own affair; that it is reached at a private address is the operator's will. */
    @Test
    void throughAProxyThePasswordIsGivenAndTheHostIsNotLookedUpHere() throws Exception {
        try (TestServer proxy = new TestServer(exchange -> {
                    boolean isKnown =
                            "Basic dTpw".equals(exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
                    exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"x\"");
                    TestServer.answer(exchange, isKnown ? 200 : 407, "");
                });
                PostClient http = new PostClient(new WebhookConfig(Map.of(
                                "url", "https://example.com/",
                                "http.proxy.host", "127.0.0.1",
                                "http.proxy.port", Integer.toString(proxy.port()),
                                "http.proxy.user", "u",
                                "http.proxy.password", "p"))
                        .http())) {
            assertThat(post(http, URI.create("http://unknown.invalid/events")).status())
                    .isEqualTo(200);
            assertThat(proxy.requests())
                    .extracting(request -> request.uri().toString())
                    .containsOnly("http://unknown.invalid/events");
        }
    }

    /** Else the events would be rejected, as if the endpoint had refused them: all of them. */
    @Test
    void whatAProxyAnswersInsteadOfATunnelIsNoReplyOfTheEndpoint() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                PostClient http = new PostClient(new WebhookConfig(Map.of(
                                "url", "https://example.com/",
                                "http.proxy.host", "127.0.0.1",
                                "http.proxy.port", Integer.toString(proxy.getLocalPort())))
                        .http())) {
            Thread refusal = new Thread(() -> {
                try (Socket socket = proxy.accept()) {
                    socket.getInputStream().read();
                    socket.getOutputStream().write("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            refusal.start();
            assertThatThrownBy(() -> post(http, URI.create("https://example.com/events")))
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageContaining("the proxy answered 404");
        }
    }

    @Test
    void anEndpointThatSpeaksNoHttpIsAFailureThatPasses() throws Exception {
        try (ServerSocket babbling = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                PostClient http = new PostClient(settings(Map.of()))) {
            Thread babble = new Thread(() -> {
                try (Socket socket = babbling.accept()) {
                    socket.getOutputStream().write("hello\r\n\r\n".getBytes(UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            babble.start();
            assertThatThrownBy(() -> post(http, URI.create("http://127.0.0.1:" + babbling.getLocalPort() + "/")))
                    .hasCauseInstanceOf(Exception.class);
            babble.join();
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

    private static HttpSettings with(HttpSettings settings, DnsResolver resolver, boolean privateAddresses) {
        return new HttpSettings(
                settings.connections(),
                settings.connectTimeout(),
                settings.requestTimeout(),
                privateAddresses,
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

    private static Response post(PostClient http, URI url) throws Exception {
        Body body = new Body("application/json", "{}".getBytes(UTF_8));
        return http.send(new PostRequest(url, List.of(), body))
                .reply()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }
}
