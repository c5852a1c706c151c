/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import com.google.common.hash.Hashing;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The versions of documents that were removed, in a collection of their own. */
final class Tombstones {
    /** When Firestore may delete a tombstone, if a TTL policy on this field says so. */
    static final String EXPIRY = "expires_at";

    static final String DOCUMENT = "document";

    /** Far longer than a task that has lost its partitions can go on. */
    private static final Duration LIFE = Duration.ofDays(1);

    private final FirestoreConnection connection;
    private final String collection;
    private final String versionField;
    private final Clock clock;

    Tombstones(FirestoreConnection connection, String collection, String versionField, Clock clock) {
        this.connection = connection;
        this.collection = collection;
        this.versionField = versionField;
        this.clock = clock;
    }

    /** Where a document's tombstone is, or would be. */
    String resource(EventWrite write) {
        // Paths are longer than ids may be.
        return connection.resource(
                collection + "/" + Hashing.sha256().hashString(write.document(), StandardCharsets.UTF_8));
    }

    /** What is written besides: a remove leaves a tombstone, and what is newer than one takes its place. */
    Optional<Write> write(EventWrite write, boolean exists) {
        boolean remove = !write.write().hasUpdate();
        if (remove) {
            return Optional.of(tombstone(write));
        }
        return exists
                ? Optional.of(Write.newBuilder().setDelete(resource(write)).build())
                : Optional.empty();
    }

    private Write tombstone(EventWrite write) {
        Instant expiry = clock.instant().plus(LIFE);
        return Write.newBuilder()
                .setUpdate(Document.newBuilder()
                        .setName(resource(write))
                        .putFields(versionField, text(write.order().text()))
                        .putFields(DOCUMENT, text(write.document()))
                        .putFields(
                                EXPIRY,
                                Value.newBuilder()
                                        .setTimestampValue(
                                                Timestamp.newBuilder().setSeconds(expiry.getEpochSecond()))
                                        .build()))
                .build();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }
}
