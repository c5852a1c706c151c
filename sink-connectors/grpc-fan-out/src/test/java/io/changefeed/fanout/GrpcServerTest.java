/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import static io.changefeed.delivery.Changes.updates;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.changefeed.fanout.client.ReceivedResponses;
import io.changefeed.fanout.client.TestClient;
import io.changefeed.fanout.client.UnreadStreams;
import io.changefeed.grpc.v1.SubscribeRequest;
import io.changefeed.testing.FakeSinkTaskContext;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcServerTest {
    private static ServingStatus health(TestClient client, String service) {
        return HealthGrpc.newBlockingStub(client.channel())
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    @Test
    void healthReportsWhetherTheRingIsWarm() {
        try (FakeConnect server = new FakeConnect(1, Map.of()).start();
                TestClient client = new TestClient(server.port())) {
            assertThat(health(client, "")).isEqualTo(ServingStatus.NOT_SERVING);
            assertThat(health(client, "changefeed.v1.ChangeFeed")).isEqualTo(ServingStatus.NOT_SERVING);

            server.awaitServing();

            assertThat(health(client, "")).isEqualTo(ServingStatus.SERVING);
            assertThat(health(client, "changefeed.v1.ChangeFeed")).isEqualTo(ServingStatus.SERVING);
            assertThat(health(client, "ddbstream.DdbStream")).isEqualTo(ServingStatus.SERVING);
        }
    }

    @Test
    void emptyTopicsDoNotDelayTheStartByACommitInterval() {
        try (FakeConnect server = new FakeConnect(1, Map.of()).start()) {
            assertThat(server.firstTimeout())
                    .hasValueSatisfying(timeout -> assertThat(timeout).isLessThanOrEqualTo(1_000));
        }
    }

    @Test
    void fullRingIsWarmWhileRecordsKeepArriving() {
        try (FakeConnect server = new FakeConnect(1, Map.of("ring.max.records", "100")).start();
                TestClient client = new TestClient(server.port())) {
            server.write(updates(5_000));
            server.poll();
            server.poll();

            assertThat(health(client, "")).isEqualTo(ServingStatus.SERVING);
        }
    }

    @Test
    void reflectionListsTheServices() throws Exception {
        try (FakeConnect server = new FakeConnect(1, Map.of()).start().awaitServing();
                TestClient client = new TestClient(server.port())) {
            CompletableFuture<List<String>> services = new CompletableFuture<>();
            StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(client.channel())
                    .serverReflectionInfo(new StreamObserver<>() {
                        @Override
                        public void onNext(ServerReflectionResponse response) {
                            services.complete(response.getListServicesResponse().getServiceList().stream()
                                    .map(ServiceResponse::getName)
                                    .toList());
                        }

                        @Override
                        public void onError(Throwable reason) {
                            services.completeExceptionally(reason);
                        }

                        @Override
                        public void onCompleted() {
                            // onNext received the services.
                        }
                    });
            requests.onNext(
                    ServerReflectionRequest.newBuilder().setListServices("").build());
            requests.onCompleted();

            assertThat(services.get(30, TimeUnit.SECONDS))
                    .contains("changefeed.v1.ChangeFeed", "ddbstream.DdbStream", "grpc.health.v1.Health");
        }
    }

    @Test
    void portInUseFailsTheTaskWithAHint() {
        try (FakeConnect first = new FakeConnect(1, Map.of()).start()) {
            String port = Integer.toString(first.port());

            assertThatThrownBy(() -> new FakeConnect(1, Map.of("grpc.port", port)).start())
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("grpc.port")
                    .hasMessageContaining("Give each connector");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "no-such-host.invalid"})
    void hostOfAnotherMachineFailsTheTaskWithAHint(String host) {
        assertThatThrownBy(() -> new FakeConnect(1, Map.of("grpc.host", host)).start())
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining(host)
                .hasMessageContaining("must be an address of the worker that runs the task")
                .hasMessageContaining("0.0.0.0");
    }

    @Test
    void portIsReleasedWhenTheStartFails() {
        FakeConnect connect = new FakeConnect(1, Map.of()).onFixedPort();
        connect.withContext(
                () -> new FakeSinkTaskContext().withFailingPluginMetrics(new IllegalStateException("no metrics")));

        assertThatThrownBy(connect::start).hasMessage("no metrics");

        connect.withContext(() -> new FakeSinkTaskContext().withoutPluginMetrics());
        try (FakeConnect started = connect.start()) {
            assertThat(started.port()).isPositive();
        }
    }

    @Test
    void portIsReleasedWhenTheTaskStops() {
        FakeConnect first = new FakeConnect(1, Map.of()).start();
        String port = Integer.toString(first.port());
        first.stop();

        new FakeConnect(1, Map.of("grpc.port", port)).start().close();
    }

    @Test
    void createsOneTaskForAnyMaximum() {
        GrpcFanOutSinkConnector connector = new GrpcFanOutSinkConnector();
        connector.start(Map.of("grpc.port", "0"));

        assertThat(connector.taskConfigs(8)).hasSize(1);
    }

    @Test
    void reportsInvalidRecordsAndSendsTheRest() {
        try (FakeConnect server = new FakeConnect(1, Map.of()).start().awaitServing();
                TestClient client = new TestClient(server.port())) {
            server.writeInvalidRecord();
            server.send(updates(3));

            assertThat(client.earliest().awaitCaughtUp().ids()).hasSize(3);
            assertThat(server.reported()).singleElement().asString().contains("op");
        }
    }

    @Test
    void invalidRecordIsCommittedAfterItsDeadLetterIsStored() {
        CompletableFuture<Void> report = new CompletableFuture<>();
        try (FakeConnect server = new FakeConnect(1, Map.of("ring.max.records", "10"))
                .withContext(() -> new FakeSinkTaskContext().withReports(() -> report))
                .start()) {
            server.writeInvalidRecord();
            server.send(updates(100));
            server.commit();
            assertThat(server.committed().values())
                    .extracting(OffsetAndMetadata::offset)
                    .containsExactly(0L);

            report.complete(null);
            server.poll();
            server.commit();

            assertThat(server.committed().values())
                    .singleElement()
                    .satisfies(committed -> assertThat(committed.offset()).isGreaterThan(50));
        }
    }

    @Test
    void invalidRecordWhoseDeadLetterIsNotStoredFailsTheTask() {
        CompletableFuture<Void> report = new CompletableFuture<>();
        try (FakeConnect server = new FakeConnect(1, Map.of())
                .withContext(() -> new FakeSinkTaskContext().withReports(() -> report))
                .start()) {
            server.writeInvalidRecord();
            server.poll();
            report.completeExceptionally(new RecordTooLargeException("1400000 bytes"));

            assertThatThrownBy(server::poll)
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContainingAll("offset 0 of shop.orders-0", "1400000 bytes");
        }
    }

    @Test
    void readingPausesWhileManyDeadLettersAreNotStored() {
        CompletableFuture<Void> report = new CompletableFuture<>();
        FakeSinkTaskContext context = new FakeSinkTaskContext().withReports(() -> report);
        try (FakeConnect server =
                new FakeConnect(1, Map.of()).withContext(() -> context).start()) {
            for (int i = 0; i < 200; i++) {
                server.writeInvalidRecord();
            }
            server.poll();
            assertThat(context.paused()).hasSize(1);

            report.complete(null);
            server.poll();

            assertThat(context.paused()).isEmpty();
            assertThat(context.reported()).hasSize(200);
        }
    }

    @Test
    void subscriberResumesAfterTheMaximumConnectionAge() {
        try (FakeConnect server = new FakeConnect(
                                1,
                                Map.of("grpc.max.connection.age.ms", "500", "grpc.max.connection.age.grace.ms", "100"))
                        .start()
                        .awaitServing();
                TestClient client = new TestClient(server.port())) {
            ReceivedResponses first = client.latest();

            first.awaitEnd();
            server.send(updates(3));

            assertThat(client.after(first.lastToken()).awaitCaughtUp().ids()).hasSize(3);
        }
    }

    @Test
    void stopTakesTwoSecondsAtMostWithClientsThatReadNothing() throws Exception {
        FakeConnect server = new FakeConnect(1, Map.of()).start().awaitServing();
        try (UnreadStreams client = new UnreadStreams(server.port())) {
            client.call("changefeed.v1.ChangeFeed/Subscribe", SubscribeRequest.getDefaultInstance());
            await().until(() -> server.subscribers() == 1);
            long start = System.nanoTime();

            server.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            await().until(client::isClosed);
        }
    }
}
