/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.event.ChangeEvent;
import io.changefeed.firestore.server.FaultProxy;
import io.changefeed.firestore.server.FaultProxy.FaultPlan;
import io.changefeed.firestore.server.FirestoreDocuments;
import io.changefeed.firestore.server.TestFirestore;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All writes to one collection fail. */
class FailingCollectionTest {
    private static final int ITEMS = 2_000;

    private final String project = "p" + UUID.randomUUID();
    private final FaultProxy proxy = new FaultProxy(TestFirestore.host());
    private final FirestoreDocuments documents = new FirestoreDocuments(TestFirestore.host(), project);

    @AfterEach
    void close() {
        documents.close();
        proxy.close();
    }

    /** The task has no dead letter queue, so that a rejected event would fail it. */
    @Test
    void failingCollectionDelaysNoOther() {
        proxy.plan(method -> new FaultPlan.FailWrites(
                Status.Code.RESOURCE_EXHAUSTED,
                write -> write.getUpdate().getName().contains("/documents/orders/")));
        List<ChangeEvent> changes = new ArrayList<>();
        changes.addAll(inserts("orders"));
        changes.addAll(inserts("customers"));
        try (TaskDriver task = new TaskDriver(
                TaskDriver.properties(proxy.host(), project, Map.of("stale.write.guard", "false")), changes)) {
            task.put(changes.size());

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> documents.in("customers").size() == ITEMS);
            assertThat(task.committable()).isZero();

            proxy.plan(method -> new FaultPlan.Pass());
            task.awaitCommittable();
            assertThat(documents.in("orders")).hasSize(ITEMS);
        }
    }

    private static List<ChangeEvent> inserts(String table) {
        List<ChangeEvent> inserts = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            inserts.add(FirestoreEvents.insert(table, FirestoreEvents.key("c", "" + i), "", i + 1));
        }
        return inserts;
    }
}
