/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.destination;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A delivery that was started. */
public interface Delivery {
    /**
     * The result. When it completes, nothing of this delivery can reach the destination anymore. It completes
     * exceptionally only for a bug, which fails the task.
     */
    CompletionStage<DeliveryResult> result();

    /** Aborts the delivery: the result completes soon, whatever it is. Has no effect on a completed delivery. */
    void abort();

    /** A delivery that is complete and needed no request. */
    static Delivery completed(DeliveryResult result) {
        CompletionStage<DeliveryResult> completed = CompletableFuture.completedFuture(result);
        return new Delivery() {
            @Override
            public CompletionStage<DeliveryResult> result() {
                return completed;
            }

            @Override
            public void abort() {
                // It is complete.
            }
        };
    }
}
