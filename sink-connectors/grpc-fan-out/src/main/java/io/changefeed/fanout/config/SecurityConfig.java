/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.EnumValues;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.connector.StringProperties;
import io.changefeed.fanout.auth.BearerTokens;
import io.changefeed.fanout.server.ServerCertificates;
import io.changefeed.fanout.token.TokenCodec;
import io.changefeed.fanout.token.TokenKey;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;

/** TLS and bearer tokens. The TLS properties have the names that Kafka uses. */
public final class SecurityConfig {
    public static final String CERTIFICATE = SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG;
    public static final String KEY = SslConfigs.SSL_KEYSTORE_KEY_CONFIG;
    public static final String TRUSTED = SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG;
    public static final String CLIENT_AUTH = "ssl.client.auth";
    public static final String TOKENS = "auth.tokens";
    public static final String TOKEN_KEY = "token.key";

    private static final String GROUP = "Security";

    private static final EnumValues<ServerCertificates.ClientAuth> CLIENT_AUTHS =
            EnumValues.of(ServerCertificates.ClientAuth.class);

    private final AbstractConfig config;

    SecurityConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        CERTIFICATE,
                        Type.PASSWORD,
                        null,
                        HIGH,
                        "The certificate chain of the server, in PEM. If empty, the server does not use TLS. To read a"
                                + " file on the worker, use a config provider: `${directory:/etc/changefeed:tls.crt}`.",
                        GROUP,
                        1,
                        Width.LONG,
                        "Certificate chain")
                .define(
                        KEY,
                        Type.PASSWORD,
                        null,
                        HIGH,
                        "The private key of the certificate, in PEM: unencrypted PKCS #8.",
                        GROUP,
                        2,
                        Width.LONG,
                        "Private key")
                .define(
                        TRUSTED,
                        Type.PASSWORD,
                        null,
                        MEDIUM,
                        "CA certificates that issue client certificates, in PEM. Requires `" + CLIENT_AUTH + "`.",
                        GROUP,
                        3,
                        Width.LONG,
                        "Trusted certificates")
                .define(
                        CLIENT_AUTH,
                        Type.STRING,
                        "none",
                        CLIENT_AUTHS.validator(),
                        MEDIUM,
                        "Whether clients must present a certificate issued by one of `" + TRUSTED
                                + "`: `required`, `requested` (optional, but verified if present) or `none`.",
                        GROUP,
                        4,
                        Width.SHORT,
                        "Client certificates")
                .define(
                        TOKENS,
                        Type.PASSWORD,
                        null,
                        StringProperties.secretValidator(BearerTokens::parse, "a JSON array"),
                        HIGH,
                        "Bearer tokens, as a JSON array: `[{\"name\": \"mobile\", \"token\": \"…\", \"tables\":"
                                + " [\"orders\"]}]`. Names are unique, and a token must have at least 16 characters;"
                                + " `*` means all tables. If empty, every client may read every table. The health and"
                                + " reflection services require no token.",
                        GROUP,
                        5,
                        Width.LONG,
                        "Bearer tokens")
                .define(
                        TOKEN_KEY,
                        Type.PASSWORD,
                        null,
                        StringProperties.secretValidator(TokenKey::parse, "one or more keys, separated by commas"),
                        HIGH,
                        "Secret of at least 32 characters that seals resume tokens, for example from `openssl rand"
                                + " -base64 32`. Without it, everyone who has a token can read the names of the topics"
                                + " and their offsets. Required with `" + TOKENS
                                + "`. All replicas need the same secret,"
                                + " otherwise a subscriber cannot resume on another one. To replace it, set"
                                + " `<new>,<old>` until all subscribers have a token with the new one: the first secret"
                                + " seals tokens, every one of them is accepted. If replicas restart one after the"
                                + " other, set `<old>,<new>` on all of them first.",
                        GROUP,
                        6,
                        Width.LONG,
                        "Token key");
    }

    static void addConditions(ConfigForm form) {
        form.showIf(PropertyCondition.set(CERTIFICATE), KEY, CLIENT_AUTH)
                .showIf(
                        PropertyCondition.notIn(CLIENT_AUTH, CLIENT_AUTHS.text(ServerCertificates.ClientAuth.NONE)),
                        TRUSTED);
    }

    static void check(PropertyChecks checks) {
        checks.requireWith(CERTIFICATE, KEY);
        checks.requireWith(KEY, CERTIFICATE);
        checks.requireWith(TRUSTED, CERTIFICATE);
        checks.requireWith(TOKENS, TOKEN_KEY);
        boolean isClientAuthUsed = checks.value(CLIENT_AUTH, String.class)
                .filter(auth -> !auth.equals("none"))
                .isPresent();
        if (isClientAuthUsed && !checks.isSet(TRUSTED)) {
            checks.addError(TRUSTED, "Required when '" + CLIENT_AUTH + "' is not none.");
        }
        if (!isClientAuthUsed && checks.isSet(TRUSTED)) {
            checks.addError(TRUSTED, "Has no effect while '" + CLIENT_AUTH + "' is none.");
        }
        if (Stream.of(CERTIFICATE, KEY, TRUSTED).noneMatch(checks::hasError)) {
            checkCertificates(checks);
        }
    }

    /** Reads the certificates and the key one by one, to report the right property. */
    private static void checkCertificates(PropertyChecks checks) {
        Optional<String> chain = secret(checks, CERTIFICATE);
        Optional<String> trusted = secret(checks, TRUSTED);
        if (chain.isEmpty()) {
            return;
        }
        if (!ServerCertificates.areCertificates(chain.get())) {
            checks.addError(CERTIFICATE, "Expected one or more certificates in PEM.");
        } else if (!trusted.map(ServerCertificates::areCertificates).orElse(true)) {
            checks.addError(TRUSTED, "Expected one or more certificates in PEM.");
        } else {
            try {
                new ServerCertificates(
                                chain.get(),
                                secret(checks, KEY).orElse(""),
                                trusted,
                                ServerCertificates.ClientAuth.NONE)
                        .context();
            } catch (SSLException | IllegalArgumentException e) {
                // The parser can quote the key in its message.
                checks.addError(
                        KEY,
                        "Expected the private key of the first certificate in '" + CERTIFICATE
                                + "', in PEM: unencrypted PKCS #8.");
            }
        }
    }

    private static Optional<String> secret(PropertyChecks checks, String property) {
        return checks.value(property, Password.class).map(Password::value).filter(text -> !text.isBlank());
    }

    public Optional<ServerCertificates> certificates() {
        return secret(CERTIFICATE)
                .map(chain -> new ServerCertificates(
                        chain, secret(KEY).orElse(""), secret(TRUSTED), CLIENT_AUTHS.get(config, CLIENT_AUTH)));
    }

    /** Empty if every client may read every table. */
    public Optional<BearerTokens> tokens() {
        return secret(TOKENS).map(BearerTokens::parse);
    }

    /**
     * Returns the codec of resume tokens. Without bearer tokens and a key, tokens are not sealed: every client may read
     * every table, and a random key would make tokens invalid after a restart and at replicas.
     *
     * @throws ConfigException if bearer tokens are configured without a key
     */
    public TokenCodec tokenCodec() {
        Optional<String> keys = secret(TOKEN_KEY);
        if (keys.isEmpty() && secret(TOKENS).isPresent()) {
            throw new ConfigException("'" + TOKEN_KEY + "' is required if '" + TOKENS + "' is set.");
        }
        return keys.map(TokenKey::parse).map(TokenCodec::sealing).orElseGet(TokenCodec::plain);
    }

    private Optional<String> secret(String property) {
        return StringProperties.secret(config, property);
    }
}
