/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.validation;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.changefeed.event.ViewType;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.KeySchema.KeyType;
import io.changefeed.source.DynamoDbStreamsSourceConnector;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.worker.SourceTestBed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;

/** Errors of a configuration that DynamoDB reports, and their properties. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class RemoteValidationTest {
    private static final String SECRET = "wJalrXUtnFEMI-K7MDENG";
    private static final KeySchema KEY = KeySchema.of("id", KeyType.S);

    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    @BeforeEach
    void createTable() {
        testBed.table("orders", 2);
    }

    @Test
    void acceptsReadableTables() {
        for (var viewType : io.changefeed.simulator.stream.ViewType.values()) {
            testBed.simulator().createTable("view-" + viewType, KEY, viewType);
        }

        assertThat(errors(config("tables.regex", "orders|view-.*"))).isEmpty();
        assertThat(errors(config("tables", "orders,view-KEYS_ONLY"))).isEmpty();
    }

    @Test
    void reportsMissingTable() {
        assertThat(errors(config("tables", "orders,clients")))
                .containsOnlyKeys("tables")
                .allSatisfy((property, messages) -> assertThat(messages)
                        .singleElement()
                        .asString()
                        .contains("The table 'clients' does not exist in this AWS account and region."));
    }

    @Test
    void reportsListedTableWhoseStreamVanished() {
        SimulatedTable carts = testBed.table("carts", 1);
        carts.disableStream();
        carts.expireStream();

        assertThat(errors(config("tables", "orders,carts")))
                .containsOnlyKeys("tables")
                .allSatisfy((property, messages) ->
                        assertThat(messages).singleElement().asString().contains("The table 'carts' has no stream."));
        assertThat(errors(config("tables.regex", "orders|carts"))).isEmpty();
    }

    @Test
    void reportsAnErrorForEachTable() {
        testBed.simulator().createTableWithoutStream("silent", KEY);

        assertThat(errors(config("tables", "orders,clients,silent")).get("tables"))
                .hasSize(2)
                .anyMatch(message -> message.contains("'clients' does not exist"))
                .anyMatch(
                        message -> message.contains("The table 'silent' has no stream. Enable DynamoDB Streams on it"));
    }

    @Test
    void reportsDisabledStream() {
        testBed.simulator().table("orders").disableStream();

        assertThat(errors(config("tables", "orders")).get("tables"))
                .singleElement()
                .asString()
                .contains("The stream of table 'orders' is disabled");
    }

    @Test
    void acceptsPatternWithoutMatchingStreams() {
        testBed.simulator().createTableWithoutStream("silent", KEY);

        assertThat(errors(config("tables.regex", "orders|silent"))).isEmpty();
        assertThat(errors(config("tables.regex", "nothing"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "DESCRIBE_TABLE, dynamodb:DescribeTable",
        "DESCRIBE_STREAM, dynamodb:DescribeStream",
        "GET_SHARD_ITERATOR, dynamodb:GetShardIterator",
        "GET_RECORDS, dynamodb:GetRecords"
    })
    void reportsMissingPermission(Operation denied, String action) {
        testBed.simulator()
                .inject(FaultRule.always(Fault.error(ErrorType.ACCESS_DENIED)).on(denied));

        assertDenied(errors(config("tables", "orders")), "tables", action);
        assertDenied(errors(config("tables.regex", "orders")), "tables.regex", action);
    }

    @Test
    void patternRequiresListTables() {
        testBed.simulator()
                .inject(FaultRule.always(Fault.error(ErrorType.ACCESS_DENIED)).on(Operation.LIST_TABLES));

        assertThat(errors(config("tables", "orders"))).isEmpty();
        assertDenied(errors(config("tables.regex", "orders")), "tables.regex", "dynamodb:ListTables");
    }

    @Test
    void snapshotRequiresScan() {
        testBed.simulator()
                .inject(FaultRule.always(Fault.error(ErrorType.ACCESS_DENIED)).on(Operation.SCAN));
        Map<String, String> config = config("tables", "orders");
        assertThat(errors(config)).isEmpty();

        config.put("snapshot.mode", "initial");

        assertDenied(errors(config), "tables", "dynamodb:Scan");
    }

    private static void assertDenied(Map<String, List<String>> errors, String property, String action) {
        assertThat(errors).containsOnlyKeys(property);
        assertThat(errors.get(property))
                .singleElement()
                .asString()
                .contains("The credentials are not allowed to call '" + action + "'", "injected by a script");
    }

    @ParameterizedTest
    @CsvSource({
        "UNRECOGNIZED_CLIENT, aws.access.key.id, AWS does not recognize this access key",
        "INVALID_SIGNATURE, aws.secret.access.key, The secret access key does not match 'aws.access.key.id'",
        "EXPIRED_TOKEN, aws.session.token, The session token has expired"
    })
    void reportsRejectedCredentialsOnce(ErrorType error, String property, String message) {
        testBed.table("clients", 1);
        testBed.simulator().inject(FaultRule.always(Fault.error(error)));

        Map<String, List<String>> errors = errors(config("tables", "orders,clients"));

        assertThat(errors).containsOnlyKeys(property);
        assertThat(errors.get(property)).singleElement().asString().contains(message);
    }

    @ParameterizedTest
    @EnumSource(names = {"THROTTLING", "INTERNAL_SERVER_ERROR", "LIMIT_EXCEEDED"})
    void ignoresTransientErrors(ErrorType error) {
        testBed.simulator().inject(FaultRule.always(Fault.error(error)).on(Operation.GET_RECORDS));

        assertThat(errors(config("tables", "orders"))).isEmpty();
    }

    @Test
    void reportsEndpointThatRefusesConnections() throws IOException {
        Map<String, String> config = config("tables", "orders,clients");
        // Bound, so that no other test uses the port, but not listening.
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            config.put("aws.endpoint", "http://127.0.0.1:" + bound.getLocalPort());

            assertUnreachable(errors(config), "ConnectException");
        }
    }

    @Test
    void reportsStreamsEndpointThatRefusesConnections() throws IOException {
        Map<String, String> config = config("tables", "orders,clients");
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            config.put("aws.streams.endpoint", "http://127.0.0.1:" + bound.getLocalPort());

            assertThat(errors(config))
                    .containsOnlyKeys("aws.streams.endpoint")
                    .allSatisfy((property, messages) -> assertThat(messages)
                            .singleElement()
                            .asString()
                            .contains("DynamoDB Streams is unreachable from the worker at this endpoint"));
        }
    }

    @Test
    void reportsEndpointThatDoesNotRespond() {
        testBed.simulator().inject(FaultRule.always(Fault.hang()));
        Map<String, String> config = config("tables", "orders");

        Config validated = new RemoteValidation(Duration.ofSeconds(2)).validate(SourceConfig.validate(config), config);

        assertUnreachable(errors(validated), "no response within 2 s");
    }

    private static void assertUnreachable(Map<String, List<String>> errors, String reason) {
        assertThat(errors).containsOnlyKeys("aws.endpoint");
        assertThat(errors.get("aws.endpoint"))
                .singleElement()
                .asString()
                .contains(
                        "DynamoDB is unreachable from the worker at this endpoint", reason, "'validate.remote=false'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | <html><body>It works!</body></html>",
                "200 | {}",
                "200 | []",
                "200 | ''",
                "204 | ''",
                "302 | ''",
                "404 | <html><body>Not found</body></html>",
                "403 | {\"message\":\"Forbidden\"}",
                "502 | Bad gateway"
            })
    void reportsEndpointThatIsNotDynamoDb(int status, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            for (String endpoint : List.of("aws.endpoint", "aws.streams.endpoint")) {
                for (String property : List.of("tables", "tables.regex")) {
                    Map<String, String> config = config(property, "orders");
                    config.put(
                            endpoint, "http://127.0.0.1:" + server.getAddress().getPort());

                    assertThat(errors(config))
                            .containsOnlyKeys(endpoint)
                            .allSatisfy((name, messages) -> assertThat(messages)
                                    .singleElement()
                                    .asString()
                                    .contains("does not respond like DynamoDB", "'validate.remote=false'"));
                }
            }
        } finally {
            server.stop(0);
        }
    }

    /** The test machine has no role: STS is unreachable, or rejects the credentials. */
    @Test
    void reportsRoleThatCannotBeAssumedOnTheRole() {
        Map<String, String> config = config("tables", "orders");
        config.put("aws.sts.role.arn", "arn:aws:iam::123456789012:role/changefeed");

        assertThat(errors(config))
                .containsOnlyKeys("aws.sts.role.arn")
                .allSatisfy((name, messages) -> assertThat(messages).hasSize(1));
    }

    @Test
    void reportsTableThatIsListedByNameAndByArn() {
        String stream = testBed.table("clients", 1).report().arn();
        String table = stream.substring(0, stream.indexOf("/stream/"));

        assertThat(errors(config("tables", "orders," + table))).isEmpty();
        Map<String, String> config = config("tables", "clients," + table);
        assertThat(errors(config).get("topic.name.format"))
                .singleElement()
                .asString()
                .contains("If both are the same table, remove one of them.");
        config.put("topic.name.format", "${account}.${table}");
        assertThat(errors(config))
                .containsOnlyKeys("tables")
                .allSatisfy((name, messages) -> assertThat(messages)
                        .singleElement()
                        .asString()
                        .contains("'clients' and '" + table + "' are the same table. Remove one of them."));
    }

    @Test
    void doesNotCallDynamoDbWhenDisabled() {
        Map<String, String> config = config("tables", "clients");
        config.put("validate.remote", "false");

        assertThat(errors(config)).isEmpty();
        assertThat(testBed.simulator().counts().calls()).isEmpty();
    }

    @Test
    void doesNotCallDynamoDbForAnInvalidConfiguration() {
        Map<String, String> config = config("tables", "clients");
        config.put("event.format", "xml");

        assertThat(errors(config)).containsOnlyKeys("event.format");
        assertThat(testBed.simulator().counts().calls()).isEmpty();
    }

    @Test
    void reportsUnsupportedViewType() {
        StreamDescription stream = StreamDescription.builder()
                .streamStatus(StreamStatus.ENABLED)
                .streamViewType("OLD_IMAGE_AND_DIFFERENCE")
                .build();

        assertThat(DynamoDbChecks.problemOf(stream, "table 'orders'", "tables"))
                .hasValueSatisfying(problem -> assertThat(problem.reason())
                        .contains("view type OLD_IMAGE_AND_DIFFERENCE", ViewType.KEYS_ONLY.name()));
    }

    @Test
    void errorsContainNoSecret() {
        for (ErrorType error : List.of(ErrorType.ACCESS_DENIED, ErrorType.INVALID_SIGNATURE, ErrorType.VALIDATION)) {
            testBed.simulator().clearFaults();
            testBed.simulator().inject(FaultRule.always(Fault.error(error)));

            assertThat(errors(config("tables", "orders")).toString())
                    .contains("Invalid value")
                    .doesNotContain(SECRET);
        }
    }

    private Map<String, String> config(String property, String tables) {
        Map<String, String> config = new HashMap<>(testBed.config(Map.of(property, tables)));
        config.put("aws.secret.access.key", SECRET);
        config.put("aws.session.token", SECRET);
        return config;
    }

    private static Map<String, List<String>> errors(Map<String, String> config) {
        return errors(new DynamoDbStreamsSourceConnector().validate(config));
    }

    private static Map<String, List<String>> errors(Config validated) {
        return validated.configValues().stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .collect(toMap(ConfigValue::name, ConfigValue::errorMessages));
    }
}
