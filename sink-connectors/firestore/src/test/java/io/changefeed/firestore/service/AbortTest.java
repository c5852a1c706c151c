/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ItemKey;
import io.changefeed.firestore.FirestoreEvents;
import io.changefeed.firestore.server.FaultProxy;
import io.changefeed.firestore.server.FaultProxy.FaultPlan;
import io.changefeed.firestore.server.FirestoreDocuments;
import io.changefeed.firestore.server.TestFirestore;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Aborts deliveries with the stale-write guard in each phase of their transaction. */
class AbortTest {
    private static final ItemKey KEY = FirestoreEvents.key("c1", "o7");
    private static final Duration MAX_ABORT = Duration.ofSeconds(2);
    private static final int TIMEOUT_SECONDS = 20;

    private final String project = "p" + UUID.randomUUID();
    private final FaultProxy proxy = new FaultProxy(TestFirestore.host());
    private final FirestoreDocuments documents = new FirestoreDocuments(TestFirestore.host(), project);
    private final FirestoreDestination formerOwner = open();
    private final FirestoreDestination owner = open();

    private FirestoreDestination open() {
        return TestDestinations.open(proxy.host(), project, Optional.of(TestDestinations.GUARD));
    }

    @AfterEach
    void close() {
        formerOwner.close();
        owner.close();
        documents.close();
        proxy.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BeginTransaction", "BatchGetDocuments", "Commit", "Rollback"})
    void abortCompletesInEveryPhaseOfATransaction(String phase) throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        proxy.plan(method -> {
            if (method.equals(phase)) {
                reached.countDown();
                return new FaultPlan.Hang();
            }
            boolean fails = phase.equals("Rollback") && method.equals("Commit");
            return fails ? new FaultPlan.Fail(Status.Code.INTERNAL) : new FaultPlan.Pass();
        });
        Delivery delivery = deliver(formerOwner, KEY, 1);
        assertThat(reached.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(delivery.result().toCompletableFuture()).isNotDone();

        abort(delivery);
        proxy.plan(method -> new FaultPlan.Pass());

        requireDelivered(deliver(formerOwner, FirestoreEvents.key("c2", "o1"), 2));
        assertThat(documents.fieldsIn("orders")).containsOnlyKeys("c2|o1");
    }

    /** What was sent before an abort can still be in the network. */
    @Test
    void commitThatArrivesAfterAnAbortDoesNotOverwriteANewerEvent() throws Exception {
        FaultPlan.ForwardLater commit = new FaultPlan.ForwardLater();
        proxy.plan(method -> method.equals("Commit") ? commit : new FaultPlan.Pass());
        Delivery delivery = deliver(formerOwner, KEY, 1);
        commit.received().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);

        abort(delivery);
        proxy.plan(method -> new FaultPlan.Pass());
        requireDelivered(deliver(owner, KEY, 2));
        commit.release().complete(null);

        assertThat(commit.executed().get(TIMEOUT_SECONDS, TimeUnit.SECONDS).isOk())
                .isFalse();
        assertThat(documents.fieldsIn("orders").get("c1|o7"))
                .hasEntrySatisfying("n", n -> assertThat(n.getIntegerValue()).isEqualTo(2));
    }

    private static Delivery deliver(FirestoreDestination destination, ItemKey key, long number) {
        return Deliveries.deliver(
                destination, List.of(FirestoreEvents.insert(key, "\"n\":{\"N\":\"" + number + "\"}", number)));
    }

    private static void abort(Delivery delivery) {
        delivery.abort();
        assertThat(delivery.result().toCompletableFuture())
                .succeedsWithin(MAX_ABORT)
                .isInstanceOf(DeliveryResult.Unavailable.class);
    }

    private static void requireDelivered(Delivery delivery) {
        assertThat(delivery.result().toCompletableFuture())
                .succeedsWithin(Duration.ofSeconds(TIMEOUT_SECONDS))
                .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Delivered()));
    }
}
