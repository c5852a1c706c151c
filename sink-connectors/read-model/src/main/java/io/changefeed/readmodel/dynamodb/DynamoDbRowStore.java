/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.AwsConfig;
import io.changefeed.aws.AwsConfigProblems;
import io.changefeed.aws.AwsService;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.TargetTable;
import io.changefeed.readmodel.store.RowStore;
import io.changefeed.readmodel.store.WriteResults;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Stores rows in a DynamoDB table. */
public final class DynamoDbRowStore implements RowStore {
    private final TargetTable target;
    private final ManagedDynamoDbClient client;
    private final TableSchemaReader schemas;
    private final DynamoDbErrorClassifier errors;
    private final DynamoDbWriter writer;

    private DynamoDbRowStore(
            TargetTable target,
            ManagedDynamoDbClient client,
            TableSchemaReader schemas,
            DynamoDbErrorClassifier errors,
            DynamoDbWriter writer) {
        this.target = target;
        this.client = client;
        this.schemas = schemas;
        this.errors = errors;
        this.writer = writer;
    }

    /**
     * Creates a store, without any call.
     *
     * @param isGuarded whether stale writes are skipped; required if several items can share a row
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
        String table = target.name();
        DynamoDbErrorClassifier errors =
                new DynamoDbErrorClassifier(table, new AwsConfigProblems(aws, AwsService.DYNAMODB));
        TableSchemaReader schemas = new TableSchemaReader(client, table);
        DynamoDbWriter writer;
        if (isGuarded) {
            ConditionalWrites writes = new ConditionalWrites(client, table, errors);
            writer = new GuardedDynamoDbWriter(
                    target.hasOneItemPerRow()
                            ? new OwnedRowWriter(writes, table, metadata, retention, clock)
                            : new SharedRowWriter(writes, schemas, table, metadata, retention, clock),
                    errors);
        } else {
            List<String> keyNames = target.key().stream().map(Column::name).toList();
            writer = new UnguardedDynamoDbWriter(client, table, keyNames, metadata.deleted(), errors);
        }
        return new DynamoDbRowStore(target, managed, schemas, errors, writer);
    }

    @Override
    public Delivery write(List<ItemChange> changes) {
        CancellableCalls calls = new CancellableCalls();
        CompletableFuture<DeliveryResult> result = schemas.latest(calls)
                .thenCompose(schema -> schema.key()
                        .mismatch(target)
                        .<CompletableFuture<DeliveryResult>>map(
                                reason -> CompletableFuture.completedFuture(new DeliveryResult.Fatal(reason)))
                        .orElseGet(() -> check(changes, schema, calls).thenCompose(checked -> write(checked, calls))))
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

    /**
     * Rejects rows that the table cannot contain. An index that rejects one can have been removed: it is read again.
     */
    private CompletableFuture<List<ItemChange>> check(
            List<ItemChange> changes, TableSchema schema, CancellableCalls calls) {
        return changes.stream().anyMatch(schema::isRejectedByIndex)
                ? schemas.read(calls).thenApply(current -> current.checked(changes))
                : CompletableFuture.completedFuture(schema.checked(changes));
    }

    /**
     * Only the changes that affect a row are written: the results of the others do not show whether a call succeeds.
     */
    private CompletableFuture<DeliveryResult> write(List<ItemChange> checked, CancellableCalls calls) {
        List<ItemChange> written =
                checked.stream().filter(DynamoDbRowStore::affectsRow).toList();
        CompletableFuture<DeliveryResult> result = written.isEmpty()
                ? CompletableFuture.completedFuture(new DeliveryResult.PerEvent(List.of()))
                : writer.write(written, calls);
        return result.thenApply(
                writes -> writes instanceof DeliveryResult.PerEvent perEvent ? resultOf(checked, perEvent) : writes);
    }

    private static boolean affectsRow(ItemChange change) {
        return change.target().isPresent() || change.leaves().isPresent();
    }

    private static DeliveryResult resultOf(List<ItemChange> changes, DeliveryResult.PerEvent written) {
        Iterator<EventResult> writes = written.results().iterator();
        return new DeliveryResult.PerEvent(changes.stream()
                .map(change -> resultOf(change, affectsRow(change) ? writes.next() : new EventResult.Delivered()))
                .toList());
    }

    private static EventResult resultOf(ItemChange change, EventResult written) {
        return change.effect() instanceof ItemChange.Reject reject && !(written instanceof EventResult.Retry)
                ? new EventResult.Rejected(reject.reason())
                : written;
    }

    @Override
    public void close() {
        client.close();
    }
}
