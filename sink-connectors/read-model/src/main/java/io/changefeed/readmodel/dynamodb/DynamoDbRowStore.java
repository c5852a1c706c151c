/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.AwsConfig;
import io.changefeed.aws.AwsConfigProblems;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.TargetTable;
import io.changefeed.readmodel.store.RowStore;
import io.changefeed.readmodel.store.WriteResults;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Stores rows in a DynamoDB table. */
public final class DynamoDbRowStore implements RowStore {
    private final TargetTable target;
    private final ManagedDynamoDbClient client;
    private final DynamoDbErrorClassifier errors;
    private final DynamoDbWriter writer;

    /** Read once: the key of a table never changes. */
    private volatile @Nullable TableKeySchema key;

    private DynamoDbRowStore(
            TargetTable target, ManagedDynamoDbClient client, DynamoDbErrorClassifier errors, DynamoDbWriter writer) {
        this.target = target;
        this.client = client;
        this.errors = errors;
        this.writer = writer;
    }

    /**
     * Creates a store, without any call.
     *
     * @param isGuarded whether stale writes are skipped
     * @param retention how long the versions of deleted rows are kept
     * @throws org.apache.kafka.connect.errors.ConnectException if no region is configured and the SDK finds none
     */
    public static DynamoDbRowStore open(
            AwsConfig aws,
            TargetTable target,
            boolean isGuarded,
            MetadataAttributes metadata,
            Duration retention,
            Clock clock) {
        ManagedDynamoDbClient managed = new ManagedDynamoDbClient(aws, ManagedDynamoDbClient.CALL_TIMEOUT);
        DynamoDbAsyncClient client = managed.client();
        RowItemConverter converter = new RowItemConverter(metadata);
        DynamoDbErrorClassifier errors = new DynamoDbErrorClassifier(target.name(), new AwsConfigProblems(aws));
        DynamoDbWriter writer = new UnguardedDynamoDbWriter(
                client, target.name(), target.key().stream().map(Column::name).toList(), converter, errors);
        return new DynamoDbRowStore(target, managed, errors, writer);
    }

    @Override
    public Delivery write(List<ItemChange> changes) {
        CancellableCalls calls = new CancellableCalls();
        CompletableFuture<DeliveryResult> result = tableKey(calls)
                .thenCompose(found -> found.mismatch(target)
                        .<CompletableFuture<DeliveryResult>>map(
                                reason -> CompletableFuture.completedFuture(new DeliveryResult.Fatal(reason)))
                        .orElseGet(() -> write(changes, found, calls)))
                .exceptionally(this::describeTableFailed);
        return new Delivery() {
            @Override
            public CompletionStage<DeliveryResult> result() {
                return result;
            }

            @Override
            public void abort() {
                calls.cancel();
            }
        };
    }

    private DeliveryResult describeTableFailed(Throwable failure) {
        // No row has been sent yet, so none can be the cause of a validation error.
        return errors.fatalReason(failure, "dynamodb:DescribeTable")
                .or(() -> DynamoDbErrorClassifier.isInvalidRow(failure)
                        ? Optional.of(ProjectionConfig.TABLE + ": DynamoDB rejected the table name '" + target.name()
                                + "': "
                                + DynamoDbErrorClassifier.rootCause(failure).getMessage())
                        : Optional.empty())
                .<DeliveryResult>map(DeliveryResult.Fatal::new)
                .orElseGet(() -> WriteResults.ofEvents(List.of(errors.resultOf(failure, "of table " + target.name()))));
    }

    private CompletableFuture<TableKeySchema> tableKey(CancellableCalls calls) {
        TableKeySchema known = key;
        return known != null
                ? CompletableFuture.completedFuture(known)
                : calls.start(() -> client.client().describeTable(table -> table.tableName(target.name())))
                        .thenApply(described -> {
                            TableKeySchema found = TableKeySchema.of(described.table());
                            key = found;
                            return found;
                        });
    }

    private CompletableFuture<DeliveryResult> write(
            List<ItemChange> changes, TableKeySchema key, CancellableCalls calls) {
        if (key.types().isEmpty()) {
            throw new UnsupportedOperationException("not written yet");
        }
        return writer.write(changes, calls);
    }

    @Override
    public void close() {
        client.close();
    }
}
