/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.changefeed.connector.ConfigProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Sources of credentials that fail for a while: a container agent, AWS STS and a process. */
@Timeout(120)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class CredentialsTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/reader";
    private static final Map<String, String> STATIC_KEY =
            Map.of("aws.access.key.id", "AKIAEXAMPLE", "aws.secret.access.key", "secret-of-the-test");
    private static final String CREDENTIALS =
            "{\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"s\",\"Token\":\"t\",\"Expiration\":\"2126-01-01T00:00:00Z\"}";
    private static final String ROLE_CREDENTIALS = "<AssumeRoleResponse"
            + " xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>"
            + "<AccessKeyId>a</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
            + "<Expiration>2126-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";

    private static final String ACCESS_DENIED = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
            + "<Message>no</Message></Error></ErrorResponse>";

    @TempDir
    private Path folder;

    private final HttpServer dynamoDb = start();
    private final HttpServer agent = start();
    private final HttpServer sts = start();

    private final AtomicInteger status = new AtomicInteger(200);
    private final Map<String, String> before = new HashMap<>();

    private static HttpServer start() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void serve() {
        serve(dynamoDb, new AtomicInteger(200), "{\"TableNames\":[]}");
        serve(agent, status, CREDENTIALS);
        serve(sts, status, ROLE_CREDENTIALS);
        set("aws.disableEc2Metadata", "true");
        set("aws.configFile", folder.resolve("config").toString());
        set("aws.sharedCredentialsFile", folder.resolve("credentials").toString());
    }

    private static void serve(HttpServer server, AtomicInteger status, String body) {
        server.createContext("/", exchange -> {
            byte[] bytes = (status.get() == 403 ? ACCESS_DENIED : status.get() == 200 ? body : "").getBytes(UTF_8);
            exchange.sendResponseHeaders(status.get(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    private void set(String property, String value) {
        before.put(property, System.getProperty(property, ""));
        System.setProperty(property, value);
    }

    @AfterEach
    void stop() {
        List.of(dynamoDb, agent, sts).forEach(server -> server.stop(0));
        before.forEach((property, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, value);
            }
        });
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private AwsConfig config(Map<String, String> more) {
        Map<String, String> config = new HashMap<>(Map.of("aws.region", "eu-central-1", "aws.endpoint", url(dynamoDb)));
        config.putAll(more);
        return Configs.of(config);
    }

    private static List<String> call(AwsConfig config) {
        try (AwsAccess access = new AwsAccess(config, Optional.of(Duration.ofSeconds(10)));
                DynamoDbClient client = access.configure(
                                AwsService.DYNAMODB, DynamoDbClient.builder(), AwsRetryStrategy.doNotRetry())
                        .build()) {
            return client.listTables().tableNames();
        }
    }

    private static SdkException failure(AwsConfig config) {
        SdkException failure = catchThrowableOfType(SdkException.class, () -> call(config));
        assertThat(failure).isNotNull();
        return failure;
    }

    private static ConfigProblem problem(AwsConfig config) {
        return new AwsConfigProblems(config, AwsService.DYNAMODB)
                .of(failure(config), "dynamodb:ListTables", "the tables", "tables.regex")
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500})
    void failingContainerAgentIsTransient(int response) {
        set("aws.containerCredentialsFullUri", url(agent));
        AwsConfig config = config(Map.of());
        status.set(response);

        assertThat(AwsErrorClassifier.isTransient(failure(config))).isTrue();
        assertThat(problem(config).property()).isEqualTo("aws.access.key.id");

        status.set(200);
        assertThat(call(config)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500})
    void failingStsIsTransientAndBlamedOnTheRole(int response) {
        set("aws.endpointUrlSts", url(sts));
        AwsConfig config = role();
        status.set(response);

        assertThat(AwsErrorClassifier.isTransient(failure(config))).isTrue();
        ConfigProblem problem = problem(config);
        assertThat(problem.property()).isEqualTo("aws.sts.role.arn");
        assertThat(problem.reason()).contains("AWS STS").doesNotContain("secret-of-the-test");

        status.set(200);
        assertThat(call(config)).isEmpty();
    }

    @Test
    void roleThatStsRefusesIsPermanent() {
        set("aws.endpointUrlSts", url(sts));
        status.set(403);

        assertThat(AwsErrorClassifier.isTransient(failure(role()))).isFalse();
        ConfigProblem problem = problem(role());
        assertThat(problem.property()).isEqualTo("aws.sts.role.arn");
        assertThat(problem.reason()).contains("(AccessDenied)", "trust policy");
    }

    @Test
    void unreachableStsIsTransientAndNotBlamedOnTheEndpointOfDynamoDb() throws IOException {
        try (ServerSocket unused = new ServerSocket(0)) {
            set("aws.endpointUrlSts", "http://127.0.0.1:" + unused.getLocalPort());
        }

        assertThat(AwsErrorClassifier.isTransient(failure(role()))).isTrue();
        ConfigProblem problem = problem(role());
        assertThat(problem.property()).isEqualTo("aws.sts.role.arn");
        assertThat(problem.reason()).contains("AWS STS is unreachable");
    }

    @Test
    void unknownHostOfStsIsTransientAndBlamedOnTheRole() {
        set("aws.endpointUrlSts", "http://sts.invalid/");

        assertThat(AwsErrorClassifier.isTransient(failure(role()))).isTrue();
        ConfigProblem problem = problem(role());
        assertThat(problem.property()).isEqualTo("aws.sts.role.arn");
        assertThat(problem.reason()).contains("UnknownHostException", "sts.invalid");
    }

    private AwsConfig role() {
        Map<String, String> properties = new HashMap<>(STATIC_KEY);
        properties.put("aws.sts.role.arn", ROLE);
        return config(properties);
    }

    @Test
    void failingCredentialProcessIsTransientAndBlamedOnTheProfile() throws IOException {
        Path process = Files.writeString(folder.resolve("process.sh"), "exit 3\n");
        Files.writeString(folder.resolve("config"), "[profile shop]\ncredential_process = /bin/sh " + process + "\n");
        AwsConfig config = config(Map.of("aws.profile", "shop"));

        assertThat(AwsErrorClassifier.isTransient(failure(config))).isTrue();
        assertThat(problem(config).property()).isEqualTo("aws.profile");

        Files.writeString(
                process,
                "echo '{\"Version\":1,\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"s\",\"SessionToken\":\"t\","
                        + "\"Expiration\":\"2126-01-01T00:00:00Z\"}'\n");
        assertThat(call(config)).isEmpty();
    }

    @Test
    void missingProfileIsReportedForTheRoleThatNeedsIt() {
        ConfigProblem problem = problem(config(Map.of("aws.profile", "absent", "aws.sts.role.arn", ROLE)));

        assertThat(problem.property()).isEqualTo("aws.profile");
        assertThat(problem.reason()).contains("absent");
    }
}
