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

/** Creates tombstones, which store the versions of deleted documents in a separate collection. */
final class Tombstones {
    /** The field for a TTL policy, which deletes a tombstone after the time in this field. */
    static final String EXPIRY = "expires_at";

    static final String DOCUMENT = "document";

    /** Much longer than a task can keep writing after it has lost its partitions. */
    private static final Duration RETENTION = Duration.ofDays(1);

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

    /** The resource name of a document's tombstone. */
    String resource(PreparedWrite write) {
        // Hashed, because a path can exceed the maximum length of an id.
        return connection.resource(
                collection + "/" + Hashing.sha256().hashString(write.document(), StandardCharsets.UTF_8));
    }

    /**
     * Returns the additional write, if any: a delete creates a tombstone, and a newer write deletes an existing one.
     */
    Optional<Write> write(PreparedWrite write, boolean exists) {
        boolean isDelete = !write.write().hasUpdate();
        if (isDelete) {
            return Optional.of(tombstone(write));
        }
        return exists
                ? Optional.of(Write.newBuilder().setDelete(resource(write)).build())
                : Optional.empty();
    }

    private Write tombstone(PreparedWrite write) {
        Instant expiry = clock.instant().plus(RETENTION);
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
