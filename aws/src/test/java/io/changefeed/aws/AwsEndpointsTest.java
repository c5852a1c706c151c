/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.changefeed.connector.PropertyChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** The hosts that the clients connect to. */
@Timeout(120)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class AwsEndpointsTest {
    private static final Map<String, String> STATIC_KEY =
            Map.of("aws.region", "us-west-2", "aws.access.key.id", "AKIAEXAMPLE", "aws.secret.access.key", "secret");
    private static final String ROLE = "arn:aws:iam::123456789012:role/reader";

    @TempDir
    private Path folder;

    private final SystemProperties system = new SystemProperties();
    private final RecordingProxy proxy = new RecordingProxy();

    @BeforeEach
    void useProxy() {
        for (String scheme : List.of("http", "https")) {
            system.set(scheme + ".proxyHost", "127.0.0.1");
            system.set(scheme + ".proxyPort", Integer.toString(proxy.port()));
        }
        system.set("http.nonProxyHosts", "127.0.0.1");
        system.set("aws.disableEc2Metadata", "true");
        system.set("aws.configFile", folder.resolve("config").toString());
        system.set("aws.sharedCredentialsFile", folder.resolve("credentials").toString());
    }

    @AfterEach
    void close() {
        system.close();
        proxy.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', dynamodb.us-west-2.amazonaws.com, streams.dynamodb.us-west-2.amazonaws.com",
        "true, '', dynamodb-fips.us-west-2.amazonaws.com, streams.dynamodb-fips.us-west-2.amazonaws.com",
        "'', true, dynamodb.us-west-2.api.aws, streams-dynamodb.us-west-2.api.aws",
        "true, true, dynamodb-fips.us-west-2.api.aws, streams-dynamodb-fips.us-west-2.api.aws"
    })
    void endpointsOfTheRegionAreCalled(String fips, String dualstack, String dynamoDb, String streams) {
        AwsConfig config = config(variants(fips, dualstack));

        listTables(config);
        listStreams(config);

        assertThat(proxy.hosts()).containsExactly(dynamoDb, streams);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', sts.us-west-2.amazonaws.com",
        "true, '', sts-fips.us-west-2.amazonaws.com",
        "'', true, sts.us-west-2.api.aws"
    })
    void stsIsCalledAtAnEndpointOfTheSameKind(String fips, String dualstack, String sts) {
        Map<String, String> properties = variants(fips, dualstack);
        properties.put("aws.sts.role.arn", ROLE);

        listTables(config(properties));

        assertThat(proxy.hosts()).isNotEmpty().containsOnly(sts);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', sts.us-west-2.amazonaws.com",
        "true, '', sts-fips.us-west-2.amazonaws.com",
        "'', true, sts.us-west-2.api.aws"
    })
    void stsOfAWebIdentityIsCalledAtAnEndpointOfTheSameKind(String fips, String dualstack, String sts)
            throws IOException {
        system.set("aws.region", "eu-central-1");
        system.set("aws.roleArn", ROLE);
        system.set(
                "aws.webIdentityTokenFile",
                Files.writeString(folder.resolve("token"), "jwt").toString());
        Map<String, String> properties = variants(fips, dualstack);
        properties.put("aws.region", "us-west-2");

        listTables(Configs.of(properties));

        assertThat(proxy.hosts()).isNotEmpty().containsOnly(sts);
    }

    private static Map<String, String> variants(String fips, String dualstack) {
        Map<String, String> properties = new HashMap<>();
        Map.of("aws.use.fips.endpoint", fips, "aws.use.dualstack.endpoint", dualstack)
                .forEach((property, value) -> {
                    if (!value.isEmpty()) {
                        properties.put(property, value);
                    }
                });
        return properties;
    }

    @Test
    void propertyOfTheConnectorTakesPrecedenceOverThatOfTheWorker() {
        system.set("aws.useFipsEndpoint", "true");

        listTables(config(Map.of()));
        listTables(config(Map.of("aws.use.fips.endpoint", "false")));

        assertThat(proxy.hosts())
                .containsExactly("dynamodb-fips.us-west-2.amazonaws.com", "dynamodb.us-west-2.amazonaws.com");
    }

    @Test
    void credentialsWithAnAccountIdCallTheEndpointOfTheAccount() {
        system.set("aws.accessKeyId", "AKIAEXAMPLE");
        system.set("aws.secretAccessKey", "secret");
        system.set("aws.accountId", "123456789012");
        AwsConfig config = Configs.of(Map.of("aws.region", "us-west-2"));

        listTables(config);
        listStreams(config);

        assertThat(proxy.hosts())
                .containsExactly(
                        "123456789012.ddb.us-west-2.amazonaws.com", "streams.dynamodb.us-west-2.amazonaws.com");
    }

    @Test
    void endpointIsCalledForBothServices() {
        try (Endpoint endpoint = new Endpoint()) {
            AwsConfig config = config(Map.of("aws.endpoint", endpoint.url()));

            listTables(config);
            listStreams(config);

            assertThat(endpoint.targets)
                    .containsExactly("DynamoDB_20120810.ListTables", "DynamoDBStreams_20120810.ListStreams");
            assertThat(proxy.hosts()).isEmpty();
        }
    }

    @Test
    void streamsEndpointIsCalledForStreamsOnly() {
        try (Endpoint endpoint = new Endpoint();
                Endpoint streams = new Endpoint()) {
            AwsConfig both = config(Map.of("aws.endpoint", endpoint.url(), "aws.streams.endpoint", streams.url()));
            listTables(both);
            listStreams(both);
            assertThat(endpoint.targets).containsExactly("DynamoDB_20120810.ListTables");
            assertThat(streams.targets).containsExactly("DynamoDBStreams_20120810.ListStreams");

            AwsConfig streamsOnly = config(Map.of("aws.streams.endpoint", streams.url()));
            listTables(streamsOnly);
            listStreams(streamsOnly);
            assertThat(proxy.hosts()).containsExactly("dynamodb.us-west-2.amazonaws.com");
            assertThat(streams.targets).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws.use.fips.endpoint", "aws.use.dualstack.endpoint"})
    void kindOfEndpointIsRejectedWithAnEndpointAsTheSdkDoes(String variant) {
        for (String endpoint : List.of("aws.endpoint", "aws.streams.endpoint")) {
            Map<String, String> properties = Map.of(endpoint, "http://127.0.0.1:1", variant, "true");

            assertThat(errors(properties))
                    .containsOnlyKeys(variant)
                    .allSatisfy((property, messages) ->
                            assertThat(messages).singleElement().asString().contains("'" + endpoint + "'"));
            assertThatThrownBy(() -> callStreams(config(properties)))
                    .isInstanceOf(SdkException.class)
                    .hasMessageContaining("custom endpoint");
        }
        assertThat(errors(Map.of("aws.endpoint", "http://127.0.0.1:1", variant, "false")))
                .isEmpty();
        assertThat(errors(Map.of(variant, "true"))).isEmpty();
    }

    private static Map<String, List<String>> errors(Map<String, String> properties) {
        ConfigDef definition = new ConfigDef();
        AwsConfig.addTo(definition);
        AwsEndpointConfig.addStreamsTo(definition);
        PropertyChecks checks = new PropertyChecks(definition, properties);
        AwsConfig.check(checks);
        Map<String, List<String>> errors = new HashMap<>();
        for (ConfigValue value : checks.result().configValues()) {
            if (!value.errorMessages().isEmpty()) {
                errors.put(value.name(), value.errorMessages());
            }
        }
        return errors;
    }

    private static AwsConfig config(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(STATIC_KEY);
        properties.putAll(more);
        return Configs.of(properties);
    }

    private static void listTables(AwsConfig config) {
        assertThatThrownBy(() -> callDynamoDb(config)).isInstanceOf(SdkException.class);
    }

    private static void callDynamoDb(AwsConfig config) {
        try (AwsAccess access = new AwsAccess(config, Optional.empty());
                DynamoDbClient client = access.configure(
                                AwsService.DYNAMODB, DynamoDbClient.builder(), AwsRetryStrategy.doNotRetry())
                        .build()) {
            client.listTables();
        }
    }

    private static void listStreams(AwsConfig config) {
        assertThatThrownBy(() -> callStreams(config)).isInstanceOf(SdkException.class);
    }

    private static void callStreams(AwsConfig config) {
        try (AwsAccess access = new AwsAccess(config, Optional.empty());
                DynamoDbStreamsClient client = access.configure(
                                AwsService.DYNAMODB_STREAMS,
                                DynamoDbStreamsClient.builder(),
                                AwsRetryStrategy.doNotRetry())
                        .build()) {
            client.listStreams();
        }
    }

    /** A server that records the operations that it refuses. */
    private static final class Endpoint implements AutoCloseable {
        private final HttpServer server;
        private final Queue<String> targets = new ConcurrentLinkedQueue<>();

        private Endpoint() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/", exchange -> {
                targets.add(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
                byte[] body = "{\"__type\":\"AccessDeniedException\"}".getBytes(UTF_8);
                exchange.sendResponseHeaders(400, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        private String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
