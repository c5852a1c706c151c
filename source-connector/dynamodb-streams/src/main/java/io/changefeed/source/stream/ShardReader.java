/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.source.lineage.Position;
import io.changefeed.source.metrics.TableMeter;
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
 * Reads one shard to its end and finds its children: a call a step, one call under way at a time. It reads ahead of the
 * task for as long as there is room among the arrivals: what the task takes in one poll is one transaction of a worker with
 * exactly-once, and many small ones cost more than their records.
 *
 * <p>Steps never overlap, so the fields need no lock: each step is scheduled by the last act of the one before it.
 */
final class ShardReader implements ChildShardLookup.Parent {
    private static final Logger LOG = LoggerFactory.getLogger(ShardReader.class);

    /** Runs a step of a reader after a delay, on one of the reading threads. */
    interface Schedule {
        void after(Duration delay, Step step);
    }

    /** A step may wait for room among the arrivals. */
    interface Step {
        void run() throws InterruptedException;
    }

    private final ShardRef shard;
    private final StreamClient service;
    private final ChildShardLookup childLookup;
    private final ReadBuffer buffer;
    private final Schedule schedule;
    private final PollBackoff backoff;
    private final TableMeter meter;
    private final RetryState retryState;

    private Position position;
    /** Whether nothing has been promised of the shard yet. DynamoDB lists shards for a while after they are gone. */
    private boolean mayBeGone;

    private @Nullable String iterator;
    private boolean read;
    private int idleCalls;

    ShardReader(
            ShardRef shard,
            Position position,
            boolean mayBeGone,
            StreamClient service,
            ChildShardLookup childLookup,
            ReadBuffer buffer,
            Schedule schedule,
            PollBackoff backoff,
            TableMeter meter) {
        this.shard = shard;
        this.position = position;
        this.mayBeGone = mayBeGone;
        this.service = service;
        this.childLookup = childLookup;
        this.buffer = buffer;
        this.schedule = schedule;
        this.backoff = backoff;
        this.meter = meter;
        this.retryState = new RetryState(shard, backoff, meter);
    }

    void start() {
        continueAfter(Duration.ZERO);
    }

    private void continueAfter(Duration delay) {
        schedule.after(delay, this::step);
    }

    private void step() throws InterruptedException {
        try {
            if (read) {
                childLookup.begin(this);
            } else {
                readPage();
            }
        } catch (ExpiredIteratorException e) {
            LOG.debug("The iterator of {} expired; taking a new one at {}", shard, position.text());
            iterator = null;
            continueAfter(Duration.ZERO);
        } catch (TrimmedDataAccessException e) {
            meter.lag().lostSight(shard.shardId());
            readWhatIsLeft(e);
        } catch (ResourceNotFoundException e) {
            meter.lag().lostSight(shard.shardId());
            leave(e);
        } catch (SdkException e) {
            meter.lag().lostSight(shard.shardId());
            continueAfter(retryState.afterFailure(e));
        }
    }

    private void leave(ResourceNotFoundException e) throws InterruptedException {
        if (mayBeGone && !read) {
            LOG.info("{} is listed though it is gone; going on with its children", shard, e);
            read = true;
            meter.shardRead();
            continueAfter(Duration.ZERO);
        } else {
            buffer.put(new Gap(shard, position, false, String.valueOf(e.getMessage())));
        }
    }

    private void readPage() throws InterruptedException {
        String at = iterator != null ? iterator : service.iterator(shard, position);
        iterator = at;
        Instant asked = backoff.now();
        GetRecordsResponse answer = service.records(at);
        retryState.answered();
        mayBeGone = false;
        List<Record> wanted = wanted(answer.records());
        iterator = answer.nextShardIterator();
        boolean end = iterator == null;
        boolean empty = answer.records().isEmpty();
        read = end;
        idleCalls = empty && !end ? idleCalls + 1 : 0;
        meter.answered(empty);
        if (end) {
            meter.shardRead();
            meter.lag().lostSight(shard.shardId());
        } else if (empty) {
            meter.lag().readAll(shard.shardId(), asked);
        }
        if (!wanted.isEmpty()) {
            Page page = Page.of(shard, wanted);
            position = page.after();
            meter.lag().read(shard.shardId(), page.firstChanged());
            buffer.put(page);
        }
        if (end) {
            childLookup.begin(this);
        } else {
            continueAfter(empty ? backoff.afterIdle(idleCalls) : Duration.ZERO);
        }
    }

    /** All records from the first that is not too old. */
    private List<Record> wanted(List<Record> records) {
        if (!(position instanceof Position.Since since)) {
            return records;
        }
        return records.stream()
                .dropWhile(record -> since.isBefore(record.dynamodb().approximateCreationDateTime()))
                .toList();
    }

    /**
     * After a sequence number something is missing. At the trim horizon nothing is: it moved on between the two calls.
     * DynamoDB Local answers so too, when the first record comes to a shard that was empty or trimmed to its end.
     */
    private void readWhatIsLeft(TrimmedDataAccessException e) throws InterruptedException {
        if (position instanceof Position.After) {
            buffer.put(new Gap(shard, position, true, String.valueOf(e.getMessage())));
        } else {
            LOG.info("The trim horizon of {} moved while it was being read; reading on from there", shard);
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
    public void found(Listing listing) throws InterruptedException {
        retryState.answered();
        if (!listing.shards().isEmpty()) {
            List<String> children =
                    listing.shards().stream().map(child -> child.id()).toList();
            buffer.put(new ShardEnd(shard, children));
        } else if (listing.enabled() && !mayBeGone) {
            idleCalls++;
            continueAfter(backoff.afterIdle(idleCalls));
        } else {
            buffer.put(new ShardEnd(shard, List.of()));
        }
    }

    @Override
    public Optional<Duration> notFound(SdkException reason) throws InterruptedException {
        if (reason instanceof ResourceNotFoundException gone) {
            leave(gone);
            return Optional.empty();
        }
        return Optional.of(retryState.afterFailure(reason));
    }
}
