/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.changefeed.connector.ConfigProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * DynamoDB, and the servers that issue credentials: the agent of a container, the instance metadata service and AWS
 * STS. A new client uses a server after a test has set the system property that contains its address.
 */
final class CredentialServers implements BeforeEachCallback, AfterEachCallback {
    static final int OK = 200;

    private static final String ROLE_CREDENTIALS = "<AssumeRoleResponse"
            + " xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>"
            + "<AccessKeyId>a</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
            + "<Expiration>EXPIRATION</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";

    private final HttpServer dynamoDb = start(this::dynamoDb);
    private final HttpServer agent = start(this::agent);
    private final HttpServer metadata = start(this::metadata);
    private final HttpServer sts = start(this::sts);
    private final SystemProperties system = new SystemProperties();

    /** The status of each response that would issue credentials. */
    volatile int status = OK;

    private final AtomicInteger instanceRequests = new AtomicInteger();
    /** The status of the agent's responses; 0 for {@link #status}. */
    volatile int agentStatus;
    /** The error of AWS STS with status 400; empty for {@link #status}. */
    volatile String stsError = "";
    /** The lifetime of issued credentials. The SDK renews credentials a few minutes before they expire. */
    volatile Duration lifetime = Duration.ofDays(1);
    /** The error of DynamoDB; empty if it serves calls. */
    volatile String dynamoDbError = "";

    private static HttpServer start(HttpHandler handler) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", handler);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        set("aws.disableEc2Metadata", "true");
        useProfiles(Path.of("/absent"));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        system.close();
        List.of(dynamoDb, agent, metadata, sts).forEach(server -> server.stop(0));
    }

    void set(String property, String value) {
        system.set(property, value);
    }

    void useProfiles(Path folder) {
        set("aws.configFile", folder.resolve("config").toString());
        set("aws.sharedCredentialsFile", folder.resolve("credentials").toString());
    }

    void useAgent() {
        set("aws.containerCredentialsFullUri", url(agent));
    }

    void useInstance() {
        set("aws.disableEc2Metadata", "false");
        set("aws.ec2MetadataServiceEndpoint", url(metadata));
    }

    void useSts() {
        set("aws.endpointUrlSts", url(sts));
    }

    int instanceRequests() {
        return instanceRequests.get();
    }

    /** Ends the agent, so that its port refuses connections. */
    void stopAgent() {
        agent.stop(0);
    }

    void stopInstance() {
        metadata.stop(0);
    }

    /** An address that refuses connections. */
    static String refusingUrl() {
        try (ServerSocket unused = new ServerSocket(0)) {
            return "http://127.0.0.1:" + unused.getLocalPort() + "/";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void dynamoDb(HttpExchange exchange) throws IOException {
        boolean isServed = dynamoDbError.isEmpty();
        respond(
                exchange,
                isServed ? OK : 400,
                isServed ? "{\"TableNames\":[]}" : "{\"__type\":\"com.amazon.coral#" + dynamoDbError + "\"}");
    }

    private void agent(HttpExchange exchange) throws IOException {
        int response = agentStatus == 0 ? status : agentStatus;
        respond(exchange, response, response == OK ? credentials() : "{}");
    }

    /** Version 2 of the protocol: a token, the name of the role, and its credentials. */
    private void metadata(HttpExchange exchange) throws IOException {
        instanceRequests.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/api/token")) {
            exchange.getResponseHeaders().set("x-aws-ec2-metadata-token-ttl-seconds", "21600");
            respond(exchange, OK, "token");
        } else if (path.endsWith("/security-credentials/") || path.endsWith("/security-credentials-extended/")) {
            respond(exchange, status, status == OK ? "reader" : "");
        } else {
            respond(exchange, status, status == OK ? credentials() : "");
        }
    }

    private void sts(HttpExchange exchange) throws IOException {
        String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String issued = ROLE_CREDENTIALS.replace("EXPIRATION", expiration());
        String body = request.contains("AssumeRoleWithWebIdentity")
                ? issued.replace("AssumeRole", "AssumeRoleWithWebIdentity")
                : issued;
        if (!stsError.isEmpty()) {
            respond(exchange, 400, errorOfSts(stsError));
        } else {
            respond(exchange, status, status == OK ? body : status == 403 ? errorOfSts("AccessDenied") : "");
        }
    }

    private static String errorOfSts(String code) {
        return "<ErrorResponse><Error><Type>Sender</Type><Code>" + code
                + "</Code><Message>no</Message></Error></ErrorResponse>";
    }

    private String credentials() {
        return "{\"Code\":\"Success\",\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"s\",\"Token\":\"t\",\"Expiration\":\""
                + expiration() + "\"}";
    }

    private String expiration() {
        return Instant.now().plus(lifetime).toString();
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** A configuration for this DynamoDB, without credentials. */
    AwsConfig config(Map<String, String> more) {
        Map<String, String> config = new HashMap<>(Map.of("aws.region", "eu-central-1", "aws.endpoint", url(dynamoDb)));
        config.putAll(more);
        return Configs.of(config);
    }

    /** A client with the resources that it uses. */
    record Client(AwsAccess access, DynamoDbClient dynamoDb) implements AutoCloseable {
        List<String> call() {
            return dynamoDb.listTables().tableNames();
        }

        SdkException failure() {
            SdkException failure = catchThrowableOfType(SdkException.class, this::call);
            assertThat(failure).isNotNull();
            return failure;
        }

        /** The failure of the first call after the SDK needs new credentials. It caches expired ones for a second. */
        SdkException failureAfterExpiry() {
            return await().atMost(Duration.ofSeconds(20))
                    .until(
                            () -> Optional.ofNullable(catchThrowableOfType(SdkException.class, this::call)),
                            Optional::isPresent)
                    .orElseThrow();
        }

        @Override
        public void close() {
            dynamoDb.close();
            access.close();
        }
    }

    static Client open(AwsConfig config) {
        AwsAccess access = new AwsAccess(config, Optional.of(Duration.ofSeconds(30)));
        return new Client(
                access,
                access.configure(AwsService.DYNAMODB, DynamoDbClient.builder(), AwsRetryStrategy.doNotRetry())
                        .build());
    }

    static List<String> call(AwsConfig config) {
        try (Client client = open(config)) {
            return client.call();
        }
    }

    static SdkException failure(AwsConfig config) {
        try (Client client = open(config)) {
            return client.failure();
        }
    }

    static ConfigProblem problem(AwsConfig config) {
        return new AwsConfigProblems(config, AwsService.DYNAMODB)
                .of(failure(config), "dynamodb:ListTables", "the tables", "tables.regex")
                .orElseThrow();
    }
}
