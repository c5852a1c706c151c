/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import static java.util.Objects.requireNonNull;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.PropertyCondition;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * Kafka's {@code ssl.*} properties of clients, with what forms need. Kafka defines neither a group nor display
 * names.
 */
final class TlsProperties {
    private static final String GROUP = "TLS";

    private TlsProperties() {}

    /** Adds the properties, except {@code ssl.engine.factory.class}: the connector creates its own connections. */
    static void addTo(ConfigDef definition) {
        Map<String, ConfigKey> keys = new ConfigDef().withClientSslSupport().configKeys();
        AtomicInteger order = new AtomicInteger();
        Stream.of(
                        display(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "Trust store type"),
                        display(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, "Trust store file"),
                        display(SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG, "Trust store password"),
                        display(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, "Trusted certificates"),
                        display(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "Key store type"),
                        display(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, "Key store file"),
                        display(SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG, "Key store password"),
                        display(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, "Certificate chain"),
                        display(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, "Private key"),
                        display(SslConfigs.SSL_KEY_PASSWORD_CONFIG, "Private key password"),
                        display(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, "Host name verification"),
                        display(SslConfigs.SSL_PROTOCOL_CONFIG, "Protocol"),
                        display(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG, "Enabled protocols"),
                        display(SslConfigs.SSL_CIPHER_SUITES_CONFIG, "Cipher suites"),
                        display(SslConfigs.SSL_PROVIDER_CONFIG, "Security provider"),
                        display(SslConfigs.SSL_KEYMANAGER_ALGORITHM_CONFIG, "Key manager algorithm"),
                        display(SslConfigs.SSL_TRUSTMANAGER_ALGORITHM_CONFIG, "Trust manager algorithm"),
                        display(SslConfigs.SSL_SECURE_RANDOM_IMPLEMENTATION_CONFIG, "Secure random implementation"))
                .forEach(property -> add(
                        definition,
                        requireNonNull(keys.get(property.getKey())),
                        order.incrementAndGet(),
                        property.getValue()));
    }

    private static Map.Entry<String, String> display(String property, String name) {
        return Map.entry(property, name);
    }

    private static void add(ConfigDef definition, ConfigKey key, int order, String displayName) {
        definition.define(
                key.name,
                key.type,
                key.defaultValue,
                key.validator,
                key.importance,
                documentation(key),
                GROUP,
                order,
                width(key),
                displayName);
    }

    /** Kafka's documentation contains HTML, and its last sentence may have no full stop. */
    private static String documentation(ConfigKey key) {
        String text = key.documentation.replaceAll("</?code>", "`").strip();
        return text.endsWith(".") ? text : text + ".";
    }

    private static Width width(ConfigKey key) {
        boolean isLong = key.type == Type.LIST
                || key.name.equals(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG)
                || key.name.equals(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG)
                || key.name.equals(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG)
                || key.name.equals(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG)
                || key.name.equals(SslConfigs.SSL_KEYSTORE_KEY_CONFIG);
        return isLong ? Width.LONG : Width.MEDIUM;
    }

    static void addConditions(ConfigForm form) {
        form.showIf(
                        isPem(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG)
                                .and(PropertyCondition.unset(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG)),
                        SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG)
                .showIf(
                        isFile(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG),
                        SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG)
                .showIf(
                        isPem(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG)
                                .and(PropertyCondition.unset(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG)),
                        SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
                        SslConfigs.SSL_KEYSTORE_KEY_CONFIG)
                .showIf(
                        isFile(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG),
                        SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG)
                .showIf(
                        PropertyCondition.set(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG)
                                .or(PropertyCondition.set(SslConfigs.SSL_KEYSTORE_KEY_CONFIG)),
                        SslConfigs.SSL_KEY_PASSWORD_CONFIG);
    }

    private static PropertyCondition isPem(String type) {
        return PropertyCondition.in(type, DefaultSslEngineFactory.PEM_TYPE);
    }

    /** A file in PEM has no password. */
    private static PropertyCondition isFile(String type, String location) {
        return PropertyCondition.set(location).and(PropertyCondition.notIn(type, DefaultSslEngineFactory.PEM_TYPE));
    }
}
