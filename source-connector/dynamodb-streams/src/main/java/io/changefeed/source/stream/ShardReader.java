/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.aws.response.RawRecord;
import io.changefeed.aws.response.RecordsResponse;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.metrics.TableMetrics;
import io.changefeed.source.record.PageConversion;
import io.changefeed.source.record.StreamPageConverter;
import io.changefeed.source.stream.HeapBudget.Allocation;
import io.changefeed.source.stream.ReadResult.Gap;
import io.changefeed.source.stream.ReadResult.Page;
import io.changefeed.source.stream.ReadResult.ShardEnd;
import io.changefeed.source.stream.StreamClient.Listing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
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

    /** A page that ends below 1 MB because the next record would not fit is full, too. */
    private static final long FULL_PAGE_BYTES = 900_000;

    /** Runs a step after a delay, on a reader thread. */
    interface Schedule {
        /**
         * Runs a step after a delay.
         *
         * @param tolerance how late the step may run while others are due
         */
        void after(Duration delay, Duration tolerance, Runnable step);

        default void after(Duration delay, Runnable step) {
            after(delay, Duration.ZERO, step);
        }
    }

    private final ShardRef shard;
    private final StreamPageConverter converter;
    private final StreamClient streams;
    private final ChildShardLookup childLookup;
    private final PageLimit limit;
    private final ReadBuffer buffer;
    private final Schedule schedule;
    private final ShardPacing pacing;
    private final PollBackoff backoff;
    private final TableMetrics metrics;
    private final RetryState retryState;
    private final OpenShardCheck openCheck;

    private Position position;
    /** Whether the shard was never read. DynamoDB lists shards for a while after they have expired. */
    private boolean mayHaveExpired;

    private @Nullable String iterator;
    private boolean isRead;
    private int listings;

    ShardReader(
            ShardRef shard,
            Position position,
            boolean mayHaveExpired,
            StreamPageConverter converter,
            StreamClient streams,
            ChildShardLookup childLookup,
            PageLimit limit,
            ReadBuffer buffer,
            Schedule schedule,
            ShardPacing pacing,
            PollBackoff backoff,
            TableMetrics metrics) {
        this.shard = shard;
        this.position = position;
        this.mayHaveExpired = mayHaveExpired;
        this.converter = converter;
        this.streams = streams;
        this.childLookup = childLookup;
        this.limit = limit;
        this.buffer = buffer;
        this.schedule = schedule;
        this.pacing = pacing;
        this.backoff = backoff;
        this.metrics = metrics;
        this.retryState = new RetryState(shard, backoff, metrics);
        this.openCheck = new OpenShardCheck(shard, streams, backoff, metrics);
    }

    void start() {
        continueAfter(Duration.ZERO);
    }

    private void continueAfter(Duration delay) {
        schedule.after(delay, pacing.tolerance(), this::step);
    }

    private void step() {
        if (isRead) {
            childLookup.request(this);
        } else {
            limit.allocate(
                    pacing.tolerance(),
                    allocation -> schedule.after(Duration.ZERO, pacing.tolerance(), () -> readPage(allocation)));
        }
    }

    private void readPage(Allocation allocation) {
        int requested = limit.records();
        Instant sent = backoff.now();
        RecordsResponse response;
        try {
            String at = iterator != null ? iterator : streams.iterator(shard, position);
            iterator = at;
            response = streams.records(at, requested, converter.untyped());
        } catch (SdkException e) {
            allocation.release();
            onFailure(e);
            return;
        }
        retryState.succeeded();
        mayHaveExpired = false;
        accept(response.records(), requested, allocation);
        iterator = response.nextIterator().orElse(null);
        boolean end = iterator == null;
        boolean empty = response.records().isEmpty();
        isRead = end;
        metrics.getRecordsSucceeded(empty, backoff.now());
        if (end) {
            metrics.shardRead();
            metrics.lag().tipUnknown(shard.shardId());
            childLookup.request(this);
        } else {
            pace(response.records(), requested, sent);
        }
    }

    private void pace(List<RawRecord> read, int requested, Instant sent) {
        Instant now = backoff.now();
        if (read.isEmpty()) {
            pacing.emptyPageRead(now);
            if (pacing.isAtTipIfOpen() && openCheck.isDue()) {
                schedule.after(pacing.delay(now), pacing.tolerance(), () -> checkOpen(sent));
                return;
            }
            if (pacing.isAtTip()) {
                metrics.lag().tipReached(shard.shardId(), sent);
            }
        } else {
            Instant lastChanged = read.get(read.size() - 1).changedAt();
            pacing.pageRead(lastChanged, isFull(read, requested), now);
        }
        continueAfter(pacing.delay(now));
    }

    /** @param emptied when the last empty page was requested */
    private void checkOpen(Instant emptied) {
        OpenShardCheck.Result result = openCheck.call();
        if (result == OpenShardCheck.Result.CLOSED) {
            pacing.foundClosed();
        } else if (result == OpenShardCheck.Result.OPEN) {
            pacing.foundOpen(backoff.now());
            metrics.lag().tipReached(shard.shardId(), emptied);
        }
        continueAfter(pacing.delay(backoff.now()));
    }

    /** Whether the page has as many records as were requested, or about 1 MB. */
    private static boolean isFull(List<RawRecord> read, int requested) {
        long bytes = read.stream().mapToLong(RawRecord::sizeBytes).sum();
        return read.size() >= requested || bytes >= FULL_PAGE_BYTES;
    }

    private void accept(List<RawRecord> read, int requested, Allocation allocation) {
        List<RawRecord> records = since(read);
        if (records.isEmpty()) {
            limit.pageSkipped(read.size(), requested);
            allocation.release();
            return;
        }
        PageConversion converted = converter.convert(records, shard.shardId());
        long bytes = HeapWeight.of(converted);
        // The records that the position excludes are as heavy as the others.
        limit.pageRead(read.size(), read.size(), bytes * read.size() / records.size(), requested);
        allocation.resize(bytes);
        RawRecord last = records.get(records.size() - 1);
        position = new Position.After(last.sequenceNumber());
        metrics.lag().changesRead(shard.shardId(), records.get(0).changedAt());
        buffer.put(new Page(shard, converted, last.changedAt(), allocation));
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
    private List<RawRecord> since(List<RawRecord> records) {
        if (!(position instanceof Position.Since since)) {
            return records;
        }
        return records.stream()
                .dropWhile(record -> since.excludes(record.changedAt()))
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
            continueAfter(ShardPacing.MIN_DELAY);
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
            buffer.put(new ShardEnd(shard, children, listing.closed()));
        } else if (listing.enabled() && !mayHaveExpired) {
            listings++;
            continueAfter(backoff.afterListing(listings));
        } else {
            buffer.put(new ShardEnd(shard, List.of(), Set.of()));
        }
    }

    @Override
    public Optional<Duration> failed(SdkException reason) {
        if (reason instanceof ResourceNotFoundException) {
            // The shard was read to its end, and the stream no longer exists: nothing follows.
            LOG.info("{} has ended, and its stream no longer exists", shard);
            buffer.put(new ShardEnd(shard, List.of(), Set.of()));
            return Optional.empty();
        }
        return Optional.of(retryState.afterFailure(reason));
    }
}
