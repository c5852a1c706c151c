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
import io.changefeed.firestore.write.WriteMode;
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
 * Two tasks that both believe they own a partition: the owner delivers every change; the former owner delivers the same
 * changes again, always behind, now and then at the same moment, and is gone before it comes to the end.
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
    void withTheGuardEveryItemEndsAtItsNewestChange() throws Exception {
        Random fates = new Random(5);
        proxy.decide(method -> fate(method, fates));
        List<ChangeEvent> changes = changes();
        Optional<StaleWriteGuard> guard = Optional.of(new StaleWriteGuard("version", "removed"));
        try (Owner owner = new Owner(changes, guard);
                Owner former = new Owner(changes, guard)) {
            while (owner.isBehind()) {
                CompletableFuture<DeliveryResult> step = owner.step();
                // At the same moment only now and then: in the emulator one of the two then waits for seconds.
                if (random.nextInt(15) > 0) {
                    owner.settle(step);
                }
                if (former.left() > owner.left() + LAG && random.nextInt(3) > 0) {
                    former.settle(former.step());
                }
                owner.settle(step);
            }
            for (int i = 0; i < 3; i++) {
                former.settle(former.step());
            }

            assertThat(held()).isEqualTo(expected);
            assertThat(owner.delivered + former.delivered)
                    .as("no change is written twice")
                    .isLessThanOrEqualTo(CHANGES);
            assertThat(former.stale).isPositive();
            assertThat(former.left()).as("it never came to the newest").isPositive();
            assertThat(proxy.broken()).isPositive();
        }
    }

    private Map<String, Long> held() {
        Map<String, Long> held = new HashMap<>();
        documents
                .fieldsIn("orders")
                .forEach((id, fields) -> held.put(
                        id, fields.getOrDefault("n", Value.getDefaultInstance()).getIntegerValue()));
        return held;
    }

    /** A rollback is let through: without it the documents stay locked until Firestore ends the transaction. */
    private static synchronized FaultPlan fate(String method, Random random) {
        if (method.equals("Rollback")) {
            return new FaultPlan.Pass();
        }
        return switch (random.nextInt(30)) {
            case 0 -> new FaultPlan.Fail(Status.Code.UNAVAILABLE);
            case 1 -> new FaultPlan.FailAfterwards(Status.Code.DEADLINE_EXCEEDED);
            default -> new FaultPlan.Pass();
        };
    }

    /** Of each four, three write the item and one removes it. */
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

    /** Delivers changes in their order, and again what was not settled. */
    private final class Owner implements AutoCloseable {
        private final FirestoreDestination destination;
        private final Deque<ChangeEvent> left;
        private List<ChangeEvent> batch = List.of();
        private int delivered;
        private int stale;

        Owner(List<ChangeEvent> changes, Optional<StaleWriteGuard> guard) {
            destination = TestDestinations.open(proxy.host(), project, guard, WriteMode.REPLACE);
            left = new ArrayDeque<>(changes);
        }

        boolean isBehind() {
            return !left.isEmpty();
        }

        int left() {
            return left.size();
        }

        /** Sends what comes next: of an item one change at a time, as delivery does. */
        CompletableFuture<DeliveryResult> step() {
            batch = new ArrayList<>();
            Set<ItemKey> keys = new HashSet<>();
            while (!left.isEmpty()
                    && batch.size() < BATCH
                    && keys.add(left.element().key())) {
                batch.add(left.remove());
            }
            return Deliveries.deliver(destination, batch).result().toCompletableFuture();
        }

        /** Waits for the answer; what must be tried again comes first again. A second call does nothing. */
        void settle(CompletableFuture<DeliveryResult> step) throws Exception {
            DeliveryResult answer = step.get(20, TimeUnit.SECONDS);
            for (int i = batch.size() - 1; i >= 0; i--) {
                EventResult outcome = answer instanceof DeliveryResult.PerEvent each
                        ? each.results().get(i)
                        : new EventResult.Retry(EventResult.Fault.DESTINATION, answer.toString());
                if (outcome instanceof EventResult.Delivered) {
                    delivered++;
                } else if (outcome instanceof EventResult.Stale) {
                    stale++;
                } else {
                    left.addFirst(batch.get(i));
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
