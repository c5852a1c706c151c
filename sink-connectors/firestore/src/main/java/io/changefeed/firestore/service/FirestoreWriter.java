/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import io.changefeed.delivery.destination.DeliveryResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Sends writes to Firestore, with or without the stale-write guard. */
interface FirestoreWriter {
    /** Maximum number of writes in a request. */
    int maxWrites();

    /**
     * Starts to send writes.
     *
     * @param writes at least one write, and at most one per document
     * @return the result of the writes: {@link DeliveryResult.PerEvent} in their order, or one result for all
     */
    CompletableFuture<DeliveryResult> write(List<PreparedWrite> writes, PendingCalls calls);
}
