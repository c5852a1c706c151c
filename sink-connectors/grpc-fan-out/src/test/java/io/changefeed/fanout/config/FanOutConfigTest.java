/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.delivery.config.ConnectorErrors;
import io.changefeed.fanout.GrpcFanOutSinkConnector;
import io.changefeed.fanout.Pem;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FanOutConfigTest {
    private static final ConnectorErrors ERRORS = new ConnectorErrors(new GrpcFanOutSinkConnector(), Map.of());

    private static Map<String, List<String>> errors(Map<String, String> properties) {
        return ERRORS.with(properties);
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
    void acceptsMoreTasksThanTheOneThatIsUsed() {
        assertThat(errors(Map.of("tasks.max", "8"))).isEmpty();

        GrpcFanOutSinkConnector connector = new GrpcFanOutSinkConnector();
        connector.start(Map.of("tasks.max", "8"));

        assertThat(connector.taskConfigs(8)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "grpc.port|70000|no more than 65535",
                "grpc.port|x|Not a number",
                "grpc.host|` `|Expected only the name or address",
                "grpc.host|``|Expected only the name or address",
                "grpc.host|0.0.0.0:50051|Put the port in 'grpc.port'",
                "grpc.host|http://0.0.0.0|Put the port in 'grpc.port'",
                "grpc.max.connection.age.ms|999|Must be 0 or at least 1000",
                "grpc.max.connection.age.ms|9223372036854775807|no more than",
                "slow.timeout.ms|9223372036854775807|no more than",
                "token.wait.ms|9223372036854775807|no more than",
                "ring.max.bytes|0|at least 1",
                "ring.max.bytes|9223372036854775807|The heap of this worker has",
                "ssl.client.auth|maybe|none, requested, required",
                "event.filter|{\"tables\":1}|tables: unknown field",
                "auth.tokens|{}|Expected a JSON array",
                "auth.tokens|null|Expected a JSON array",
                "auth.tokens|[]|Contains no token: every call would be rejected",
                "auth.tokens|[null]|Expected a JSON array",
                "auth.tokens|[{\"name\":\"a\",\"token\":\"0123456789abcdef\",\"tables\":[null]}]|Expected a JSON array",
                "auth.tokens|[{\"name\":\"a\",\"token\":\"short\",\"tables\":[\"*\"]}]|Entry 1: a token must have at"
                        + " least 16",
                "auth.tokens|[{\"name\":\"a\",\"token\":\"0123456789 abcdef\",\"tables\":[\"*\"]}]|no spaces",
                "auth.tokens|[{\"name\":\"a\",\"token\":\"0123456789abcdef\\n\",\"tables\":[\"*\"]}]|no spaces",
                "auth.tokens|[{\"name\":\" \",\"token\":\"0123456789abcdef\",\"tables\":[\"*\"]}]|unique and not blank",
                "auth.tokens|[{\"name\":\"a\",\"token\":\"0123456789abcdef\",\"tables\":[]}]|at least one table",
                "auth.tokens|[{\"name\":\"a\",\"token\":\"0123456789abcdef\",\"tables\":[\"o*\"]}]|not topics, ARNs or"
                        + " patterns",
                "token.key|short|Key 1: a key must have at least 32 characters",
                "token.key|0123456789abcdef0123456789abcdef,|Key 2: a key must have at least 32 characters",
                "token.key|0123456789abcdef 0123456789abcdef|no spaces",
                "grpc.max.connections.per.ip|0|at least 1",
                "grpc.max.concurrent.calls.per.connection|0|at least 1",
                "grpc.max.connection.idle.ms|999|at least 1000",
                "batch.max.bytes|99999999|no more than",
                "errors.tolerance|all|also set 'errors.deadletterqueue.topic.name'"
            })
    void reportsAnInvalidValueOnItsProperty(String property, String value, String message) {
        ERRORS.assertOnly(property, message, Map.of(property, value));
    }

    @Test
    void bearerTokensRequireATokenKey() {
        String tokens = "[{\"name\": \"a\", \"token\": \"0123456789abcdef\", \"tables\": [\"orders\"]}]";
        Map<String, String> properties = Map.of("auth.tokens", tokens);

        ERRORS.assertOnly("token.key", "'token.key' is required if 'auth.tokens' is set", properties);
        assertThatThrownBy(() -> new FanOutConfig(properties).security().tokenCodec())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'token.key' is required if 'auth.tokens' is set");
        assertThat(errors(with(properties, "token.key", "0123456789abcdef0123456789abcdef")))
                .isEmpty();
    }

    @Test
    void rejectsTwoTokensWithOneName() {
        ERRORS.assertOnly("auth.tokens", "Entry 2: the name must be unique", Map.of("auth.tokens", """
            [{"name": "a", "token": "0123456789abcdef", "tables": ["*"]},
             {"name": "a", "token": "0123456789abcdeg", "tables": ["*"]}]\
            """));
        ERRORS.assertOnly("auth.tokens", "Entry 2: another entry has the same token", Map.of("auth.tokens", """
            [{"name": "a", "token": "0123456789abcdef", "tables": ["*"]},
             {"name": "b", "token": "0123456789abcdef", "tables": ["*"]}]\
            """));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "worker-1.example.com", "10.0.0.1", "::", "::1", "fe80::1%eth0"})
    void acceptsAnyHostBecauseAnotherWorkerCanRunTheTask(String host) {
        assertThat(errors(Map.of("grpc.host", host))).isEmpty();
    }

    @Test
    void ringAboveTheHeapFailsTheStartOfATask() {
        FanOutConfig config = new FanOutConfig(Map.of("ring.max.bytes", Long.toString(Long.MAX_VALUE)));

        assertThatThrownBy(() -> config.streaming().ring())
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("ring.max.bytes", "The heap of this worker");
    }

    @Test
    void tokensAreSentInClearTextOnlyWithoutLoopbackAndTls() {
        String tokens = "[{\"name\": \"a\", \"token\": \"0123456789abcdef\", \"tables\": [\"*\"]}]";
        assertThat(new FanOutConfig(Map.of("auth.tokens", tokens)).sendsTokensInClearText())
                .isFalse();
        assertThat(new FanOutConfig(Map.of("auth.tokens", tokens, "grpc.host", "0.0.0.0")).sendsTokensInClearText())
                .isTrue();
        assertThat(new FanOutConfig(Map.of(
                                "auth.tokens",
                                tokens,
                                "grpc.host",
                                "0.0.0.0",
                                "ssl.keystore.certificate.chain",
                                "x",
                                "ssl.keystore.key",
                                "y"))
                        .sendsTokensInClearText())
                .isFalse();
        assertThat(new FanOutConfig(Map.of("grpc.host", "0.0.0.0")).sendsTokensInClearText())
                .isFalse();
    }

    @Test
    void everyPropertyIsValidatedWithoutAnException() {
        ERRORS.assertEveryPropertyIsValidated();
    }

    @Test
    void noMessageContainsASecret() {
        ERRORS.assertSecretsAreHidden(properties -> {
            FanOutConfig config = new FanOutConfig(properties);
            return config.security().tokens().isPresent()
                    && config.security().certificates().isPresent();
        });
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
    void reportsThePartOfTheCertificatesThatIsInvalid(@TempDir Path folder) throws Exception {
        Pem server = Pem.of(folder, "server");
        Pem other = Pem.of(folder, "other");
        Map<String, String> valid =
                Map.of("ssl.keystore.certificate.chain", server.certificate(), "ssl.keystore.key", server.key());

        assertThat(errors(valid)).isEmpty();
        ERRORS.assertOnly(
                "ssl.keystore.key",
                "Expected the private key of the first certificate",
                with(valid, "ssl.keystore.key", other.key()));
        ERRORS.assertOnly(
                "ssl.keystore.key",
                "Expected the private key of the first certificate",
                with(valid, "ssl.keystore.key", server.certificate()));
        ERRORS.assertOnly(
                "ssl.keystore.certificate.chain",
                "Expected one or more certificates",
                with(valid, "ssl.keystore.certificate.chain", server.key()));
        ERRORS.assertOnly(
                "ssl.truststore.certificates",
                "Expected one or more certificates",
                with(with(valid, "ssl.client.auth", "required"), "ssl.truststore.certificates", "x"));
    }

    private static Map<String, String> with(Map<String, String> properties, String name, String value) {
        Map<String, String> changed = new HashMap<>(properties);
        changed.put(name, value);
        return changed;
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
        assertThat(new FanOutConfig(Map.of("ssl.keystore.key", secret)).values().toString())
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
