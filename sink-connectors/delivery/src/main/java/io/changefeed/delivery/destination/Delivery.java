/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.destination;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A delivery that has been started. */
public interface Delivery {
    /**
     * Returns the result. After it completes, no event of this delivery can reach the destination. It completes
     * exceptionally only because of a bug, which fails the task.
     */
    CompletionStage<DeliveryResult> result();

    /**
     * Aborts the delivery, so that the result completes within 2 s, with any value: also if the peer is silent, or
     * during a name lookup or a rollback. Has no effect on a completed delivery.
     */
    void abort();

    /** Returns a delivery that is already complete. */
    static Delivery completed(DeliveryResult result) {
        CompletionStage<DeliveryResult> completed = CompletableFuture.completedFuture(result);
        return new Delivery() {
            @Override
            public CompletionStage<DeliveryResult> result() {
                return completed;
            }

            @Override
            public void abort() {
                // Already complete.
            }
        };
    }
}
