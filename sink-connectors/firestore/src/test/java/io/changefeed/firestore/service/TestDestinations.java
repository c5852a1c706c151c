/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import io.changefeed.firestore.name.DocumentId;
import io.changefeed.firestore.name.DocumentNames;
import io.changefeed.firestore.name.PathTemplate;
import io.changefeed.firestore.value.FirestoreValues;
import io.changefeed.firestore.value.NumberMode;
import io.changefeed.firestore.write.DocumentWrites;
import java.util.Optional;

/** Opens destinations for tests. */
final class TestDestinations {
    private TestDestinations() {}

    static final StaleWriteGuard GUARD = new StaleWriteGuard("version", "removed");

    static FirestoreDestination open(String host, String project, Optional<StaleWriteGuard> guard) {
        return open(host, project, guard, FirestoreTimeouts.DEFAULT);
    }

    static FirestoreDestination open(
            String host, String project, Optional<StaleWriteGuard> guard, FirestoreTimeouts timeouts) {
        return open(host, project, timeouts, writes("key", guard, Optional.empty()), guard);
    }

    /** Opens a destination without the guard. */
    static FirestoreDestination withIds(String documentId, String host, String project) {
        return open(
                host,
                project,
                FirestoreTimeouts.DEFAULT,
                writes(documentId, Optional.empty(), Optional.empty()),
                Optional.empty());
    }

    /** Opens a destination that merges items into documents. */
    static FirestoreDestination merging(String host, String project) {
        Optional<StaleWriteGuard> guard = Optional.of(GUARD);
        return open(host, project, FirestoreTimeouts.DEFAULT, writes("key", guard, Optional.of("fields")), guard);
    }

    private static DocumentWrites writes(
            String documentId, Optional<StaleWriteGuard> guard, Optional<String> mergeField) {
        return new DocumentWrites(
                new DocumentNames(new PathTemplate("${table}"), DocumentId.parse(documentId)),
                new FirestoreValues(NumberMode.PRECISE),
                true,
                guard.map(StaleWriteGuard::field),
                mergeField);
    }

    private static FirestoreDestination open(
            String host,
            String project,
            FirestoreTimeouts timeouts,
            DocumentWrites writes,
            Optional<StaleWriteGuard> guard) {
        FirestoreConnection connection =
                new FirestoreConnection(project, "(default)", Optional.of(host), Optional.empty());
        return FirestoreDestination.open(connection, timeouts, writes, guard, Optional.empty());
    }
}
