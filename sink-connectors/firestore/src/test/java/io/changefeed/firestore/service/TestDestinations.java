/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import io.changefeed.firestore.name.DocumentId;
import io.changefeed.firestore.name.DocumentNames;
import io.changefeed.firestore.name.PathTemplate;
import io.changefeed.firestore.value.FirestoreValues;
import io.changefeed.firestore.value.NumberMode;
import io.changefeed.firestore.write.DocumentWrites;
import io.changefeed.firestore.write.WriteMode;
import java.util.Optional;

/** Opens destinations for tests. */
final class TestDestinations {
    private TestDestinations() {}

    static FirestoreDestination open(String host, String project, Optional<StaleWriteGuard> guard, WriteMode mode) {
        return open(host, project, guard, mode, "key");
    }

    static FirestoreDestination open(
            String host, String project, Optional<StaleWriteGuard> guard, WriteMode mode, String documentId) {
        DocumentWrites writes = new DocumentWrites(
                new DocumentNames(new PathTemplate("${table}"), DocumentId.parse(documentId)),
                new FirestoreValues(NumberMode.PRECISE),
                mode,
                true,
                guard.map(StaleWriteGuard::field));
        FirestoreConnection connection =
                new FirestoreConnection(project, "(default)", Optional.of(host), Optional.empty());
        return FirestoreDestination.open(connection, writes, guard, Optional.empty());
    }
}
