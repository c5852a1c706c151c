/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.source.lineage.Position;
import io.changefeed.source.metrics.TableMetrics;
import io.changefeed.source.stream.HeapBudget.Allocation;
import io.changefeed.source.stream.ReadResult.Gap;
import io.changefeed.source.stream.ReadResult.Page;
import io.changefeed.source.stream.ReadResult.ShardEnd;
import io.changefeed.source.stream.StreamClient.Listing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

/**
 * Reads one shard to its end and finds its children, one call per step. It reads ahead of the task while the budget has
 * room: with exactly-once, the records of one poll are one transaction, and many small transactions are expensive.
 *
 * <p>Each step schedules the next one as its last action, so steps never overlap and the fields need no lock.
 */
final class ShardReader implements ChildShardLookup.Parent {
    private static final Logger LOG = LoggerFactory.getLogger(ShardReader.class);

    /** Runs a step after a delay, on a reader thread. */
    interface Schedule {
        void after(Duration delay, Runnable step);
    }

    private final ShardRef shard;
    private final StreamClient streams;
    private final ChildShardLookup childLookup;
    private final HeapBudget budget;
    private final PageLimit limit;
    private final ReadBuffer buffer;
    private final Schedule schedule;
    private final PollBackoff backoff;
    private final TableMetrics metrics;
    private final RetryState retryState;

    private Position position;
    /** Whether the shard was never read. DynamoDB lists shards for a while after they have expired. */
    private boolean mayHaveExpired;

    private @Nullable String iterator;
    private boolean isRead;
    private int idleCalls;

    ShardReader(
            ShardRef shard,
            Position position,
            boolean mayHaveExpired,
            StreamClient streams,
            ChildShardLookup childLookup,
            HeapBudget budget,
            PageLimit limit,
            ReadBuffer buffer,
            Schedule schedule,
            PollBackoff backoff,
            TableMetrics metrics) {
        this.shard = shard;
        this.position = position;
        this.mayHaveExpired = mayHaveExpired;
        this.streams = streams;
        this.childLookup = childLookup;
        this.budget = budget;
        this.limit = limit;
        this.buffer = buffer;
        this.schedule = schedule;
        this.backoff = backoff;
        this.metrics = metrics;
        this.retryState = new RetryState(shard, backoff, metrics);
    }

    void start() {
        continueAfter(Duration.ZERO);
    }

    private void continueAfter(Duration delay) {
        schedule.after(delay, this::step);
    }

    private void step() {
        if (isRead) {
            childLookup.request(this);
        } else {
            budget.allocate(limit::bytes, this::readPage);
        }
    }

    private void readPage(Allocation allocation) {
        int requested = limit.records();
        Instant sent = backoff.now();
        GetRecordsResponse response;
        try {
            String at = iterator != null ? iterator : streams.iterator(shard, position);
            iterator = at;
            response = streams.records(at, requested);
        } catch (SdkException e) {
            allocation.release();
            onFailure(e);
            return;
        }
        retryState.succeeded();
        mayHaveExpired = false;
        accept(response.records(), requested, allocation);
        iterator = response.nextShardIterator();
        boolean end = iterator == null;
        boolean empty = response.records().isEmpty();
        isRead = end;
        idleCalls = empty && !end ? idleCalls + 1 : 0;
        metrics.getRecordsSucceeded(empty);
        if (end) {
            metrics.shardRead();
            metrics.lag().tipUnknown(shard.shardId());
            childLookup.request(this);
        } else {
            if (empty) {
                metrics.lag().tipReached(shard.shardId(), sent);
            }
            continueAfter(empty ? backoff.afterIdle(idleCalls) : Duration.ZERO);
        }
    }

    private void accept(List<Record> read, int requested, Allocation allocation) {
        long bytes = read.stream().mapToLong(HeapWeight::of).sum();
        limit.pageRead(read.size(), bytes, requested);
        List<Record> records = since(read);
        if (records.isEmpty()) {
            allocation.release();
            return;
        }
        allocation.resize(bytes);
        Page page = new Page(shard, records, allocation);
        position = page.after();
        metrics.lag().changesRead(shard.shardId(), page.firstChanged());
        buffer.put(page);
    }

    private void onFailure(SdkException e) {
        if (e instanceof ExpiredIteratorException) {
            LOG.debug("The iterator of {} expired; requesting a new one at {}", shard, position.text());
            iterator = null;
            continueAfter(Duration.ZERO);
            return;
        }
        metrics.lag().tipUnknown(shard.shardId());
        if (e instanceof TrimmedDataAccessException) {
            onTrimmed(e);
        } else if (e instanceof ResourceNotFoundException) {
            onMissing(e);
        } else {
            continueAfter(retryState.afterFailure(e));
        }
    }

    private void onMissing(SdkException e) {
        if (mayHaveExpired) {
            LOG.info("{} is listed but has expired; continuing with its children", shard);
            isRead = true;
            metrics.shardRead();
            continueAfter(Duration.ZERO);
        } else {
            buffer.put(new Gap(shard, position, false, String.valueOf(e.getMessage())));
        }
    }

    /** The records from the first one that the position does not exclude. */
    private List<Record> since(List<Record> records) {
        if (!(position instanceof Position.Since since)) {
            return records;
        }
        return records.stream()
                .dropWhile(record -> since.excludes(record.dynamodb().approximateCreationDateTime()))
                .toList();
    }

    /**
     * After a sequence number, records are missing. At the trim horizon, none are missing: it moved between two calls.
     * DynamoDB Local also returns this error when the first record is written to a shard that was empty or trimmed to
     * its end.
     */
    private void onTrimmed(SdkException e) {
        if (position instanceof Position.After) {
            buffer.put(new Gap(shard, position, true, String.valueOf(e.getMessage())));
        } else {
            LOG.info("The trim horizon of {} moved; continuing from it", shard);
            iterator = null;
            idleCalls++;
            continueAfter(backoff.afterIdle(idleCalls));
        }
    }

    @Override
    public ShardRef shard() {
        return shard;
    }

    @Override
    public void found(Listing listing) {
        retryState.succeeded();
        if (!listing.shards().isEmpty()) {
            List<String> children =
                    listing.shards().stream().map(child -> child.id()).toList();
            buffer.put(new ShardEnd(shard, children));
        } else if (listing.enabled() && !mayHaveExpired) {
            idleCalls++;
            continueAfter(backoff.afterIdle(idleCalls));
        } else {
            buffer.put(new ShardEnd(shard, List.of()));
        }
    }

    @Override
    public Optional<Duration> failed(SdkException reason) {
        if (reason instanceof ResourceNotFoundException) {
            // The shard was read to its end, and the stream no longer exists: nothing follows.
            LOG.info("{} has ended, and its stream no longer exists", shard);
            buffer.put(new ShardEnd(shard, List.of()));
            return Optional.empty();
        }
        return Optional.of(retryState.afterFailure(reason));
    }
}
