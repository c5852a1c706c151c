/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.readmodel.row.RowChange;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** How rows are written: one kind for each value of {@code write.mode}. */
interface Writer {
    /** Begins to write; the answer is about the changes, in their order. */
    CompletableFuture<DeliveryResult> write(List<RowChange> changes, Calls calls);
}
