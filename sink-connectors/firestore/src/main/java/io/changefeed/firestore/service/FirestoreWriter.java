/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import io.changefeed.delivery.destination.DeliveryResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** How writes are made: one kind for each value of {@code stale.guard}. */
interface FirestoreWriter {
    /** How many it takes at once. */
    int mostWrites();

    /**
     * Begins to write.
     *
     * @param writes at least one, each of another document
     * @return the answer for these, which is {@link DeliveryResult.PerEvent} in their order or one for all
     */
    CompletableFuture<DeliveryResult> write(List<EventWrite> writes, PendingCalls calls);
}
