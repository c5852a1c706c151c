/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import static io.changefeed.delivery.Changes.update;
import static io.changefeed.delivery.Changes.updates;
import static io.changefeed.fanout.client.TestClient.from;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.changefeed.fanout.client.ReceivedResponses;
import io.changefeed.fanout.client.TestClient;
import io.changefeed.grpc.v1.StartAt;
import io.changefeed.grpc.v1.SubscribeResponse;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Subscribers of a server that reads a backlog much larger than its ring. */
class CatchUpTest {
    private static FakeConnect server(Map<String, String> properties) {
        return new FakeConnect(1, properties).withConsumerMetrics();
    }

    private static FakeConnect server() {
        return server(Map.of("ring.max.records", "100"));
    }

    private static ReceivedResponses latest(TestClient client) {
        return client.subscribe(from(StartAt.START_AT_LATEST));
    }

    private static void awaitStarted(ReceivedResponses responses) {
        await().until(() -> !responses.all().isEmpty() || responses.isEnded());
        assertThat(responses.isEnded()).isFalse();
    }

    @Test
    void latestIsUnavailableUntilTheServerHasCaughtUp() {
        try (FakeConnect server = server()) {
            server.write(updates(5_000));
            server.start().poll();
            server.poll();
            try (TestClient client = new TestClient(server.port())) {
                Status rejected = Status.fromThrowable(latest(client).awaitEnd());
                assertThat(rejected.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(rejected.getDescription()).contains("START_AT_LATEST when it has caught up");
                assertThatThrownBy(client::tables).hasMessageContaining("UNAVAILABLE");
                assertThat(server.metrics().values())
                        .containsEntry("serving", 1.0)
                        .containsEntry("caught-up", 0.0);

                server.pollAll();
                ReceivedResponses responses = client.latest();
                server.send(List.of(update("a", 10_000)));

                assertThat(responses.awaitIds(1)).containsExactly("a/10000");
                assertThat(server.metrics().values()).containsEntry("caught-up", 1.0);
            }
        }
    }

    @Test
    void busyTopicsDoNotDelayTheEndOfTheWarmUp() {
        try (FakeConnect server = server(Map.of())) {
            server.write(updates(1_000));
            server.start();
            for (int i = 0; server.poll() && i < 10; i++) {
                server.write(update("a", 10_000 + i));
            }
            try (TestClient client = new TestClient(server.port())) {
                assertThat(client.latest().isEnded()).isFalse();
            }
        }
    }

    /** The ring evicts events that the subscriber does not need before it has skipped them. */
    @Test
    void latestSubscriberOfAServerThatIsBehindReceivesOnlyLaterEvents() {
        try (FakeConnect server = server().start().awaitServing();
                TestClient client = new TestClient(server.port())) {
            server.write(updates(5_000));
            server.poll();
            ReceivedResponses responses = latest(client);
            awaitStarted(responses);

            server.pollAll();
            responses.awaitCaughtUp();
            server.send(List.of(update("a", 10_000)));

            assertThat(responses.awaitIds(1)).containsExactly("a/10000");
            assertThat(responses.isEnded()).isFalse();
        }
    }

    @Test
    void tokensAndEarliestAreServedWhileTheServerCatchesUp() {
        try (FakeConnect ahead = new FakeConnect(1, Map.of()).start().awaitServing();
                FakeConnect behind = server(Map.of("token.wait.ms", "0"));
                TestClient aheadClient = new TestClient(ahead.port())) {
            ahead.send(updates(2_000));
            String token = aheadClient.latest().lastToken();
            behind.write(updates(2_000));
            behind.start().poll();
            try (TestClient client = new TestClient(behind.port())) {
                assertThat(HealthGrpc.newBlockingStub(client.channel())
                                .check(HealthCheckRequest.getDefaultInstance())
                                .getStatus())
                        .isEqualTo(ServingStatus.SERVING);
                ReceivedResponses earliest = client.earliest();
                ReceivedResponses resumed = client.after(token);
                earliest.awaitIds(500);
                awaitStarted(resumed);

                behind.pollAll();
                behind.send(List.of(update("a", 10_000)));

                assertThat(resumed.awaitIds(1)).containsExactly("a/10000");
                assertThat(earliest.awaitCaughtUp().awaitIds(2_001)).hasSize(2_001);
            }
        }
    }

    @Test
    void caughtUpFollowsEverythingThatWasInTheTopicsWhenTheCallStarted() {
        try (FakeConnect server = server(Map.of()).start().awaitServing();
                TestClient client = new TestClient(server.port())) {
            server.write(updates(2_000));
            server.poll();
            ReceivedResponses responses = client.earliest();
            responses.awaitIds(500);
            server.pollAll();
            responses.awaitCaughtUp();

            List<SubscribeResponse> all = responses.all();
            int caughtUp = all.indexOf(all.stream()
                    .filter(SubscribeResponse::hasCaughtUp)
                    .findFirst()
                    .orElseThrow());
            assertThat(all.subList(0, caughtUp).stream()
                            .mapToInt(response -> response.getEvents().getEventsCount())
                            .sum())
                    .isEqualTo(2_000);
        }
    }
}
