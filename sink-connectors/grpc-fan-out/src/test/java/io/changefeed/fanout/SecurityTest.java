/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import static io.changefeed.delivery.Changes.change;
import static io.changefeed.delivery.Changes.item;
import static io.changefeed.fanout.client.TestClient.from;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.Operation;
import io.changefeed.fanout.client.ReceivedResponses;
import io.changefeed.fanout.client.TestClient;
import io.changefeed.grpc.ddbstream.DdbStreamGrpc;
import io.changefeed.grpc.ddbstream.SubscribeRequest;
import io.changefeed.grpc.v1.ListTablesResponse;
import io.changefeed.grpc.v1.StartAt;
import io.changefeed.grpc.v1.TableRange;
import io.grpc.Grpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityTest {
    private static final String TOKENS = "[{\"name\": \"mobile\", \"token\": \"mobile-0123456789\", \"tables\":"
            + " [\"orders\"]}, {\"name\": \"all\", \"token\": \"all-0123456789abc\", \"tables\": [\"*\"]}]";

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    private static Status.Code code(ReceivedResponses responses) {
        return Status.fromThrowable(responses.awaitEnd()).getCode();
    }

    private static FakeConnect serverWithTokens() {
        FakeConnect server = new FakeConnect(1, Map.of("auth.tokens", TOKENS, "token.key", KEY))
                .start()
                .awaitServing();
        server.send(List.of(
                change(Operation.INSERT, "orders", "a", 1, Optional.empty(), item("a", Map.of())),
                change(Operation.INSERT, "customers", "b", 2, Optional.empty(), item("b", Map.of()))));
        return server;
    }

    @Test
    void rejectsCallsWithoutAConfiguredToken() {
        try (FakeConnect server = serverWithTokens();
                TestClient without = new TestClient(server.port());
                TestClient wrong = new TestClient(server.port()).withToken("mobile-0123456788")) {
            assertThat(code(without.earliest())).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(code(wrong.earliest())).isEqualTo(Status.Code.UNAUTHENTICATED);
            Assertions.assertThatThrownBy(without::tables)
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("UNAUTHENTICATED");
            Assertions.assertThatThrownBy(() -> DdbStreamGrpc.newBlockingStub(without.channel())
                            .subscribe(SubscribeRequest.getDefaultInstance())
                            .next())
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("UNAUTHENTICATED");
        }
    }

    @Test
    void tokenGivesAccessOnlyToItsTables() {
        try (FakeConnect server = serverWithTokens();
                TestClient mobile = new TestClient(server.port()).withToken("mobile-0123456789");
                TestClient all = new TestClient(server.port()).withToken("all-0123456789abc")) {
            assertThat(mobile.earliest().awaitCaughtUp().ids()).containsExactly("a/1");
            assertThat(all.earliest().awaitCaughtUp().ids()).containsExactly("a/1", "b/2");
            ReceivedResponses forbidden =
                    mobile.subscribe(from(StartAt.START_AT_EARLIEST).addTables("customers"));
            assertThat(code(forbidden)).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(forbidden.awaitEnd()).hasMessageContaining("'mobile' does not allow the tables [customers]");
            assertThat(mobile.tables().getTablesList())
                    .extracting(TableRange::getTable)
                    .containsExactly("orders");
        }
    }

    @Test
    void resumeTokenRevealsNoTopic() {
        try (FakeConnect server = serverWithTokens();
                TestClient mobile = new TestClient(server.port()).withToken("mobile-0123456789")) {
            ReceivedResponses responses = mobile.earliest().awaitCaughtUp();
            ListTablesResponse tables = mobile.tables();

            for (String token : List.of(responses.lastToken(), tables.getEarliestToken(), tables.getLatestToken())) {
                assertThat(new String(Base64.getUrlDecoder().decode(token), ISO_8859_1))
                        .doesNotContain("shop");
            }
            assertThat(mobile.after(responses.lastToken()).awaitCaughtUp().ids())
                    .isEmpty();
        }
    }

    @Test
    void modifiedResumeTokenIsRejected() {
        try (FakeConnect server = serverWithTokens();
                TestClient mobile = new TestClient(server.port()).withToken("mobile-0123456789")) {
            String token = mobile.earliest().awaitCaughtUp().lastToken();
            String modified = token.substring(0, 100) + (token.charAt(100) == 'A' ? 'B' : 'A') + token.substring(101);

            ReceivedResponses responses = mobile.after(modified);

            assertThat(code(responses)).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(responses.awaitEnd()).hasMessageContaining("resume_token: ");
        }
    }

    @Test
    void healthServiceRequiresNoToken() {
        try (FakeConnect server = serverWithTokens();
                TestClient client = new TestClient(server.port())) {
            assertThat(HealthGrpc.newBlockingStub(client.channel())
                            .check(HealthCheckRequest.getDefaultInstance())
                            .getStatus())
                    .isEqualTo(ServingStatus.SERVING);
        }
    }

    @Test
    void servesTlsWithItsCertificate() throws Exception {
        Pem own = Pem.of(folder, "server");
        try (FakeConnect server = new FakeConnect(
                                1,
                                Map.of(
                                        "ssl.keystore.certificate.chain",
                                        own.certificate(),
                                        "ssl.keystore.key",
                                        own.key()))
                        .start()
                        .awaitServing();
                TestClient trusting =
                        client(server, TlsChannelCredentials.newBuilder().trustManager(stream(own)));
                TestClient plain = new TestClient(server.port())) {
            trusting.latest();
            assertThat(code(plain.earliest())).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void requiresAClientCertificateWhenConfigured() throws Exception {
        Pem own = Pem.of(folder, "server");
        Pem known = Pem.of(folder, "client");
        Pem untrusted = Pem.of(folder, "stranger");
        try (FakeConnect server = new FakeConnect(
                                1,
                                Map.of(
                                        "ssl.keystore.certificate.chain", own.certificate(),
                                        "ssl.keystore.key", own.key(),
                                        "ssl.truststore.certificates", known.certificate(),
                                        "ssl.client.auth", "required"))
                        .start()
                        .awaitServing();
                TestClient accepted = client(server, with(known).trustManager(stream(own)));
                TestClient unknown = client(server, with(untrusted).trustManager(stream(own)));
                TestClient without =
                        client(server, TlsChannelCredentials.newBuilder().trustManager(stream(own)))) {
            accepted.latest();
            assertThat(code(unknown.earliest())).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(code(without.earliest())).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    private static TlsChannelCredentials.Builder with(Pem own) throws IOException {
        return TlsChannelCredentials.newBuilder()
                .keyManager(stream(own), new ByteArrayInputStream(own.key().getBytes(UTF_8)));
    }

    private static InputStream stream(Pem pem) {
        return new ByteArrayInputStream(pem.certificate().getBytes(UTF_8));
    }

    private static TestClient client(FakeConnect server, TlsChannelCredentials.Builder credentials)
            throws GeneralSecurityException {
        return new TestClient(Grpc.newChannelBuilder("localhost:" + server.port(), credentials.build())
                .build());
    }
}
