/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.fanout.GrpcFanOutSinkConnector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FanOutConfigTest {
    private static Map<String, List<String>> errors(Map<String, String> properties) {
        Map<String, List<String>> errors = new HashMap<>();
        for (ConfigValue value :
                new GrpcFanOutSinkConnector().validate(properties).configValues()) {
            if (!value.errorMessages().isEmpty()) {
                errors.put(value.name(), value.errorMessages());
            }
        }
        return errors;
    }

    @Test
    void hasNoRequiredProperty() {
        assertThat(errors(Map.of())).isEmpty();
    }

    @Test
    void isOpenToNetworkOnlyWithoutLoopbackTlsAndTokens() {
        assertThat(new FanOutConfig(Map.of()).isOpenToNetwork()).isFalse();
        assertThat(new FanOutConfig(Map.of("grpc.host", "0.0.0.0")).isOpenToNetwork())
                .isTrue();
        assertThat(new FanOutConfig(Map.of(
                                "grpc.host",
                                "0.0.0.0",
                                "auth.tokens",
                                "[{\"name\": \"a\", \"token\": \"0123456789abcdef\", \"tables\": [\"*\"]}]"))
                        .isOpenToNetwork())
                .isFalse();
    }

    @Test
    void rejectsMoreThanOneTaskAndExplainsReplicas() {
        assertThat(errors(Map.of("tasks.max", "1"))).isEmpty();
        assertThat(errors(Map.of("tasks.max", "2")))
                .containsOnlyKeys("tasks.max")
                .hasEntrySatisfying(
                        "tasks.max", messages -> assertThat(messages.get(0)).contains("create more connectors"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "grpc.port|70000",
                "ring.max.bytes|0",
                "ssl.client.auth|maybe",
                "event.filter|{\"tables\":1}",
                "auth.tokens|{}",
                "auth.tokens|null",
                "auth.tokens|[null]",
                "auth.tokens|[{\"name\":\"a\",\"token\":\"0123456789abcdef\",\"tables\":[null]}]",
                "auth.tokens|[{\"name\":\"a\",\"token\":\"short\",\"tables\":[\"*\"]}]",
                "auth.tokens|[{\"name\":\"a\",\"token\":\"0123456789abcdef\",\"tables\":[]}]",
                "batch.max.bytes|99999999"
            })
    void reportsAnInvalidValueOnItsProperty(String property, String value) {
        assertThat(errors(Map.of(property, value))).containsOnlyKeys(property);
    }

    @Test
    void requiresCertificateAndKeyTogether() {
        assertThat(errors(Map.of("ssl.keystore.key", "x"))).containsOnlyKeys("ssl.keystore.certificate.chain");
        assertThat(errors(Map.of("ssl.keystore.certificate.chain", "x"))).containsOnlyKeys("ssl.keystore.key");
        assertThat(errors(Map.of("ssl.client.auth", "required"))).containsOnlyKeys("ssl.truststore.certificates");
        assertThat(errors(Map.of("ssl.keystore.certificate.chain", "x", "ssl.keystore.key", "y")))
                .containsOnlyKeys("ssl.keystore.certificate.chain");
    }

    @Test
    void messagesContainNoSecrets() {
        String secret = "s3cret-s3cret-s3cret";

        assertThat(errors(Map.of("auth.tokens", "[{\"token\":\"" + secret + "\""))
                        .toString())
                .doesNotContain(secret);
        assertThat(errors(Map.of("ssl.keystore.certificate.chain", secret, "ssl.keystore.key", secret))
                        .toString())
                .doesNotContain(secret);
        assertThat(new FanOutConfig(Map.of("auth.tokens", secret)).values().toString())
                .doesNotContain(secret);
    }

    /** Otherwise, the server would be open to everyone. */
    @Test
    void misspeltTokensAreRejectedWithoutTheirValue() {
        String secret = "0123456789abcdef";
        assertThat(errors(Map.of("auth.token", secret)))
                .containsOnlyKeys("auth.token")
                .hasEntrySatisfying(
                        "auth.token",
                        messages -> assertThat(messages)
                                .singleElement()
                                .asString()
                                .contains("Did you mean 'auth.tokens'?")
                                .doesNotContain(secret));
        assertThatThrownBy(() -> new GrpcFanOutSinkConnector().start(Map.of("auth.token", secret)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Did you mean 'auth.tokens'?");
    }

    @Test
    void nullIsRejectedOnEveryProperty() {
        Set<String> names = new TreeSet<>(FanOutConfig.DEFINITION.names());
        names.add("tasks.max");
        for (String property : names) {
            Map<String, String> properties = new HashMap<>();
            properties.put(property, null);
            assertThat(errors(properties)).containsOnlyKeys(property);
            assertThatThrownBy(() -> new GrpcFanOutSinkConnector().start(properties))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("'" + property + "' is null");
        }
    }
}
