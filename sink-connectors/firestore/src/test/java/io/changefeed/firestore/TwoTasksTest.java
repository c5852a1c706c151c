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
 * Two tasks both act as the owner of a partition and receive its changes. The former owner lags behind the owner and is
 * still writing after the owner has finished.
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
    void everyDocumentHasTheNewestChangeWithTheGuard() {
        Random faults = new Random(5);
        proxy.plan(method -> fault(method, faults));
        List<ChangeEvent> changes = changes();
        Map<String, String> properties =
                TaskDriver.properties(proxy.host(), project, Map.of("stale.write.guard", "true"));
        try (TaskDriver owner = new TaskDriver(properties, changes);
                TaskDriver formerOwner = new TaskDriver(properties, changes)) {
            while (!owner.hasPutAll()) {
                owner.put(random.nextInt(1, 40));
                // Rarely concurrently, because the emulator then makes one of the two wait for seconds.
                boolean together = random.nextInt(8) == 0;
                if (!together) {
                    owner.awaitCommittable();
                }
                while (formerOwner.putCount() < owner.putCount() - LAG) {
                    formerOwner.put(random.nextInt(1, 40));
                    formerOwner.awaitCommittable();
                }
                owner.awaitCommittable();
            }
            formerOwner.put(LAG / 2);
            formerOwner.awaitCommittable();

            assertThat(stored()).isEqualTo(expected);
            assertThat(documents.in("changefeed_removed"))
                    .as("one tombstone for each deleted item")
                    .hasSize(changed.size() - expected.size());
            assertThat(owner.count("event-delivered-total") + formerOwner.count("event-delivered-total"))
                    .as("no change is written twice")
                    .isLessThanOrEqualTo(CHANGES);
            assertThat(formerOwner.count("event-stale-total"))
                    .as("late changes of the former owner")
                    .isGreaterThan(CHANGES / 2);
            assertThat(formerOwner.hasPutAll())
                    .as("stops before the newest change")
                    .isFalse();
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
    private static FaultPlan fault(String method, Random random) {
        return switch (random.nextInt(30)) {
            case 0 -> method.equals("Rollback") ? new FaultPlan.Pass() : new FaultPlan.Fail(Status.Code.UNAVAILABLE);
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
