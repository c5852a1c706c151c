/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.AttributeValues;
import io.changefeed.aws.ItemValues;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.dynamodb.ConditionalWrites.Attempt;
import io.changefeed.readmodel.dynamodb.SharedRow.Content;
import io.changefeed.readmodel.dynamodb.SharedRow.Entry;
import io.changefeed.readmodel.dynamodb.SharedRow.Live;
import io.changefeed.readmodel.dynamodb.SharedRow.Tombstone;
import io.changefeed.readmodel.projection.ValueRenderer;
import io.changefeed.readmodel.row.ChangeTime;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.ItemId;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowKey;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Writes rows that several items can share. The first attempt assumes that no other item has been in the row. If its
 * condition fails, DynamoDB returns the row, and the merged row is written unless the row has changed since.
 */
final class SharedRowWriter implements RowWriter {
    private static final Logger LOG = LoggerFactory.getLogger(SharedRowWriter.class);

    /** Less than DynamoDB's limit of 400 KB, so that an item can always leave. */
    static final int MAX_ROW_BYTES = 300 * 1024;

    /** DynamoDB's limit. A value in a list has two levels. */
    private static final int MAX_LEVELS = 32;

    /** Maximum number of conflicting writes before giving up; each conflict means that another writer made progress. */
    private static final int MAX_CONFLICTS = 20;

    private final SharedRowRequests requests;
    private final TableSchemaReader schemas;
    private final String table;
    private final Duration retention;
    private final Clock clock;

    /** @param retention how long the versions of items that left a row are kept */
    SharedRowWriter(
            ConditionalWrites writes,
            TableSchemaReader schemas,
            String table,
            MetadataAttributes metadata,
            Duration retention,
            Clock clock) {
        this.requests = new SharedRowRequests(writes, table, metadata);
        this.schemas = schemas;
        this.table = table;
        this.retention = retention;
        this.clock = clock;
    }

    /** The state of an item that a change writes into a row. */
    private record ItemWrite(ItemId item, RowKey row, Entry entry) {
        boolean isPut() {
            return entry.content() instanceof Live;
        }

        /** Whether the row got the content of this write. */
        boolean appliesIn(SharedRow merged) {
            return merged.entry(item)
                    .filter(held -> held.version().equals(entry.version()))
                    .isPresent();
        }
    }

    @Override
    public CompletableFuture<EventResult> put(ItemChange change, Row row, CancellableCalls calls) {
        Map<String, AttributeValue> columns = AttributeValues.of(row.columns());
        int levels = ItemSize.levels(columns);
        if (levels > MAX_LEVELS - SharedRowFormat.LEVELS) {
            return rejected(
                    "a value has " + levels + " nesting levels; at most " + (MAX_LEVELS - SharedRowFormat.LEVELS)
                            + " can be stored, because several items can share the row");
        }
        return write(new ItemWrite(change.item(), row.key(), entry(change, new Live(columns))), MAX_CONFLICTS, calls);
    }

    @Override
    public CompletableFuture<EventResult> remove(ItemChange change, RowKey key, CancellableCalls calls) {
        return write(new ItemWrite(change.item(), key, entry(change, tombstone())), MAX_CONFLICTS, calls);
    }

    private Tombstone tombstone() {
        return new Tombstone(clock.instant().plus(retention).truncatedTo(ChronoUnit.SECONDS));
    }

    private static Entry entry(ItemChange change, Content content) {
        return new Entry(change.storedVersion(), changed(change), content);
    }

    private static String changed(ItemChange change) {
        return change.changed().map(ChangeTime::text).orElse("");
    }

    /** In one call if the row shows the item. Otherwise, another item can be shown after the change. */
    @Override
    public CompletableFuture<EventResult> reject(ItemChange change, RowKey key, CancellableCalls calls) {
        return requests.raiseIfShown(change.item(), change.storedVersion(), changed(change), key, calls)
                .thenCompose(attempt -> rejected(attempt, change, key, MAX_CONFLICTS, calls));
    }

    private CompletableFuture<EventResult> rejected(
            Attempt attempt, ItemChange change, RowKey key, int attempts, CancellableCalls calls) {
        SharedRow held = requests.row(key, attempt.stored());
        Optional<Entry> older =
                held.entry(change.item()).filter(entry -> entry.version().compareTo(change.storedVersion()) < 0);
        if (attempt.isWritten() || older.isEmpty()) {
            return CompletableFuture.completedFuture(new EventResult.Delivered());
        }
        if (attempts == 0) {
            return tooManyConflicts(key);
        }
        // A tombstone with a new version also needs a new expiry.
        Content content = older.get().content() instanceof Live live ? live : tombstone();
        SharedRow merged = held.with(change.item(), entry(change, content), clock.instant());
        return requests.putIfUnchanged(requests.item(key, merged), attempt.stored(), calls)
                .thenCompose(next -> rejected(next, change, key, attempts - 1, calls));
    }

    private static CompletableFuture<EventResult> tooManyConflicts(RowKey key) {
        return CompletableFuture.completedFuture(
                new EventResult.Retry("too many concurrent writes to the row " + ValueRenderer.render(key)));
    }

