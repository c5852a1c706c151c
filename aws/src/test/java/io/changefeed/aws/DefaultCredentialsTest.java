/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import static io.changefeed.aws.CredentialServers.OK;
import static io.changefeed.aws.CredentialServers.call;
import static io.changefeed.aws.CredentialServers.failure;
import static io.changefeed.aws.CredentialServers.open;
import static io.changefeed.aws.CredentialServers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.aws.CredentialServers.Client;
import io.changefeed.connector.Closer;
import io.changefeed.connector.ConfigProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;

/** Credentials of containers, pods and instances, which the worker's environment provides. */
@Timeout(120)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class DefaultCredentialsTest {
    private static final String PROPERTY = "aws.access.key.id";

    @TempDir
    private Path folder;

    @RegisterExtension
    private final CredentialServers servers = new CredentialServers();

    private AwsConfig config() {
        return servers.config(Map.of());
    }

    private static void assertTransient(SdkException failure) {
        assertThat(AwsErrorClassifier.isTransient(failure))
                .as(failure.toString())
                .isTrue();
        assertThat(failure).hasMessageContaining("'" + PROPERTY + "'");
    }

    private static void assertPermanent(SdkException failure) {
        assertThat(AwsErrorClassifier.isTransient(failure))
                .as(failure.toString())
                .isFalse();
        assertThat(failure).hasMessageContaining("'" + PROPERTY + "'");
    }

    @Test
    void missingCredentialsArePermanent() {
        assertPermanent(failure(config()));
        assertThat(problem(config()).property()).isEqualTo(PROPERTY);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500})
    void failingAgentOfAContainerIsTransient(int response) {
        servers.useAgent();
        servers.status = response;

        assertTransient(failure(config()));
        ConfigProblem problem = problem(config());
        assertThat(problem.property()).isEqualTo(PROPERTY);
        assertThat(problem.reason()).contains("temporarily unavailable", "Validate again later");

        servers.status = OK;
        assertThat(call(config())).isEmpty();
    }

    /** The role of the node is another identity. */
    @ParameterizedTest
    @ValueSource(ints = {429, 500})
    void failingAgentIsNotReplacedByTheInstance(int response) {
        servers.useAgent();
        servers.useInstance();
        servers.agentStatus = response;
        try (Client client = open(config())) {
            assertTransient(client.failure());
            assertTransient(client.failure());

            servers.agentStatus = OK;
            assertThat(client.call()).isEmpty();
            assertThat(servers.instanceRequests()).isZero();
        }
    }

    @Test
    void agentThatRefusesTheRoleIsReplacedByTheInstance() {
        servers.useAgent();
        servers.useInstance();
        servers.agentStatus = 403;

        assertThat(call(config())).isEmpty();
        assertThat(servers.instanceRequests()).isPositive();
    }

    @Test
    void agentThatRefusesConnectionsIsTransient() {
        servers.set("aws.containerCredentialsFullUri", CredentialServers.refusingUrl());

        assertTransient(failure(config()));
    }

    /** Takes 12 s: the SDK waits for each of its attempts. */
    @Test
    void agentThatDoesNotRespondIsTransient() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            servers.set("aws.containerCredentialsFullUri", "http://127.0.0.1:" + silent.getLocalPort() + "/");

            assertTransient(failure(config()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404})
    void agentThatRefusesTheRoleIsPermanent(int response) {
        servers.useAgent();
        servers.status = response;

        assertPermanent(failure(config()));
        ConfigProblem problem = problem(config());
        assertThat(problem.property()).isEqualTo(PROPERTY);
        assertThat(problem.reason()).contains("metadata");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500})
    void agentThatFailsWhenCredentialsExpireIsTransient(int response) {
        servers.useAgent();
        servers.lifetime = Duration.ofSeconds(1);
        try (Client client = open(config())) {
            assertThat(client.call()).isEmpty();

            servers.status = response;
            assertTransient(client.failureAfterExpiry());

            servers.status = OK;
            assertThat(client.call()).isEmpty();

            servers.stopAgent();
            assertTransient(client.failureAfterExpiry());
        }
    }

    @Test
    void agentThatRefusesToRenewCredentialsIsPermanent() {
        servers.useAgent();
        servers.lifetime = Duration.ofSeconds(1);
        try (Client client = open(config())) {
            assertThat(client.call()).isEmpty();

            servers.status = 403;
            assertPermanent(client.failureAfterExpiry());
        }
    }

    @Test
    void expiredCredentialsThatAreRenewedAreTransient() {
        servers.useAgent();
        servers.dynamoDbError = "ExpiredTokenException";

        assertTransient(failure(config()));
        assertThat(problem(config()).reason()).contains("(ExpiredTokenException)");

        servers.dynamoDbError = "";
        assertThat(call(config())).isEmpty();
    }

    @Test
    void expiredCredentialsThatTheProcessCannotRenewArePermanent() {
        servers.set("aws.accessKeyId", "AKIAEXAMPLE");
        servers.set("aws.secretAccessKey", "secret");
        servers.set("aws.sessionToken", "token");
        servers.dynamoDbError = "ExpiredTokenException";

        assertPermanent(failure(config()));
        assertThat(problem(config()).property()).isEqualTo(PROPERTY);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500})
    void failingInstanceMetadataServiceIsTransient(int response) {
        servers.useInstance();
        servers.status = response;

        assertTransient(failure(config()));

        servers.status = OK;
        assertThat(call(config())).isEmpty();
    }

    @Test
    void instanceWithoutARoleHasNoCredentials() {
        servers.useInstance();
        servers.status = 404;

        assertPermanent(failure(config()));
    }

    @Test
    void hostWithoutAnInstanceMetadataServiceHasNoCredentials() {
        servers.useInstance();
        servers.set("aws.ec2MetadataServiceEndpoint", CredentialServers.refusingUrl());

        assertPermanent(failure(config()));
    }

    /** Takes 2 s. A full queue of connections drops further ones, as a firewall does. */
    @Test
    void hostThatDropsConnectionsToTheInstanceMetadataServiceHasNoCredentials() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Closer queued = new Closer()) {
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = queued.register(SocketChannel.open());
                channel.configureBlocking(false);
                channel.connect(full.getLocalSocketAddress());
            }
            servers.useInstance();
            servers.set("aws.ec2MetadataServiceEndpoint", "http://127.0.0.1:" + full.getLocalPort());

            assertPermanent(failure(config()));
        }
    }

    @Test
    void instanceMetadataServiceThatDoesNotRespondIsTransient() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            servers.useInstance();
            servers.set("aws.ec2MetadataServiceEndpoint", "http://127.0.0.1:" + silent.getLocalPort());

            assertTransient(failure(config()));
        }
    }

    /** The SDK uses credentials of an instance that it cannot renew, because DynamoDB may still accept them. */
    @Test
    void credentialsOfAnInstanceAreUsedWhileItsMetadataServiceIsUnreachable() {
        servers.useInstance();
        servers.lifetime = Duration.ofSeconds(1);
        try (Client client = open(config())) {
            assertThat(client.call()).isEmpty();

            servers.stopInstance();
            assertThat(client.call()).isEmpty();

            servers.dynamoDbError = "ExpiredTokenException";
            assertTransient(client.failure());
            servers.dynamoDbError = "";
            assertTransient(client.failure());
        }
    }

    @Test
    void credentialsOfAnInstanceAreRenewedAtOnceAfterAnOutageOfItsMetadataService() {
        servers.useInstance();
        servers.lifetime = Duration.ofSeconds(1);
        try (Client client = open(config())) {
            assertThat(client.call()).isEmpty();
            servers.status = 500;
            servers.dynamoDbError = "ExpiredTokenException";
            assertTransient(client.failure());
            assertTransient(client.failure());

            servers.status = OK;
            servers.dynamoDbError = "";

            assertThat(client.call()).isEmpty();
        }
    }

    @Test
    void instanceThatLosesItsRoleFailsWhenItsCredentialsHaveExpired() {
        servers.useInstance();
        servers.lifetime = Duration.ofSeconds(1);
        try (Client client = open(config())) {
            assertThat(client.call()).isEmpty();

            servers.status = 404;
            servers.dynamoDbError = "ExpiredTokenException";
            assertTransient(client.failure());

            assertPermanent(client.failure());
        }
    }

    private void useWebIdentity() throws IOException {
        servers.useSts();
        servers.set("aws.region", "eu-central-1");
        servers.set("aws.roleArn", "arn:aws:iam::123456789012:role/reader");
        servers.set(
                "aws.webIdentityTokenFile",
                Files.writeString(folder.resolve("token"), "jwt").toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500})
    void stsThatFailsForAWebIdentityIsTransient(int response) throws IOException {
        useWebIdentity();
        servers.status = response;

        assertTransient(failure(config()));

        servers.status = OK;
        assertThat(call(config())).isEmpty();
    }

    @Test
    void clientOfAWebIdentityIsClosed() throws IOException {
        useWebIdentity();
        AtomicBoolean isClosed = new AtomicBoolean();
        StsClient sts = new StsClient() {
            @Override
            public String serviceName() {
                return SERVICE_NAME;
            }

            @Override
            public void close() {
                isClosed.set(true);
            }
        };

        new DefaultCredentials(() -> sts).close();

        assertThat(isClosed).isTrue();
    }

    @Test
    void identityProviderThatStsCannotReachIsTransient() throws IOException {
        useWebIdentity();
        servers.stsError = "IDPCommunicationError";

        assertTransient(failure(config()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"InvalidIdentityToken", "ExpiredTokenException"})
    void invalidTokenOfAWebIdentityIsPermanent(String error) throws IOException {
        useWebIdentity();
        servers.stsError = error;

        assertPermanent(failure(config()));
    }

    @Test
    void stsThatFailsForAWebIdentityIsNotReplacedByTheInstance() throws IOException {
        useWebIdentity();
        servers.useInstance();
        servers.set("aws.endpointUrlSts", CredentialServers.refusingUrl());

        assertTransient(failure(config()));
        assertThat(servers.instanceRequests()).isZero();
    }

    @Test
    void unreachableStsIsTransientForAWebIdentity() throws IOException {
        useWebIdentity();
        servers.set("aws.endpointUrlSts", CredentialServers.refusingUrl());

        assertTransient(failure(config()));
    }

    @Test
    void stsThatRefusesAWebIdentityIsPermanent() throws IOException {
        useWebIdentity();
        servers.status = 403;

        assertPermanent(failure(config()));
    }

    @Test
    void missingTokenOfAWebIdentityIsPermanent() throws IOException {
        useWebIdentity();
        Files.delete(folder.resolve("token"));

        assertPermanent(failure(config()));
    }
}
