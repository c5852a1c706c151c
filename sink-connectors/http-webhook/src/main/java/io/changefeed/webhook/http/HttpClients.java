/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import io.changefeed.connector.ChangefeedVersion;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
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
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Creates the HTTP client. */
final class HttpClients {
    /** Bounds how long a changed DNS record goes unnoticed. */
    private static final TimeValue CONNECTION_TTL = TimeValue.ofMinutes(5);

    private static final TimeValue VALIDATE_AFTER = TimeValue.ofSeconds(1);

    private HttpClients() {}

    static CloseableHttpAsyncClient create(HttpSettings settings) {
        HttpAsyncClientBuilder builder = HttpAsyncClients.custom()
                .setUserAgent("changefeed/" + ChangefeedVersion.text())
                .setConnectionManager(connectionManager(settings))
                .setH2Config(H2Config.custom().setPushEnabled(false).build())
                .setDefaultRequestConfig(requestConfig(settings))
                // The delivery retries requests and preserves the order of events.
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .disableConnectionState()
                .addExecInterceptorLast("abort", RequestAbort::intercept);
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

    private static PoolingAsyncClientConnectionManager connectionManager(HttpSettings settings) {
        Timeout connectTimeout = Timeout.of(settings.connectTimeout());
        return PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(settings.connections())
                .setMaxConnTotal(settings.connections())
                .setDnsResolver(resolver(settings))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(connectTimeout)
                        .setTimeToLive(CONNECTION_TTL)
                        .setValidateAfterInactivity(VALIDATE_AFTER)
                        .build())
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setVersionPolicy(HttpVersionPolicy.NEGOTIATE)
                        .setHandshakeTimeout(connectTimeout)
                        .setSupportedProtocols(settings.tls().protocols().toArray(String[]::new))
                        .build())
                .setTlsStrategy(tlsStrategy(settings.tls()))
                .build();
    }

    /** A proxy resolves the endpoint's host itself, and the address of the proxy is the operator's choice. */
    private static DnsResolver resolver(HttpSettings settings) {
        return settings.privateAddresses().areAllowed() || settings.proxy().isPresent()
                ? settings.resolver()
                : new PublicAddressResolver(
                        settings.resolver(), settings.privateAddresses().property());
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

    private static RequestConfig requestConfig(HttpSettings settings) {
        // PostClient also enforces a deadline for each request.
        return RequestConfig.custom()
                .setResponseTimeout(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .setProtocolUpgradeEnabled(false)
                .build();
    }
}
