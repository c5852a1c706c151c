/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.delivery.config.ConnectorErrors;
import io.changefeed.webhook.HttpWebhookSinkConnector;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookConfigTest {
    private static final String SECRET = "open-sesame";
    private static final Map<String, String> MINIMAL = Map.of("url", "https://example.com/events");
    private static final ConnectorErrors ERRORS = new ConnectorErrors(new HttpWebhookSinkConnector(), MINIMAL);

    @Test
    void onlyTheUrlIsRequired() {
        assertThat(errors(MINIMAL)).isEmpty();
        assertThat(new WebhookConfig(MINIMAL).http().privateAddresses().areAllowed())
                .isFalse();
        assertThat(new WebhookConfig(MINIMAL).http().tls().checksHostname()).isTrue();
        assertThat(new WebhookConfig(MINIMAL).http().proxy()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void blankUrlIsRejected(String url) {
        assertThat(errors(Map.of("url", url))).containsOnlyKeys("url");
    }

    @Test
    void missingUrlIsReportedOnce() {
        assertThat(errors(Map.of())).containsOnlyKeys("url");
        assertThat(errors(Map.of()).get("url")).singleElement().asString().contains("Missing required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "url | example.com | Expected a URL such as https://example.com/events.",
                "url | https://${table}.example.com/ | Placeholders are allowed only in the path and the query",
                "url | https://example.com/${tabel} | Unknown placeholder '${tabel}'",
                "url | https://example.com/${table | The last '${' has no '}'",
                "url | https://user:open-sesame@example.com/ | Do not put credentials in the URL",
                "url | https://user:open-sesame@my_host/ | The URL has no valid host",
                "url | https://user:open sesame@example.com/ | Invalid URL: Illegal character in authority",
                "url | https://example.com:99999/ | Invalid port: 99999",
                "url | https://example.com/bücher | A URL has only ASCII characters",
                "url | https://example.com/#a | Remove the fragment",
                "url | ftp://example.com/ | Expected a URL such as",
                "url | http://10.0.0.1/ | The address is not public (private)",
                "url | http://localhost/ | The address is not public (loopback)",
                "url | http://[::1]/${table} | The address is not public (loopback)",
                "url | http://2130706433/ | The address is not public (loopback)",
                "failure.notification.url | nowhere | Expected a URL",
                "failure.notification.url | https://example.com/${table} | Placeholders are supported only in 'url'",
                "signing.keys | ${directory:/etc/changefeed:keys} | The worker did not replace the placeholder",
                "bearer.token | ${file:/etc/token:token} | Add 'file' to 'config.providers'",
                "failure.notification.allow.private.addresses | perhaps | Expected value to be either true or false",
                "oauth2.allow.private.addresses | perhaps | Expected value to be either true or false",
                "failure.notification.url | http://169.254.169.254/ | The address is not public (link-local",
                "headers | X-Y | Expected headers of the form 'Name: value'",
                "headers | X-Y: ${table | unknown placeholder, or one without an end",
                "headers | X-Y: a\\u0001b | characters that are not allowed in a header",
                "headers | X-Y: 1\\nX-Z: 2 | characters that are not allowed in a header",
                "headers | `X-Y: 1|` | Expected headers of the form 'Name: value'",
                "headers | Authorization: x | use 'auth.type'",
                "headers | Host: x | The connector sets 'Host' itself",
                "headers | Upgrade: h2c | The connector sets 'Upgrade' itself",
                "headers | Expect: 100-continue | The connector sets 'Expect' itself",
                "headers | Keep-Alive: 5 | The connector sets 'Keep-Alive' itself",
                "secret.headers | X-Y: open-sesame\\u0001x | characters that are not allowed in a header",
                "secret.headers | X-Y open-sesame | Expected headers of the form 'Name: value'",
                "request.compression | zip | String must be one of: none, gzip",
                "http.connect.timeout.ms | 0 | Value must be at least 1",
                "http.request.timeout.ms | 600001 | Value must be no more than 600000",
                "allow.private.addresses | perhaps | Expected value to be either true or false",
                "body.format | xml | String must be one of: lambda, envelope, cloudevents",
                "item.format | xml | String must be one of: dynamodb-json, json",
                "signing.keys | open-sesame | Key 1: a signing key starts with whsec_ or whsk_.",
                "signing.keys | , | Contains no key: requests would not be signed.",
                "item.format | json | Has no effect on 'body.format=lambda'",
                "retry.statuses | 40x | '40x' is not a status from 300 to 599",
                "retry.statuses | 2xx | '2xx' is not a status from 300 to 599",
                "retry.statuses | 429; 503 | Separate several with commas",
                "retry.statuses | 429,,503 | '' is not a status",
                "retry.statuses | 504-500 | The range '504-500' ends before it starts.",
                "fail.statuses | 600 | '600' is not a status from 300 to 599",
                "retry.statuses | 403 | '403' overlaps with 'fail.statuses'",
                "retry.statuses | 4xx | '4xx' overlaps with 'reject.statuses'",
                "reject.statuses | 420-430 | '420-430' overlaps with 'retry.statuses'",
                "reject.statuses | 4xx,3xx | '3xx' overlaps with 'fail.statuses'",
                "accept.html.responses | perhaps | Expected value to be either true or false",
                "auth.type | digest | String must be one of: none, basic, bearer, oauth2",
                "oauth2.token.url | x y | Invalid URL",
                "oauth2.client.auth.mode | body | String must be one of: header, url",
                "http.proxy.port | 0 | Value must be at least 1",
                "http.proxy.port | x | Not a number of type INT",
                "http.proxy.host | http://proxy | Expected only the name or address of a host",
                "http.proxy.host | proxy:3128 | Put the port in 'http.proxy.port'",
                "http.proxy.host | user:open-sesame@proxy | credentials in 'http.proxy.user'",
                "http.proxy.host | a proxy | Expected only the name or address of a host",
                "ssl.protocol | FOO | The Java runtime of this worker does not support it",
                "ssl.provider | FOO | The Java runtime of this worker does not support it",
                "ssl.cipher.suites | TLS_AES_128_GCM_SHA256,FOO | Not supported by the Java runtime of this worker:"
                        + " FOO.",
                "ssl.enabled.protocols | TLSv1.3,FOO | Not supported by the Java runtime of this worker: FOO.",
                "ssl.enabled.protocols | `` | Expected at least one of",
                "ssl.endpoint.identification.algorithm | FOO | Expected 'https', or an empty value",
                "ssl.engine.factory.class | org.apache.kafka.common.security.ssl.DefaultSslEngineFactory |"
                        + " Unknown property",
                "ssl.keymanager.algorithm | FOO | does not support it",
                "ssl.trustmanager.algorithm | FOO | does not support it",
                "ssl.secure.random.implementation | FOO | does not support it",
                "ssl.truststore.type | FOO | does not support it",
                "ssl.keystore.type | FOO | does not support it",
                "ssl.truststore.location | /nowhere/store.jks | This worker has no such file",
                "ssl.truststore.location | /proc/version | Failed to load SSL keystore",
                "ssl.keystore.location | /nowhere/store.jks | key store password is not specified",
                "ssl.truststore.password | open-sesame | not specified",
                "ssl.keystore.password | open-sesame | not specified",
                "buffer.max.bytes | 9223372036854775807 | The heap of this worker",
                "max.in.flight.deliveries | 0 | Value must be at least 1",
                "event.filter | x | "
            })
    void invalidValueIsReportedOnItsPropertyOnly(String property, String value, @Nullable String message) {
        String unescaped = value.replace("\\n", "\n").replace("\\u0001", "\u0001");

        ERRORS.assertOnly(property, message == null ? "" : message, Map.of(property, unescaped));
        assertThat(ERRORS.with(Map.of(property, unescaped)).toString()).doesNotContain(SECRET, "open sesame");
    }

    @Test
    void everyPropertyIsValidatedWithoutAnException() {
        ERRORS.assertEveryPropertyIsValidated();
    }

    @Test
    void conflictOfTwoConfiguredStatusesIsReportedOnce() {
        ERRORS.assertOnly(
                "reject.statuses",
                "'404' overlaps with 'retry.statuses'. Remove the statuses from one of the two properties.",
                Map.of("retry.statuses", "404", "reject.statuses", "404,4xx"));
    }

    @Test
    void statusTakesPrecedenceOverAClass() {
        assertThat(errors(with(Map.of("retry.statuses", "404,429,5xx", "reject.statuses", "4xx,500-502"))))
                .isEmpty();
    }

    @Test
    void batchItemFailuresRequireTheFormatOfLambda() {
        assertThat(errors(with(Map.of("batch.item.failures", "true")))).isEmpty();
        ERRORS.assertOnly(
                "batch.item.failures",
                "Requires 'body.format=lambda'",
                Map.of("batch.item.failures", "true", "body.format", "envelope"));
    }

    @Test
    void credentialsWithoutATypeAreReportedOnTheType() {
        ERRORS.assertOnly("auth.type", "Set 'auth.type' to bearer", Map.of("bearer.token", SECRET));
        ERRORS.assertOnly(
                "auth.type", "Set 'auth.type' to basic", Map.of("connection.user", "u", "connection.password", SECRET));
        ERRORS.assertOnly("auth.type", "Set 'auth.type' to oauth2", Map.of("oauth2.client.scope", "s"));
        ERRORS.assertOnly(
                "connection.password",
                "Not used with 'auth.type=bearer'",
                Map.of("auth.type", "bearer", "bearer.token", SECRET, "connection.password", SECRET));
    }

    @Test
    void credentialsThatCannotBeSentAreRejected() {
        Map<String, String> basic = Map.of("auth.type", "basic", "connection.user", "u", "connection.password", SECRET);
        ERRORS.assertOnly("connection.user", "colon", changed(basic, "connection.user", "a:b"));
        ERRORS.assertOnly("connection.password", "line break", changed(basic, "connection.password", SECRET + "\nx"));
        Map<String, String> bearer = Map.of("auth.type", "bearer", "bearer.token", SECRET);
        ERRORS.assertOnly("bearer.token", "line break", changed(bearer, "bearer.token", SECRET + "\r\nx"));
        ERRORS.assertOnly("bearer.token", "'Bearer' itself", changed(bearer, "bearer.token", "Bearer " + SECRET));
        ERRORS.assertOnly("bearer.token", "ASCII", changed(bearer, "bearer.token", "gehörig"));
        Map<String, String> proxy =
                Map.of("http.proxy.host", "p", "http.proxy.user", "u", "http.proxy.password", SECRET);
        ERRORS.assertOnly("http.proxy.user", "colon", changed(proxy, "http.proxy.user", "u:"));
        ERRORS.assertOnly("http.proxy.password", "line break", changed(proxy, "http.proxy.password", SECRET + "\nx"));
    }

    private static Map<String, String> changed(Map<String, String> properties, String name, String value) {
        Map<String, String> changed = new HashMap<>(properties);
        changed.put(name, value);
        return changed;
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "proxy.example.com", "10.0.0.1", "::1", "[fd00::1]", "my_proxy"})
    void proxyIsAHostNameOrAnAddress(String host) {
        assertThat(errors(with(Map.of("http.proxy.host", host)))).isEmpty();
    }

    @Test
    void proxyPortRequiresAHost() {
        ERRORS.assertOnly("http.proxy.host", "Required if 'http.proxy.port' is set", Map.of("http.proxy.port", "3128"));
    }

    @Test
    void wrongPasswordOfAStoreIsReportedOnThePassword(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("store.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setEntry(
                "secret",
                new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")),
                new KeyStore.PasswordProtection("right".toCharArray()));
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "right".toCharArray());
        }

        for (String kind : List.of("truststore", "keystore")) {
            Map<String, String> properties = Map.of(
                    "ssl." + kind + ".type",
                    "PKCS12",
                    "ssl." + kind + ".location",
                    file.toString(),
                    "ssl." + kind + ".password",
                    SECRET);
            ERRORS.assertOnly("ssl." + kind + ".password", "The password does not open the file", properties);
            assertThat(ERRORS.with(changed(properties, "ssl." + kind + ".password", "right")))
                    .isEmpty();
        }
    }

    @Test
    void privateAddressesCanBeAllowed() {
        Map<String, String> allowed = Map.of("url", "http://10.0.0.1/", "allow.private.addresses", "true");
        assertThat(errors(allowed)).isEmpty();
        assertThat(new WebhookConfig(allowed).http().privateAddresses().areAllowed())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "basic, connection.user, connection.password",
        "bearer, bearer.token, bearer.token",
        "oauth2, oauth2.token.url, oauth2.client.secret"
    })
    void propertyRequiredByTheAuthTypeIsReported(String type, String first, String last) {
        assertThat(errors(with(Map.of("auth.type", type))))
                .containsKeys(first, last)
                .allSatisfy((property, messages) -> assertThat(messages)
                        .singleElement()
                        .asString()
                        .contains("Required with 'auth.type=" + type + "'."));
    }

    /** Otherwise, an endpoint inside the network would also open the network to the other URLs. */
    @ParameterizedTest
    @CsvSource({
        "url, allow.private.addresses",
        "oauth2.token.url, oauth2.allow.private.addresses",
        "failure.notification.url, failure.notification.allow.private.addresses"
    })
    void privateAddressIsAllowedForEachUrlByItsProperty(String url, String allowing) {
        Map<String, String> properties = Map.of(
                "url", "http://10.0.0.1/",
                "auth.type", "oauth2",
                "oauth2.token.url", "http://10.0.0.1/",
                "oauth2.client.id", "id",
                "oauth2.client.secret", SECRET,
                "failure.notification.url", "http://10.0.0.1/");
        assertThat(errors(properties))
                .containsOnlyKeys("url", "oauth2.token.url", "failure.notification.url")
                .hasEntrySatisfying(
                        url,
                        messages -> assertThat(messages)
                                .singleElement()
                                .asString()
                                .contains("To allow it, set '" + allowing + "=true'"));
        Map<String, String> allowed = changed(properties, allowing, "true");
        assertThat(errors(allowed)).hasSize(2).doesNotContainKey(url);
        WebhookConfig config = new WebhookConfig(allowed);
        assertThat(List.of(config.http(), config.tokenHttp(), config.notificationHttp()))
                .filteredOn(http -> http.privateAddresses().areAllowed())
                .singleElement()
                .extracting(http -> http.privateAddresses().property())
                .isEqualTo(allowing);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "open-sesame | Expected headers of the form 'Name: value'",
                "Webhook-Id: open-sesame | The connector sets 'Webhook-Id' itself",
                "X-Key: ${table}open-sesame | Placeholders are supported only in",
                "${file:/etc/token:open-sesame} | Add 'file' to 'config.providers'"
            })
    void invalidHeadersOfNotificationsAreRejected(String headers, String message) {
        Map<String, String> properties =
                Map.of("failure.notification.url", "https://example.com/", "failure.notification.headers", headers);
        ERRORS.assertOnly("failure.notification.headers", message, properties);
        assertThat(ERRORS.with(properties).toString()).doesNotContain(SECRET);
    }

    @Test
    void headersOfNotificationsRequireAUrl() {
        ERRORS.assertOnly(
                "failure.notification.url",
                "is required if 'failure.notification.headers' is set",
                Map.of("failure.notification.headers", "Authorization: Bearer " + SECRET));
    }

    @Test
    void proxyUserRequiresPasswordAndProxy() {
        assertThat(errors(with(Map.of("http.proxy.user", "u"))))
                .containsOnlyKeys("http.proxy.host", "http.proxy.password");
        assertThat(errors(with(Map.of("http.proxy.host", "p", "http.proxy.user", "u", "http.proxy.password", SECRET))))
                .isEmpty();
    }

    @Test
    void invalidCertificatesAreReportedOnTheirProperty() {
        assertThat(errors(with(Map.of("ssl.truststore.type", "PEM", "ssl.truststore.certificates", SECRET))))
                .containsOnlyKeys("ssl.truststore.certificates");
    }

    @Test
    void secretsAreNeverShown() {
        Map<String, String> properties = with(Map.of(
                "connection.password", SECRET,
                "bearer.token", SECRET,
                "oauth2.client.secret", SECRET,
                "http.proxy.password", SECRET,
                "secret.headers", SECRET,
                "failure.notification.headers", SECRET,
                "signing.keys", SECRET));

        assertThat(WebhookConfig.validate(properties).configValues())
                .allSatisfy(value -> assertThat(value.toString() + value.value() + value.errorMessages())
                        .doesNotContain(SECRET));
        assertThatThrownBy(() -> new WebhookConfig(properties))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void noMessageContainsASecret() {
        ERRORS.assertSecretsAreHidden(WebhookConfig::new);
    }

    /** The text looks like a placeholder but is part of the secret. */
    @Test
    void unknownPlaceholderInASecretIsNotShown() {
        assertThat(errors(with(Map.of("secret.headers", "X-Api-Key: a${" + SECRET + "}"))))
                .containsOnlyKeys("secret.headers")
                .allSatisfy((property, messages) -> assertThat(messages)
                        .singleElement()
                        .asString()
                        .contains("supported placeholders: ${table}")
                        .doesNotContain(SECRET));
    }

    private static Map<String, String> with(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(MINIMAL);
        properties.putAll(more);
        return properties;
    }

    private static Map<String, List<String>> errors(Map<String, String> properties) {
        return WebhookConfig.validate(properties).configValues().stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .collect(toMap(ConfigValue::name, ConfigValue::errorMessages));
    }

    @ParameterizedTest
    @CsvSource({
        "signing.key, signing.keys",
        "events.filter, event.filter",
        "secret.header, secret.headers",
        "http.proxy.pasword, http.proxy.password"
    })
    void misspeltPropertyIsRejectedWithoutItsValue(String property, String meant) {
        assertThat(errors(with(Map.of(property, SECRET))))
                .containsOnlyKeys(property)
                .allSatisfy((name, messages) -> assertThat(messages)
                        .singleElement()
                        .asString()
                        .contains("Did you mean '" + meant + "'?")
                        .doesNotContain(SECRET));
    }

    @Test
    void nullIsRejectedOnEveryProperty() {
        for (String property : WebhookConfig.DEFINITION.names()) {
            Map<String, String> properties = new HashMap<>(MINIMAL);
            properties.put(property, null);
            assertThat(errors(properties))
                    .containsOnlyKeys(property)
                    .containsValue(
                            List.of("The property '" + property + "' is null. Set a value, or remove the property."));
        }
    }
}
