/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;

import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.StringProperties;
import io.changefeed.webhook.http.HttpSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * The properties of connections to the endpoint: the HTTP proxy, and TLS with the {@code ssl.*} properties of Kafka
 * clients.
 */
public final class WebhookConnectionConfig {
    public static final String PROXY_HOST = "http.proxy.host";
    public static final String PROXY_PORT = "http.proxy.port";
    public static final String PROXY_USER = "http.proxy.user";
    public static final String PROXY_PASSWORD = "http.proxy.password";

    private static final String GROUP = "Proxy";

    private static final List<String> TRUST_STORE =
            List.of(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG);
    private static final List<String> KEY_STORE = List.of(
            SslConfigs.SSL_KEYSTORE_KEY_CONFIG,
            SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
            SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG);

    private final AbstractConfig config;

    WebhookConnectionConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        PROXY_HOST,
                        Type.STRING,
                        "",
                        LOW,
                        "Host of the HTTP proxy for all requests. The proxy resolves host names, so it must reject"
                                + " names that resolve to private addresses. The address of the proxy itself can be"
                                + " private.",
                        GROUP,
                        1,
                        Width.MEDIUM,
                        "Proxy host")
                .define(
                        PROXY_PORT,
                        Type.INT,
                        8080,
                        Range.between(1, 65_535),
                        LOW,
                        "Port of the proxy.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Proxy port")
                .define(
                        PROXY_USER,
                        Type.STRING,
                        "",
                        LOW,
                        "User name for the proxy.",
                        GROUP,
                        3,
                        Width.MEDIUM,
                        "Proxy user")
                .define(
                        PROXY_PASSWORD,
                        Type.PASSWORD,
                        null,
                        LOW,
                        "Password for `" + PROXY_USER + "`.",
                        GROUP,
                        4,
                        Width.MEDIUM,
                        "Proxy password");
        SslConfigs.addClientSslSupport(definition);
    }

    static void check(PropertyChecks checks, Map<String, String> properties) {
        checks.requireWith(PROXY_USER, PROXY_HOST);
        checks.requireWith(PROXY_USER, PROXY_PASSWORD);
        checks.requireWith(PROXY_PASSWORD, PROXY_USER);
        Map<String, String> withoutKeyStore = new HashMap<>(properties);
        KEY_STORE.forEach(withoutKeyStore::remove);
        checkSsl(checks, withoutKeyStore, TRUST_STORE);
        checkSsl(checks, properties, KEY_STORE);
    }

    /** Reports an invalid key store or trust store on the property that configures it. */
    private static void checkSsl(PropertyChecks checks, Map<String, String> properties, List<String> names) {
        Optional<String> store = names.stream().filter(checks::isSet).findFirst();
        if (store.isPresent()) {
            try (DefaultSslEngineFactory factory = factory(properties)) {
                factory.sslContext();
            } catch (KafkaException e) {
                checks.addError(store.get(), String.valueOf(e.getMessage()));
            }
        }
    }

    private static DefaultSslEngineFactory factory(Map<String, String> properties) {
        return factory(new AbstractConfig(new ConfigDef().withClientSslSupport(), properties, false));
    }

    private static DefaultSslEngineFactory factory(AbstractConfig config) {
        DefaultSslEngineFactory factory = new DefaultSslEngineFactory();
        factory.configure(config.values());
        return factory;
    }

    HttpSettings.Tls tls() {
        try (DefaultSslEngineFactory factory = factory(config)) {
            return new HttpSettings.Tls(
                    factory.sslContext(),
                    config.getList(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG),
                    Optional.ofNullable(config.getList(SslConfigs.SSL_CIPHER_SUITES_CONFIG))
                            .orElse(List.of()),
                    StringProperties.text(config, SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG)
                            .isPresent());
        }
    }

    Optional<HttpSettings.Proxy> proxy() {
        return StringProperties.text(config, PROXY_HOST)
                .map(host -> new HttpSettings.Proxy(
                        host,
                        config.getInt(PROXY_PORT),
                        StringProperties.text(config, PROXY_USER)
                                .map(user -> new HttpSettings.Credentials(
                                        user,
                                        StringProperties.secret(config, PROXY_PASSWORD)
                                                .orElse("")))));
    }
}
