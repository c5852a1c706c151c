/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import io.changefeed.connector.PropertyChecks;
import java.io.FileNotFoundException;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * Checks Kafka's {@code ssl.*} properties. Their definition accepts any text, and errors appear at the first
 * request.
 */
final class TlsChecks {
    private static final Store TRUST_STORE = new Store(
            SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
            SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG,
            SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG,
            List.of(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG));
    private static final Store KEY_STORE = new Store(
            SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
            SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG,
            SslConfigs.SSL_KEYSTORE_TYPE_CONFIG,
            List.of(
                    SslConfigs.SSL_KEYSTORE_KEY_CONFIG,
                    SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
                    SslConfigs.SSL_KEY_PASSWORD_CONFIG));

    private final PropertyChecks checks;
    private final Map<String, String> properties;

    /**
     * The properties of a trust store or key store.
     *
     * @param contents the properties that contain PEM text in place of a file, and the password of the key
     */
    private record Store(String location, String password, String type, List<String> contents) {
        List<String> all() {
            return Stream.concat(contents.stream(), Stream.of(location, password))
                    .toList();
        }
    }

    private TlsChecks(PropertyChecks checks, Map<String, String> properties) {
        this.checks = checks;
        this.properties = properties;
    }

    static void check(PropertyChecks checks, Map<String, String> properties) {
        new TlsChecks(checks, properties).check();
    }

    private void check() {
        text(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG)
                .filter(algorithm -> !algorithm.equalsIgnoreCase("https"))
                .ifPresent(algorithm -> checks.addError(
                        SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG,
                        "Expected 'https', or an empty value to accept certificates of other hosts."));
        checkAlgorithms();
        checkType(TRUST_STORE);
        checkType(KEY_STORE);
        if (!hasTlsErrors()) {
            supported().ifPresent(supported -> {
                checkNames(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG, supported.getProtocols(), true);
                checkNames(SslConfigs.SSL_CIPHER_SUITES_CONFIG, supported.getCipherSuites(), false);
            });
            Map<String, String> withoutKeyStore = new HashMap<>(properties);
            KEY_STORE.all().forEach(withoutKeyStore::remove);
            checkStore(TRUST_STORE, withoutKeyStore);
            if (!hasTlsErrors()) {
                checkStore(KEY_STORE, properties);
            }
        }
    }

    private boolean hasTlsErrors() {
        return WebhookConfig.DEFINITION.names().stream()
                .filter(name -> name.startsWith("ssl."))
                .anyMatch(checks::hasError);
    }

    private Optional<String> text(String property) {
        return checks.value(property, String.class).filter(text -> !text.isBlank());
    }

    private void checkAlgorithms() {
        require(SslConfigs.SSL_PROVIDER_CONFIG, name -> Security.getProvider(name) != null);
        require(SslConfigs.SSL_KEYMANAGER_ALGORITHM_CONFIG, exists(KeyManagerFactory::getInstance));
        require(SslConfigs.SSL_TRUSTMANAGER_ALGORITHM_CONFIG, exists(TrustManagerFactory::getInstance));
        require(SslConfigs.SSL_SECURE_RANDOM_IMPLEMENTATION_CONFIG, exists(SecureRandom::getInstance));
        if (!checks.hasError(SslConfigs.SSL_PROVIDER_CONFIG)) {
            require(SslConfigs.SSL_PROTOCOL_CONFIG, exists(this::context));
        }
    }

    private void checkType(Store store) {
        require(
                store.type(),
                type -> type.equals(DefaultSslEngineFactory.PEM_TYPE)
                        || exists(KeyStore::getInstance).test(type));
    }

    private void require(String property, Predicate<String> isSupported) {
        text(property)
                .filter(isSupported.negate())
                .ifPresent(name -> checks.addError(
                        property,
                        "The Java runtime of this worker does not support it. Remove the property to use the"
                                + " default."));
    }

    /** Creates an object of the Java security API. */
    private interface Creation {
        Object create(String name) throws GeneralSecurityException;
    }

    private static Predicate<String> exists(Creation creation) {
        return name -> {
            try {
                Object unused = creation.create(name);
                return true;
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                return false;
            }
        };
    }

    private SSLContext context(String protocol) throws GeneralSecurityException {
        Optional<String> provider = text(SslConfigs.SSL_PROVIDER_CONFIG);
        SSLContext context = provider.isPresent()
                ? SSLContext.getInstance(protocol, provider.get())
                : SSLContext.getInstance(protocol);
        context.init(null, null, null);
        return context;
    }

    private Optional<SSLParameters> supported() {
        try {
            return Optional.of(context(text(SslConfigs.SSL_PROTOCOL_CONFIG).orElse(SslConfigs.DEFAULT_SSL_PROTOCOL))
                    .getSupportedSSLParameters());
        } catch (GeneralSecurityException e) {
            checks.addError(SslConfigs.SSL_PROTOCOL_CONFIG, "The protocol cannot be used: " + e.getMessage() + ".");
            return Optional.empty();
        }
    }

    private void checkNames(String property, String[] supported, boolean required) {
        List<?> names = checks.value(property, List.class).orElse(List.of());
        List<?> unknown = names.stream()
                .filter(name -> !List.of(supported).contains(name))
                .toList();
        if (!unknown.isEmpty()) {
            checks.addError(
                    property,
                    "Not supported by the Java runtime of this worker: " + join(unknown) + ". Supported: "
                            + join(List.of(supported)) + ".");
        } else if (required && names.isEmpty() && !checks.hasError(property)) {
            checks.addError(property, "Expected at least one of " + join(List.of(supported)) + ".");
        }
    }

    private static String join(List<?> names) {
        return String.join(", ", names.stream().map(String::valueOf).toList());
    }

    private void checkStore(Store store, Map<String, String> considered) {
        Optional<String> first = store.all().stream().filter(checks::isSet).findFirst();
        if (first.isEmpty()) {
            return;
        }
        AbstractConfig config = new AbstractConfig(new ConfigDef().withClientSslSupport(), considered, false);
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            factory.configure(config.values());
        } catch (KafkaException e) {
            if (checks.isSet(store.location())) {
                checkFile(store, e);
            } else {
                // PEM text is secret, and the parser can quote a part of it.
                checks.addError(first.get(), message(e) + ".");
            }
        }
    }

    private void checkFile(Store store, KafkaException e) {
        @Nullable Throwable cause = e.getCause();
        if (cause instanceof UnrecoverableKeyException) {
            checks.addError(
                    checks.isSet(SslConfigs.SSL_KEY_PASSWORD_CONFIG)
                            ? SslConfigs.SSL_KEY_PASSWORD_CONFIG
                            : store.password(),
                    "The password does not open the key in the file.");
        } else if (cause != null && cause.getCause() instanceof UnrecoverableKeyException) {
            checks.addError(store.password(), "The password does not open the file.");
        } else if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
            checks.addError(store.location(), "This worker has no such file. Every worker needs it.");
        } else {
            checks.addError(store.location(), message(e) + (cause == null ? "." : ": " + cause.getMessage() + "."));
        }
    }

    private static String message(KafkaException e) {
        String message = String.valueOf(e.getMessage());
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }
}
