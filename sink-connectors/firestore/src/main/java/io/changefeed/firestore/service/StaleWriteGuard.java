/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import java.util.Set;

/**
 * The settings of the stale-write guard: where it stores versions.
 *
 * @param field the field of a document for its version
 * @param collection the collection for the versions of deleted documents
 */
public record StaleWriteGuard(String field, String collection) {
    /** The names that {@link #field} cannot have, because they are the other fields of a tombstone. */
    public static final Set<String> TOMBSTONE_FIELDS = Set.of(Tombstones.EXPIRY, Tombstones.DOCUMENT);
}
