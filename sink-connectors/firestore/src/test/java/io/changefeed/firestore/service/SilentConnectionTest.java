/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.firestore.FirestoreEvents;
import io.changefeed.firestore.server.TcpProxy;
import io.changefeed.firestore.server.TestFirestore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A connection stays open, but no longer transfers data. A new connection would work. */
@Execution(ExecutionMode.CONCURRENT)
class SilentConnectionTest {
    /** gRPC sends the first ping after 10 seconds at the earliest. */
    private static final FirestoreTimeouts TIMEOUTS =
            new FirestoreTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofMillis(200));

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final DeliveryResult DELIVERED = DeliveryResult.PerEvent.of(1, new EventResult.Delivered());

    private final TcpProxy proxy = new TcpProxy(TestFirestore.host());
    private final FirestoreDestination destination =
            TestDestinations.open(proxy.host(), "p" + UUID.randomUUID(), Optional.empty(), TIMEOUTS);

    @AfterEach
    void close() {
        destination.close();
        proxy.close();
    }

    @Test
    void connectionThatBecomesSilentIsReplaced() {
        assertThat(deliver()).isEqualTo(DELIVERED);

        proxy.silence();

        requireUnavailable(deliver());
        await().atMost(LIMIT).until(() -> deliver().equals(DELIVERED));
    }

    /** As with a load balancer that accepts connections for a server that is gone. */
    @Test
    void connectionThatIsSilentFromItsStartIsReplaced() {
        proxy.silenceNext();

        requireUnavailable(deliver());
        await().atMost(LIMIT).until(() -> deliver().equals(DELIVERED));
    }

    private DeliveryResult deliver() {
        return Deliveries.deliver(destination, List.of(FirestoreEvents.insert(FirestoreEvents.key("c1", "o7"), "", 1)))
                .result()
                .toCompletableFuture()
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static void requireUnavailable(DeliveryResult result) {
        assertThat(result).isInstanceOfSatisfying(DeliveryResult.Unavailable.class, unavailable -> {
            assertThat(unavailable.scope()).isEqualTo(DeliveryResult.Scope.DESTINATION);
            assertThat(unavailable.reason()).contains("Keepalive failed");
        });
    }
}
