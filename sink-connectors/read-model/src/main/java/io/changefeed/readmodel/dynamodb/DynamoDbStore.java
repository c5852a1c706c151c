/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.AwsAccess;
import io.changefeed.aws.AwsConfig;
import io.changefeed.aws.AwsConfigProblems;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.row.TargetTable;
import io.changefeed.readmodel.store.Answers;
import io.changefeed.readmodel.store.Sifted;
import io.changefeed.readmodel.store.Store;
import io.changefeed.readmodel.store.WriteMode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** A DynamoDB table. */
public final class DynamoDbStore implements Store {
    private final TargetTable target;
    private final Clients clients;
    private final Meaning meaning;
    private final Writer writer;

    /** Known from the first call that told it: a table's key never changes. */
    private volatile @Nullable TableKey key;

    private DynamoDbStore(TargetTable target, Clients clients, Meaning meaning, Writer writer) {
        this.target = target;
        this.clients = clients;
        this.meaning = meaning;
        this.writer = writer;
    }

    /**
     * Opens a table, without a call.
     *
     * @param retention how long the version of a deleted row is kept
     * @throws org.apache.kafka.connect.errors.ConnectException when no region is configured and the SDK finds none
     */
    public static DynamoDbStore open(
            AwsConfig aws, TargetTable target, WriteMode mode, Bookkeeping names, Duration retention, Clock clock) {
        Clients clients = new Clients(new AwsAccess(aws, Optional.of(Clients.LONGEST_CALL)));
        DynamoDbAsyncClient client = clients.dynamoDb();
        RowFormat format = new RowFormat(names);
        Meaning meaning = new Meaning(target.name(), new AwsConfigProblems(aws));
        Writer writer = mode == WriteMode.GUARDED
                ? new GuardedWriter(new RowGuard(client, target.name(), format, clock), meaning, retention, clock)
                : new BatchWriter(
                        client,
                        target.name(),
                        target.key().stream().map(Column::name).toList(),
                        format,
                        meaning);
        return new DynamoDbStore(target, clients, meaning, writer);
    }

    @Override
    public Delivery write(List<RowChange> changes) {
        Calls calls = new Calls();
        CompletableFuture<DeliveryResult> answer = tableKey(calls)
                .thenCompose(found -> found.mismatch(target)
                        .<CompletableFuture<DeliveryResult>>map(
                                why -> CompletableFuture.completedFuture(new DeliveryResult.Fatal(why)))
                        .orElseGet(() -> write(changes, found, calls)))
                .exceptionally(this::withoutTable);
        return new Delivery() {
            @Override
            public CompletionStage<DeliveryResult> result() {
                return answer;
            }

            @Override
            public void abort() {
                calls.abort();
            }
        };
    }

    private DeliveryResult withoutTable(Throwable failure) {
        // Of a table that no row was written to, no row is at fault.
        return meaning.broken(failure, "dynamodb:DescribeTable")
                .or(() -> Meaning.isWrongRow(failure)
                        ? Optional.of(ProjectionConfig.TABLE + ": DynamoDB refuses '" + target.name() + "': "
                                + Meaning.unwrapped(failure).getMessage())
                        : Optional.empty())
                .<DeliveryResult>map(DeliveryResult.Fatal::new)
                .orElseGet(() -> Answers.of(List.of(meaning.outcome(failure, "of any key"))));
    }

    private CompletableFuture<TableKey> tableKey(Calls calls) {
        TableKey known = key;
        return known != null
                ? CompletableFuture.completedFuture(known)
                : calls.begin(() -> clients.dynamoDb().describeTable(table -> table.tableName(target.name())))
                        .thenApply(described -> {
                            TableKey found = TableKey.of(described.table());
                            key = found;
                            return found;
                        });
    }

    /** What no table could hold is rejected without a call: in a batch it would take the others with it. */
    private CompletableFuture<DeliveryResult> write(List<RowChange> changes, TableKey key, Calls calls) {
        Sifted sifted = new Sifted();
        changes.forEach(change -> sift(change, key, sifted));
        List<RowChange> possible = sifted.changes();
        return possible.isEmpty()
                ? CompletableFuture.completedFuture(sifted.answer())
                : writer.write(possible, calls).thenApply(sifted::answer);
    }

    private static void sift(RowChange change, TableKey key, Sifted sifted) {
        Optional<String> problem = change.put().flatMap(row -> key.problem(row.key()));
        // A row that no table could hold was never written: there is nothing to delete.
        RowChange needed = change.delete().flatMap(key::problem).isPresent() ? change.withoutDelete() : change;
        RowChange possible = problem.isPresent() ? needed.withoutPut() : needed;
        if (possible.keys().isEmpty()) {
            sifted.settle(problem.<EventResult>map(EventResult.Rejected::new).orElseGet(EventResult.Delivered::new));
        } else if (problem.isPresent()) {
            sifted.writePart(possible, problem.get());
        } else {
            sifted.write(possible);
        }
    }

    @Override
    public void close() {
        clients.close();
    }
}
