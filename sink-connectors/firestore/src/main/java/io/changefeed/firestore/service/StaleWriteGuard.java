/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

/**
 * Where {@code stale.guard=transaction} keeps versions.
 *
 * @param field of each document
 * @param collection of those of documents that were removed
 */
public record StaleWriteGuard(String field, String collection) {}
