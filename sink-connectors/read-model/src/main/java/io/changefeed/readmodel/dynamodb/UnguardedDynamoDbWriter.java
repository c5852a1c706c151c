/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.readmodel.row.ItemChange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Writes rows without versions: many rows per call, the last write wins. */
final class UnguardedDynamoDbWriter implements DynamoDbWriter {
    /** The limit of BatchWriteItem. */
    private static final int MAX_ROWS_PER_CALL = 25;

    private final DynamoDbAsyncClient client;
    private final String table;
    private final List<String> keyNames;
    private final RowItemConverter converter;
    private final DynamoDbErrorClassifier errors;

    UnguardedDynamoDbWriter(
            DynamoDbAsyncClient client,
            String table,
            List<String> keyNames,
            RowItemConverter converter,
            DynamoDbErrorClassifier errors) {
        this.client = client;
        this.table = table;
        this.keyNames = List.copyOf(keyNames);
        this.converter = converter;
        this.errors = errors;
    }

    @Override
    public CompletableFuture<DeliveryResult> write(List<ItemChange> changes, CancellableCalls calls) {
        throw new UnsupportedOperationException("not written yet" + MAX_ROWS_PER_CALL + client + table + keyNames
                + converter.metadata() + errors.hashCode());
    }
}
