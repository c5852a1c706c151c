/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowKey;
import java.util.concurrent.CompletableFuture;

/**
 * Writes single rows, if a change is newer than the stored version of its item. The futures fail with a
 * {@link FatalWriteException} or with the error of a call.
 */
interface RowWriter {
    /** Writes the row that the item enters. */
    CompletableFuture<EventResult> put(ItemChange change, Row row, CancellableCalls calls);

    /** Removes the item from a row, and stores the version of the change there. */
    CompletableFuture<EventResult> remove(ItemChange change, RowKey key, CancellableCalls calls);

    /** Raises the version of the item in a row, if the row has one, and keeps its content. */
    CompletableFuture<EventResult> reject(ItemChange change, RowKey key, CancellableCalls calls);
}
