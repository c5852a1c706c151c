/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookConfigTest {
    private static final String SECRET = "open-sesame";
    private static final Map<String, String> MINIMAL = Map.of("url", "https://example.com/events");

    @Test
    void onlyTheUrlIsRequired() {
        assertThat(errors(MINIMAL)).isEmpty();
        assertThat(new WebhookConfig(MINIMAL).http().allowsPrivateAddresses()).isFalse();
        assertThat(new WebhookConfig(MINIMAL).http().tls().checksHostname()).isTrue();
        assertThat(new WebhookConfig(MINIMAL).http().proxy()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void blankUrlIsRejected(String url) {
        assertThat(errors(Map.of("url", url))).containsOnlyKeys("url");
    }

    @Test
    void missingUrlIsRejected() {
        assertThat(errors(Map.of())).containsOnlyKeys("url");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "url | example.com | Expected a URL such as https://example.com/events.",
                "url | https://${table}.example.com/ | Placeholders are allowed only in the path and the query",
                "url | https://example.com/${tabel} | Unknown placeholder '${tabel}'",
                "url | https://user:open-sesame@example.com/ | Do not put credentials in the URL",
                "url | http://10.0.0.1/ | The address is not public (private)",
                "url | http://localhost/ | The address is not public (loopback)",
                "url | http://[::1]/${table} | The address is not public (loopback)",
                "url | http://2130706433/ | The address is not public (loopback)",
                "failure.notification.url | nowhere | Expected a URL",
                "failure.notification.url | http://169.254.169.254/ | The address is not public (link-local",
                "headers | X-Y | Expected headers of the form 'Name: value'",
                "headers | Host: x | The connector sets 'Host' itself",
                "headers | Upgrade: h2c | The connector sets 'Upgrade' itself",
                "headers | Expect: 100-continue | The connector sets 'Expect' itself",
                "headers | Keep-Alive: 5 | The connector sets 'Keep-Alive' itself",
                "secret.headers | X-Y open-sesame | Expected headers of the form 'Name: value'",
                "request.compression | zip | String must be one of: none, gzip",
                "http.connect.timeout.ms | 0 | Value must be at least 1",
                "http.request.timeout.ms | 600001 | Value must be no more than 600000",
                "allow.private.addresses | perhaps | Expected value to be either true or false",
                "body.format | xml | String must be one of: lambda, envelope, cloudevents",
                "item.format | xml | String must be one of: dynamodb-json, json",
                "signing.keys | open-sesame | Key 1: a signing key starts with whsec_ or whsk_.",
                "auth.type | digest | String must be one of: none, basic, bearer, oauth2",
                "oauth2.token.url | x y | Invalid URL",
                "oauth2.client.auth.mode | body | String must be one of: header, url",
                "http.proxy.port | 0 | Value must be at least 1",
                "max.in.flight.deliveries | 0 | Value must be at least 1",
                "event.filter | x | "
            })
    void invalidValueIsReportedOnItsPropertyOnly(String property, String value, @Nullable String message) {
        Map<String, List<String>> errors = errors(with(Map.of(property, value)));

        assertThat(errors).containsOnlyKeys(property);
        assertThat(errors.get(property)).singleElement().asString().contains(message == null ? "" : message);
    }

    @Test
    void privateAddressesCanBeAllowed() {
        Map<String, String> allowed = Map.of("url", "http://10.0.0.1/", "allow.private.addresses", "true");
        assertThat(errors(allowed)).isEmpty();
        assertThat(new WebhookConfig(allowed).http().allowsPrivateAddresses()).isTrue();
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

    @Test
    void addressOfTheAuthorizationServerIsChecked() {
        assertThat(errors(with(Map.of(
                        "auth.type", "oauth2",
                        "oauth2.token.url", "http://127.0.0.1/token",
                        "oauth2.client.id", "id",
                        "oauth2.client.secret", SECRET))))
                .containsOnlyKeys("oauth2.token.url");
    }

    @Test
    void proxyUserRequiresPasswordAndProxy() {
        assertThat(errors(with(Map.of("http.proxy.user", "u"))))
                .containsOnlyKeys("http.proxy.host", "http.proxy.password");
        assertThat(errors(with(Map.of("http.proxy.host", "p", "http.proxy.user", "u", "http.proxy.password", SECRET))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl.truststore.location", "ssl.keystore.location"})
    void unreadableStoreIsReportedOnItsProperty(String property) {
        assertThat(errors(with(Map.of(property, "/nowhere/store.jks")))).containsOnlyKeys(property);
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
                "signing.keys", SECRET));

        assertThat(WebhookConfig.validate(properties).configValues())
                .allSatisfy(value -> assertThat(value.toString() + value.value() + value.errorMessages())
                        .doesNotContain(SECRET));
        assertThatThrownBy(() -> new WebhookConfig(properties))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining(SECRET);
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
