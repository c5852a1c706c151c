/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

import static io.changefeed.delivery.Changes.updates;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.fanout.client.UnreadStreams;
import io.changefeed.fanout.ring.Cursor;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.server.ClientLimits.Limit;
import io.changefeed.fanout.service.ChangeFeedService;
import io.changefeed.fanout.service.RingSource;
import io.changefeed.fanout.subscription.StartPosition;
import io.changefeed.fanout.subscription.Subscriptions;
import io.changefeed.fanout.subscription.Timeouts;
import io.changefeed.fanout.token.TokenCodec;
import io.changefeed.grpc.v1.StartAt;
import io.changefeed.grpc.v1.SubscribeRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pins that gRPC resets a stream when the context of its call ends with a timeout, which its API does not promise. */
class ClosedCallResetTest {
    private static final int SUBSCRIBERS = 50;
    private static final int CALLS = 700;
    private static final Duration SLOW_TIMEOUT = Duration.ofMillis(100);

    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final NetworkThreads network = new NetworkThreads();

    @AfterEach
    void endThreads() {
        timer.shutdownNow();
        pool.shutdown();
        network.close();
    }

    private static Limit limit() {
        return new Limit("limit", 1_000);
    }

    private GrpcServer server(Subscriptions subscriptions) {
        Ring ring = new Ring(1_000, Long.MAX_VALUE);
        // More than a call accepts at once.
        updates(1_000)
                .forEach(event -> ring.append(
                        new TopicPartition("shop.orders", 0), ring.extent().end(), event, Optional.empty()));
        Duration minute = Duration.ofMinutes(1);
        return GrpcServer.start(
                new ListenAddress("127.0.0.1", 0),
                new ConnectionLimits(minute, minute, minute, Duration.ZERO, minute),
                new ClientLimits(limit(), limit(), limit(), SLOW_TIMEOUT),
                Optional.empty(),
                new ServerThreads(pool, timer, network),
                List.of(new ChangeFeedService(source(ring), subscriptions, 500, 64 * 1024).definition()));
    }

    private static RingSource source(Ring ring) {
        return new RingSource() {
            @Override
            public Ring ring() {
                return ring;
            }

            @Override
            public Cursor latest(Ring current) {
                return current.latest();
            }

            @Override
            public StartPosition startAt(Ring current, Cursor cursor) {
                return new StartPosition(current, cursor, () -> true);
            }
        };
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // Cancelled with the timer
    void callsThatTheClientDoesNotReadAreResetAndFreeTheirPlaces() throws Exception {
        Subscriptions subscriptions = new Subscriptions(
                SUBSCRIBERS,
                new Subscriptions.SubscriptionContext(
                        pool, System::nanoTime, new Timeouts(SLOW_TIMEOUT, Duration.ofMinutes(1)), TokenCodec.plain()));
        subscriptions.scheduleTicks(timer, Throwable::printStackTrace);
        try (GrpcServer server = server(subscriptions);
                UnreadStreams client = new UnreadStreams(server.address().port())) {
            subscribe(client, CALLS);
            await().until(() -> client.open() == 0);
            assertThat(client.reset()).isGreaterThanOrEqualTo(SUBSCRIBERS);
            assertThat(client.reset() + client.refused()).isEqualTo(CALLS);

            await().untilAsserted(() -> {
                int before = client.reset();
                subscribe(client, SUBSCRIBERS);
                await().until(() -> client.open() == 0);
                assertThat(client.reset() - before).isEqualTo(SUBSCRIBERS);
            });
        }
    }

    private static void subscribe(UnreadStreams client, int calls) throws Exception {
        SubscribeRequest request = SubscribeRequest.newBuilder()
                .setStartAt(StartAt.START_AT_EARLIEST)
                .build();
        for (int call = 0; call < calls; call++) {
            client.call("changefeed.v1.ChangeFeed/Subscribe", request);
        }
    }
}
