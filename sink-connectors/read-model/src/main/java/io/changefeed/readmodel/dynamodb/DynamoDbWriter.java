/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.readmodel.row.ItemChange;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Writes row changes, with or without the guard against stale writes. */
interface DynamoDbWriter {
    /** Starts to write changes. The result is in the order of the changes. */
    CompletableFuture<DeliveryResult> write(List<ItemChange> changes, CancellableCalls calls);
}
