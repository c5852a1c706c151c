/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

/**
 * The settings of the stale-write guard: where it stores versions.
 *
 * @param field the field of a document for its version
 * @param collection the collection for the versions of deleted documents
 */
public record StaleWriteGuard(String field, String collection) {}
