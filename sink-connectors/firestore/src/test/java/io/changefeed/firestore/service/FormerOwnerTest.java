/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.firestore.v1.Value;
import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemKey;
import io.changefeed.firestore.FirestoreEvents;
import io.changefeed.firestore.server.FaultProxy;
import io.changefeed.firestore.server.FaultProxy.FaultPlan;
import io.changefeed.firestore.server.FirestoreDocuments;
import io.changefeed.firestore.server.TestFirestore;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two tasks both act as the owner of a partition. The owner delivers all changes. The former owner delivers the same
 * changes with a delay, sometimes concurrently, and stops before the newest.
 */
class FormerOwnerTest {
    private static final int ITEMS = 20;
    private static final int CHANGES = 300;
    private static final int BATCH = 5;
    private static final int LAG = 8 * BATCH;

    private final String project = "p" + UUID.randomUUID();
    private final FaultProxy proxy = new FaultProxy(TestFirestore.host());
    private final FirestoreDocuments documents = new FirestoreDocuments(TestFirestore.host(), project);
    private final Random random = new Random(7);
    private final Map<String, Long> expected = new HashMap<>();

    @AfterEach
    void close() {
        documents.close();
        proxy.close();
    }

    @Test
    void everyDocumentHasTheNewestChangeWithTheGuard() throws Exception {
        Random faults = new Random(5);
        proxy.plan(method -> fault(method, faults));
        List<ChangeEvent> changes = changes();
        Optional<StaleWriteGuard> guard = Optional.of(TestDestinations.GUARD);
        try (Owner owner = new Owner(changes, guard);
                Owner formerOwner = new Owner(changes, guard)) {
            while (owner.hasMore()) {
                CompletableFuture<DeliveryResult> step = owner.step();
                // Rarely concurrently, because the emulator then makes one of the two wait for seconds.
                if (random.nextInt(15) > 0) {
                    owner.await(step);
                }
                if (formerOwner.remaining() > owner.remaining() + LAG && random.nextInt(3) > 0) {
                    formerOwner.await(formerOwner.step());
                }
                owner.await(step);
            }
            for (int i = 0; i < 3; i++) {
                formerOwner.await(formerOwner.step());
            }

            assertThat(stored()).isEqualTo(expected);
            assertThat(owner.delivered + formerOwner.delivered)
                    .as("no change is written twice")
                    .isLessThanOrEqualTo(CHANGES);
            assertThat(formerOwner.stale).isPositive();
            assertThat(formerOwner.remaining())
                    .as("stops before the newest change")
                    .isPositive();
            assertThat(proxy.broken()).isPositive();
        }
    }

    private Map<String, Long> stored() {
        Map<String, Long> stored = new HashMap<>();
        documents
                .fieldsIn("orders")
                .forEach((id, fields) -> stored.put(
                        id, fields.getOrDefault("n", Value.getDefaultInstance()).getIntegerValue()));
        return stored;
    }

    /** Never breaks a rollback, because documents would stay locked until Firestore ends the transaction. */
    private static synchronized FaultPlan fault(String method, Random random) {
        if (method.equals("Rollback")) {
            return new FaultPlan.Pass();
        }
        return switch (random.nextInt(30)) {
            case 0 -> new FaultPlan.Fail(Status.Code.UNAVAILABLE);
            case 1 -> new FaultPlan.FailAfterForwarding(Status.Code.DEADLINE_EXCEEDED);
            default -> new FaultPlan.Pass();
        };
    }

    /** One in four changes is a remove. */
    private List<ChangeEvent> changes() {
        List<ChangeEvent> changes = new ArrayList<>();
        for (long n = 1; n <= CHANGES; n++) {
            String item = Integer.toString(random.nextInt(ITEMS));
            ItemKey key = FirestoreEvents.key("c", item);
            if (random.nextInt(4) == 0) {
                changes.add(FirestoreEvents.remove(key, n));
                expected.remove("c|" + item);
            } else {
                changes.add(FirestoreEvents.insert(key, "\"n\":{\"N\":\"" + n + "\"}", n));
                expected.put("c|" + item, n);
            }
        }
        return changes;
    }

    /** Delivers changes in order and retries failed changes. */
    private final class Owner implements AutoCloseable {
        private final FirestoreDestination destination;
        private final Deque<ChangeEvent> remaining;
        private List<ChangeEvent> batch = List.of();
        private int delivered;
        private int stale;

        Owner(List<ChangeEvent> changes, Optional<StaleWriteGuard> guard) {
            destination = TestDestinations.open(proxy.host(), project, guard);
            remaining = new ArrayDeque<>(changes);
        }

        boolean hasMore() {
            return !remaining.isEmpty();
        }

        int remaining() {
            return remaining.size();
        }

        /** Delivers the next batch, with at most one change of an item. */
        CompletableFuture<DeliveryResult> step() {
            batch = new ArrayList<>();
            Set<ItemKey> keys = new HashSet<>();
            while (!remaining.isEmpty()
                    && batch.size() < BATCH
                    && keys.add(remaining.element().key())) {
                batch.add(remaining.remove());
            }
            return Deliveries.deliver(destination, batch).result().toCompletableFuture();
        }

        /** Waits for the result and puts failed changes back to the front. A second call has no effect. */
        void await(CompletableFuture<DeliveryResult> step) throws Exception {
            DeliveryResult result = step.get(20, TimeUnit.SECONDS);
            for (int i = batch.size() - 1; i >= 0; i--) {
                EventResult eventResult = result instanceof DeliveryResult.PerEvent each
                        ? each.results().get(i)
                        : new EventResult.Retry(result.toString());
                if (eventResult instanceof EventResult.Delivered) {
                    delivered++;
                } else if (eventResult instanceof EventResult.Stale) {
                    stale++;
                } else {
                    remaining.addFirst(batch.get(i));
                }
            }
            batch = List.of();
        }

        @Override
        public void close() {
            destination.close();
        }
    }
}
