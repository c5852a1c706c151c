/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import io.changefeed.connector.ChangefeedVersion;
import java.nio.channels.ClosedSelectorException;
import java.util.ConcurrentModificationException;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the HTTP client. */
final class HttpClients {
    private static final Logger LOG = LoggerFactory.getLogger(HttpClients.class);

    /** Bounds how long a changed DNS record goes unnoticed. */
    private static final TimeValue CONNECTION_TTL = TimeValue.ofMinutes(5);

    /**
     * Bounds how long a connection stays in use whose server or network disappeared. The client can also validate a
     * connection with an HTTP/2 ping before it uses it again, but the ping has no timeout: with a silent server, the
     * request would wait for its deadline and the connection would be lost to the pool.
     */
    private static final Timeout MAX_IDLE = Timeout.ofSeconds(10);

    /**
     * Up to this size in bytes, the head and the body of a request are written to the socket together. With the client's
     * own limit of 2 KiB, a request took two system calls, which are its most expensive part.
     */
    private static final int MAX_SINGLE_WRITE = 16 * 1024;

    private HttpClients() {}

    /** A proxy resolves the endpoint's host itself, and the address of the proxy is the operator's choice. */
    static NameLookups lookups(HttpSettings settings) {
        return new NameLookups(
                settings.privateAddresses().areAllowed() || settings.proxy().isPresent()
                        ? settings.resolver()
                        : new PublicAddressResolver(
                                settings.resolver(), settings.privateAddresses().property()));
    }

    static CloseableHttpAsyncClient create(HttpSettings settings, NameLookups lookups) {
        HttpAsyncClientBuilder builder = HttpAsyncClients.custom()
                .setUserAgent("changefeed/" + ChangefeedVersion.text())
                .setIOReactorConfig(ioConfig(settings))
                .setIoReactorExceptionCallback(HttpClients::logFailure)
                .setConnectionManager(connectionManager(settings, lookups))
                .setHttp1Config(
                        Http1Config.custom().setChunkSizeHint(MAX_SINGLE_WRITE).build())
                .setH2Config(H2Config.custom().setPushEnabled(false).build())
                // PostClient enforces a deadline for each request.
                .setDefaultRequestConfig(
                        RequestConfig.custom().setProtocolUpgradeEnabled(false).build())
                // The delivery retries requests and preserves the order of events.
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .disableConnectionState()
                .addExecInterceptorLast("connection", RequestConnection::intercept);
        settings.proxy().ifPresent(proxy -> {
            builder.setProxy(new HttpHost("http", proxy.host(), proxy.port()));
            proxy.credentials().ifPresent(credentials -> {
                BasicCredentialsProvider provider = new BasicCredentialsProvider();
                provider.setCredentials(
                        new AuthScope(proxy.host(), proxy.port()),
                        new UsernamePasswordCredentials(
                                credentials.user(), credentials.password().toCharArray()));
                builder.setDefaultCredentialsProvider(provider);
            });
        });
        return builder.build();
    }

    private static void logFailure(Exception failure) {
        // The threads of a client that is closed while it is in use can find their selector closed or cleared.
        if (!(failure instanceof ClosedSelectorException) && !(failure instanceof ConcurrentModificationException)) {
            LOG.error("A thread of the HTTP client has ended, and requests can fail. Restart the task", failure);
        }
    }

    /** TCP closes a connection whose peer has not acknowledged anything for 20 s. */
    private static IOReactorConfig ioConfig(HttpSettings settings) {
        return IOReactorConfig.custom()
                .setIoThreadCount(
                        Math.min(settings.connections(), Runtime.getRuntime().availableProcessors()))
                .setSoKeepAlive(true)
                .setTcpKeepIdle(5)
                .setTcpKeepInterval(5)
                .setTcpKeepCount(3)
                .build();
    }

    private static PoolingAsyncClientConnectionManager connectionManager(HttpSettings settings, NameLookups lookups) {
        Timeout connectTimeout = Timeout.of(settings.connectTimeout());
        PoolingAsyncClientConnectionManager manager = new PoolingAsyncClientConnectionManager(
                new ConnectionOperator(lookups, tlsStrategy(settings.tls())),
                PoolConcurrencyPolicy.STRICT,
                PoolReusePolicy.LIFO,
                TimeValue.NEG_ONE_MILLISECOND,
                false);
        manager.setDefaultMaxPerRoute(settings.connections());
        manager.setMaxTotal(settings.connections());
        manager.setDefaultConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(connectTimeout)
                .setTimeToLive(CONNECTION_TTL)
                .setIdleTimeout(MAX_IDLE)
                .build());
        manager.setDefaultTlsConfig(TlsConfig.custom()
                .setVersionPolicy(HttpVersionPolicy.NEGOTIATE)
                .setHandshakeTimeout(connectTimeout)
                .setSupportedProtocols(settings.tls().protocols().toArray(String[]::new))
                .build());
        return manager;
    }

    private static TlsStrategy tlsStrategy(HttpSettings.Tls tls) {
        ClientTlsStrategyBuilder builder = ClientTlsStrategyBuilder.create().setSslContext(tls.context());
        if (!tls.ciphers().isEmpty()) {
            builder.setCiphers(tls.ciphers().toArray(String[]::new));
        }
        if (!tls.checksHostname()) {
            builder.setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT)
                    .setHostnameVerifier(NoopHostnameVerifier.INSTANCE);
        }
        return builder.buildAsync();
    }
}
