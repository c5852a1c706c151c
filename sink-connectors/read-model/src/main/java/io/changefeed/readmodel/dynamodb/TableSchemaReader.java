/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Reads the schema of the target table. Thread-safe. */
final class TableSchemaReader {
    private final DynamoDbAsyncClient client;
    private final String table;

    /** The key of a table never changes, and its indexes rarely. */
    private volatile @Nullable TableSchema latest;

    TableSchemaReader(DynamoDbAsyncClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /** The schema that was read last. */
    CompletableFuture<TableSchema> latest(CancellableCalls calls) {
        TableSchema known = latest;
        return known != null ? CompletableFuture.completedFuture(known) : read(calls);
    }

    CompletableFuture<TableSchema> read(CancellableCalls calls) {
        return calls.start(() -> client.describeTable(request -> request.tableName(table)))
                .thenApply(described -> {
                    TableSchema schema = TableSchema.of(described.table());
                    latest = schema;
                    return schema;
                });
    }
}
