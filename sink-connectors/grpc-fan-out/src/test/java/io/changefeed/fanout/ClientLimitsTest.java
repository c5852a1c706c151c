/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import static io.changefeed.fanout.client.TestClient.from;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.fanout.client.ReceivedResponses;
import io.changefeed.fanout.client.TestClient;
import io.changefeed.fanout.client.UnreadStreams;
import io.changefeed.grpc.v1.StartAt;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClientLimitsTest {
    private static final String TOKENS =
            "[{\"name\": \"mobile\", \"token\": \"mobile-0123456789\", \"tables\": [\"*\"]},"
                    + " {\"name\": \"web\", \"token\": \"web-0123456789abc\", \"tables\": [\"*\"]}]";

    /** The results of many health watches, which are calls without an end. */
    private static final class HealthWatches {
        private final AtomicInteger accepted = new AtomicInteger();
        private final Queue<Status> rejected = new ConcurrentLinkedQueue<>();

        HealthWatches start(TestClient client, int count) {
            for (int watch = 0; watch < count; watch++) {
                HealthGrpc.newStub(client.channel())
                        .watch(HealthCheckRequest.getDefaultInstance(), new StreamObserver<>() {
                            @Override
                            public void onNext(HealthCheckResponse response) {
                                accepted.incrementAndGet();
                            }

                            @Override
                            public void onError(Throwable reason) {
                                rejected.add(Status.fromThrowable(reason));
                            }

                            @Override
                            public void onCompleted() {
                                // The server does not end a watch.
                            }
                        });
            }
            return this;
        }

        void requireAccepted(int expected, int total, String property) {
            await().until(() -> accepted.get() + rejected.size() == total);
            assertThat(accepted).hasValue(expected);
            assertThat(rejected).allSatisfy(status -> {
                assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                assertThat(status.getDescription()).contains(Integer.toString(expected), property);
            });
        }
    }

    private static Status.Code code(ReceivedResponses responses) {
        return Status.fromThrowable(responses.awaitEnd()).getCode();
    }

    @Test
    void healthWatchesOverTheLimitOfAConnectionAreRejected() {
        try (FakeConnect server = new FakeConnect(1, Map.of("grpc.max.concurrent.calls.per.connection", "20")).start();
                TestClient first = new TestClient(server.port());
                TestClient second = new TestClient(server.port())) {
            new HealthWatches().start(first, 90).requireAccepted(20, 90, "'grpc.max.concurrent.calls.per.connection'");
            new HealthWatches().start(second, 30).requireAccepted(20, 30, "'grpc.max.concurrent.calls.per.connection'");
        }
    }

    @Test
    void healthWatchesOverTheLimitOfAnAddressAreRejectedUntilOthersEnd() {
        try (FakeConnect server = new FakeConnect(1, Map.of("grpc.max.concurrent.calls.per.ip", "20")).start()) {
            try (TestClient first = new TestClient(server.port());
                    TestClient second = new TestClient(server.port())) {
                new HealthWatches()
                        .start(first, 15)
                        .start(second, 15)
                        .requireAccepted(20, 30, "'grpc.max.concurrent.calls.per.ip'");
            }
            try (TestClient third = new TestClient(server.port())) {
                await().untilAsserted(() -> new HealthWatches()
                        .start(third, 1)
                        .requireAccepted(1, 1, "'grpc.max.concurrent.calls.per.ip'"));
            }
        }
    }

    /** Sends a request and leaves the call open, so that the server cannot process it. Returns the result of the call. */
    private static CompletableFuture<Status> sendWithoutEnd(HealthCheckRequest request, TestClient client) {
        CompletableFuture<Status> result = new CompletableFuture<>();
        // Of a unary call, the client would send nothing before the end of the request.
        MethodDescriptor<HealthCheckRequest, HealthCheckResponse> streaming = HealthGrpc.getCheckMethod().toBuilder()
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .build();
        ClientCall<HealthCheckRequest, HealthCheckResponse> call =
                client.channel().newCall(streaming, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        result.complete(status);
                    }
                },
                new Metadata());
        call.sendMessage(request);
        return result;
    }

    @Test
    void requestsThatAreTooLargeTogetherAreResetUntilTheirCallsEnd() {
        HealthCheckRequest large = HealthCheckRequest.newBuilder()
                .setService("s".repeat(1_000_000))
                .build();
        try (FakeConnect server = new FakeConnect(1, Map.of()).start()) {
            try (TestClient client = new TestClient(server.port())) {
                List<CompletableFuture<Status>> calls = Stream.generate(() -> sendWithoutEnd(large, client))
                        .limit(50)
                        .toList();
                // At most 32 MiB remain. A call is only reset if the others use as much, less a part of a request.
                await().untilAsserted(() ->
                        assertThat(calls).filteredOn(Future::isDone).hasSizeBetween(50 - 33, 50 - 31));
                assertThat(calls)
                        .filteredOn(Future::isDone)
                        .allSatisfy(call -> assertThat(call.join().getCode()).isEqualTo(Status.Code.CANCELLED));
            }
            try (TestClient client = new TestClient(server.port())) {
                HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(client.channel());
                await().ignoreExceptions()
                        .until(() -> health.watch(large).next().getStatus() == ServingStatus.SERVICE_UNKNOWN);
            }
        }
    }

    @Test
    void callsOverTheLimitOfACallerAreRejected() {
        try (FakeConnect server = new FakeConnect(
                                1,
                                Map.of(
                                        "auth.tokens",
                                        TOKENS,
                                        "token.key",
                                        "k".repeat(32),
                                        "grpc.max.concurrent.calls.per.caller",
                                        "1"))
                        .start()
                        .awaitServing();
                TestClient mobile = new TestClient(server.port()).withToken("mobile-0123456789");
                TestClient web = new TestClient(server.port()).withToken("web-0123456789abc")) {
            ReceivedResponses first = mobile.latest();

            assertThat(code(mobile.earliest())).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            web.latest();
            first.cancel();
            await().untilAsserted(() -> assertThat(mobile.subscribe(from(StartAt.START_AT_EARLIEST))
                            .awaitCaughtUp()
                            .isEnded())
                    .isFalse());
        }
    }

    @Test
    void connectionsOverTheLimitOfAnAddressAreClosedUntilOneEnds() throws Exception {
        try (FakeConnect server = new FakeConnect(1, Map.of("grpc.max.connections.per.ip", "2")).start();
                UnreadStreams first = new UnreadStreams(server.port())) {
            UnreadStreams second = new UnreadStreams(server.port());
            UnreadStreams third = new UnreadStreams(server.port());
            await().until(third::isClosed);
            assertThat(first.isClosed()).isFalse();
            assertThat(second.isClosed()).isFalse();

            second.close();

            await().untilAsserted(() -> {
                try (TestClient client = new TestClient(server.port())) {
                    new HealthWatches().start(client, 1).requireAccepted(1, 1, "");
                }
            });
        }
    }

    @Test
    void connectionWithoutCallsIsClosed() throws Exception {
        try (FakeConnect server = new FakeConnect(1, Map.of("grpc.max.connection.idle.ms", "1000")).start();
                UnreadStreams idle = new UnreadStreams(server.port())) {
            await().until(idle::isClosed);
        }
    }
}
