/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.firestore.v1.Value;
import io.changefeed.event.ChangeEvent;
import io.changefeed.firestore.server.FaultProxy;
import io.changefeed.firestore.server.FaultProxy.FaultPlan;
import io.changefeed.firestore.server.FirestoreDocuments;
import io.changefeed.firestore.server.TestFirestore;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes to a document that has reached its write limit fail while the other writes of the batch succeed. */
class HotDocumentTest {
    private static final int OTHERS = 50;
    private static final int ROUNDS = 6;

    private final String project = "p" + UUID.randomUUID();
    private final FaultProxy proxy = new FaultProxy(TestFirestore.host());
    private final FirestoreDocuments documents = new FirestoreDocuments(TestFirestore.host(), project);

    @AfterEach
    void close() {
        documents.close();
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"ABORTED", "RESOURCE_EXHAUSTED"})
    void hotDocumentDelaysOnlyItsOwnItem(Status.Code code) {
        proxy.plan(method -> new FaultPlan.FailWrites(
                code, write -> write.getUpdate().getName().endsWith("/c|hot")));
        List<ChangeEvent> changes = new ArrayList<>();
        Map<String, Long> newest = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            changes.add(change("hot", changes.size()));
            for (int other = 0; other < OTHERS; other++) {
                newest.put("c|" + other, (long) changes.size());
                changes.add(change(Integer.toString(other), changes.size()));
            }
        }
        try (TaskDriver task = new TaskDriver(
                TaskDriver.properties(proxy.host(), project, Map.of("stale.write.guard", "false")), changes)) {
            task.put(changes.size());

            await().atMost(Duration.ofSeconds(60)).until(() -> stored().equals(newest));
            assertThat(task.committable()).as("the hot document's first change").isZero();

            proxy.plan(method -> new FaultPlan.Pass());
            task.awaitCommittable();
            newest.put("c|hot", (long) changes.size() - OTHERS - 1);
            assertThat(stored()).isEqualTo(newest);
            assertThat(proxy.brokenWrites()).isGreaterThan(1);
        }
    }

    private static ChangeEvent change(String item, int n) {
        return FirestoreEvents.insert(FirestoreEvents.key("c", item), "\"n\":{\"N\":\"" + n + "\"}", n + 1);
    }

    private Map<String, Long> stored() {
        Map<String, Long> stored = new HashMap<>();
        documents
                .fieldsIn("orders")
                .forEach((id, fields) -> stored.put(
                        id, fields.getOrDefault("n", Value.getDefaultInstance()).getIntegerValue()));
        return stored;
    }
}
