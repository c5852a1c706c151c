/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.firestore.v1.Value;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemKey;
import io.changefeed.firestore.server.FaultProxy;
import io.changefeed.firestore.server.FaultProxy.FaultPlan;
import io.changefeed.firestore.server.FirestoreDocuments;
import io.changefeed.firestore.server.TestFirestore;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two tasks that both believe they own a partition: both are given its changes, the former owner behind the owner, and it
 * is still at it when the owner is done.
 */
class TwoTasksTest {
    private static final int ITEMS = 25;
    private static final int CHANGES = 600;
    private static final int LAG = 60;

    private final String project = "p" + UUID.randomUUID();
    private final FaultProxy proxy = new FaultProxy(TestFirestore.host());
    private final FirestoreDocuments documents = new FirestoreDocuments(TestFirestore.host(), project);
    private final Random random = new Random(11);
    private final Map<String, Long> expected = new HashMap<>();
    private final Set<String> changed = new HashSet<>();

    @AfterEach
    void close() {
        documents.close();
        proxy.close();
    }

    @Test
    void withTheGuardEveryDocumentEndsAtItsItemsNewestChange() {
        Random fates = new Random(5);
        proxy.decide(method -> fate(method, fates));
        List<ChangeEvent> changes = changes();
        Map<String, String> properties =
                TaskDriver.properties(proxy.host(), project, Map.of("stale.guard", "transaction"));
        try (TaskDriver owner = new TaskDriver(properties, changes);
                TaskDriver former = new TaskDriver(properties, changes)) {
            while (!owner.hasAll()) {
                owner.give(random.nextInt(1, 40));
                // At the same moment only now and then: in the emulator one of the two then waits for seconds.
                boolean together = random.nextInt(8) == 0;
                if (!together) {
                    owner.settle();
                }
                while (former.given() < owner.given() - LAG) {
                    former.give(random.nextInt(1, 40));
                    former.settle();
                }
                owner.settle();
            }
            former.give(LAG / 2);
            former.settle();

            assertThat(held()).isEqualTo(expected);
            assertThat(documents.in("changefeed_removed"))
                    .as("one tombstone for each item that is gone, and no other")
                    .hasSize(changed.size() - expected.size());
            assertThat(owner.count("event-delivered-total") + former.count("event-delivered-total"))
                    .as("no change is written twice")
                    .isLessThanOrEqualTo(CHANGES);
            assertThat(former.count("event-stale-total"))
                    .as("late changes of the former owner")
                    .isGreaterThan(CHANGES / 2);
            assertThat(former.hasAll()).as("it never came to the newest").isFalse();
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

    /** A rollback is always made: without it the documents stay locked until Firestore ends the transaction. */
    private static FaultPlan fate(String method, Random random) {
        return switch (random.nextInt(30)) {
            case 0 -> method.equals("Rollback") ? new FaultPlan.Pass() : new FaultPlan.Fail(Status.Code.UNAVAILABLE);
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
            changed.add(item);
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
}
