/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.connector.StringProperties;
import io.changefeed.webhook.http.HttpSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
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

    /** A host name, an IPv4 address, or an IPv6 address with or without brackets. */
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._-]+|\\[?[0-9A-Fa-f]*:[0-9A-Fa-f.:]*:[0-9A-Fa-f.]*]?");

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
                        StringProperties.validator(WebhookConnectionConfig::requireHost, "a host name or an address"),
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
                        StringProperties.validator(BasicCredentials::requireUser, "a name without a colon"),
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
                        StringProperties.secretValidator(BasicCredentials::requirePassword, "one line of text"),
                        LOW,
                        "Password for `" + PROXY_USER + "`.",
                        GROUP,
                        4,
                        Width.MEDIUM,
                        "Proxy password");
    }

    static void addConditions(ConfigForm form) {
        form.showIf(PropertyCondition.set(PROXY_HOST), PROXY_PORT, PROXY_USER)
                .showIf(PropertyCondition.set(PROXY_USER), PROXY_PASSWORD);
    }

    static void check(PropertyChecks checks, Map<String, String> properties) {
        checks.requireWith(PROXY_USER, PROXY_HOST);
        checks.requireWith(PROXY_USER, PROXY_PASSWORD);
        checks.requireWith(PROXY_PASSWORD, PROXY_USER);
        if (checks.isChanged(PROXY_PORT) && !checks.isSet(PROXY_HOST) && !checks.hasError(PROXY_HOST)) {
            checks.addError(PROXY_HOST, "Required if '" + PROXY_PORT + "' is set.");
        }
        TlsChecks.check(checks, properties);
    }

    private static void requireHost(String text) {
        if (!HOST.matcher(text).matches()) {
            throw new IllegalArgumentException("Expected only the name or address of a host, such as"
                    + " proxy.example.com. Put the port in '" + PROXY_PORT + "' and credentials in '" + PROXY_USER
                    + "' and '" + PROXY_PASSWORD + "'. The connection to the proxy uses HTTP.");
        }
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