    private CompletableFuture<EventResult> write(ItemWrite write, int attempts, CancellableCalls calls) {
        SharedRow row = SharedRow.of(write.item, write.entry);
        Map<String, AttributeValue> item = requests.item(write.row, row);
        Optional<String> tooLarge = sizeProblem(write, row, item);
        if (tooLarge.isPresent()) {
            return rejected(tooLarge.get());
        }
        return requests.putIfUnshared(write.item, write.entry, item, calls)
                .thenCompose(attempt -> attempt.isWritten()
                        ? CompletableFuture.completedFuture(new EventResult.Delivered())
                        : retry(write, attempt.stored(), attempts, calls));
    }

    private CompletableFuture<EventResult> retry(
            ItemWrite write, Map<String, AttributeValue> stored, int attempts, CancellableCalls calls) {
        if (attempts == 0) {
            return tooManyConflicts(write.row);
        }
        return stored.isEmpty()
                // TTL removed the row after the condition was evaluated.
                ? write(write, attempts - 1, calls)
                : merge(write, stored, attempts - 1, calls);
    }

    private CompletableFuture<EventResult> merge(
            ItemWrite write, Map<String, AttributeValue> stored, int attempts, CancellableCalls calls) {
        SharedRow held = requests.row(write.row, stored);
        Optional<Entry> before = held.entry(write.item);
        before.map(Entry::version)
                .ifPresent(version -> FatalWriteException.requireNoConflict(write.entry.version(), version));
        SharedRow merged = held.with(write.item, write.entry, clock.instant());
        if (merged.entry(write.item).equals(before)) {
            return CompletableFuture.completedFuture(new EventResult.Stale());
        }
        Map<String, AttributeValue> item = requests.item(write.row, merged);
        Optional<String> tooLarge = sizeProblem(write, merged, item);
        if (tooLarge.isPresent()) {
            return rejected(tooLarge.get());
        }
        return mergeUnlessChanged(write, merged, stored, attempts, calls)
                .exceptionallyCompose(failure -> DynamoDbErrorClassifier.isInvalidRow(failure)
                        ? withoutInvalidItems(write, merged, stored, attempts, failure, calls)
                        : CompletableFuture.failedFuture(failure));
    }

    private Optional<String> sizeProblem(ItemWrite write, SharedRow row, Map<String, AttributeValue> item) {
        if (!write.isPut() || !write.appliesIn(row)) {
            return Optional.empty();
        }
        long size = ItemSize.of(item);
        return size <= MAX_ROW_BYTES
                ? Optional.empty()
                : Optional.of("the row " + ValueRenderer.render(write.row) + " would have " + size + " bytes with "
                        + row.liveItems() + " items; at most " + MAX_ROW_BYTES + " can be stored, because several items"
                        + " can share the row. Add the key of the item to 'projection.key' to store each item in its"
                        + " own row");
    }

    private CompletableFuture<EventResult> mergeUnlessChanged(
            ItemWrite write, SharedRow row, Map<String, AttributeValue> stored, int attempts, CancellableCalls calls) {
        return requests.putIfUnchanged(requests.item(write.row, row), stored, calls)
                .thenCompose(attempt -> attempt.isWritten()
                        ? CompletableFuture.completedFuture(
                                write.appliesIn(row) ? new EventResult.Delivered() : new EventResult.Stale())
                        : retry(write, attempt.stored(), attempts, calls));
    }

    /**
     * Writes the row without the items that an index rejects. They were valid when they were written, so the index was
     * added later, and the schema that was read then is out of date.
     */
    private CompletableFuture<EventResult> withoutInvalidItems(
            ItemWrite write,
            SharedRow merged,
            Map<String, AttributeValue> stored,
            int attempts,
            Throwable failure,
            CancellableCalls calls) {
        return schemas.read(calls).thenCompose(schema -> {
            SharedRow valid = merged;
            for (Optional<String> problem = problem(valid, schema);
                    problem.isPresent() && !valid.shown().equals(Optional.of(write.item));
                    problem = problem(valid, schema)) {
                ItemId rejected = valid.shown().orElseThrow();
                LOG.warn(
                        "Table '{}': the item {} no longer fits into the row {} and is removed from it, because {}."
                                + " Correct the item or the index, then change the item or take a snapshot of it",
                        table,
                        rejected.id(),
                        ValueRenderer.render(write.row),
                        problem.get());
                valid = valid.without(rejected, tombstone().expires());
            }
            if (!valid.equals(merged)) {
                return mergeUnlessChanged(write, valid, stored, attempts, calls);
            }
            return write.isPut()
                    ? CompletableFuture.failedFuture(failure)
                    // DescribeTable is eventually consistent: it can lack an index that already rejects values.
                    : CompletableFuture.completedFuture(new EventResult.Retry("DynamoDB rejected the row "
                            + ValueRenderer.render(write.row) + ": "
                            + DynamoDbErrorClassifier.rootCause(failure).getMessage()));
        });
    }

    /** Why an index rejects the columns that the row shows. */
    private static Optional<String> problem(SharedRow row, TableSchema schema) {
        return row.columns()
                .map(columns -> ItemValues.item(columns).attributes())
                .flatMap(schema.indexes()::problem);
    }

    private static CompletableFuture<EventResult> rejected(String reason) {
        return CompletableFuture.completedFuture(new EventResult.Rejected(reason));
    }
}
