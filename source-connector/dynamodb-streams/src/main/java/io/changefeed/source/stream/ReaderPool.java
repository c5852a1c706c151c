/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.connector.DaemonThreads;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.metrics.TableMetrics;
import io.changefeed.source.record.SnapshotRowConverter;
import io.changefeed.source.record.StreamPageConverter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of a task that run the readers of its shards and segments. */
public final class ReaderPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReaderPool.class);

    /** One poll returns at most this share of the budget, so that readers can read ahead while Connect sends. */
    private static final int POLL_SHARE = 4;

    private final StreamClient streams;
    private final TableClient tables;
    private final ReadBuffer buffer;
    private final PollBackoff backoff;
    private final Duration pollIdleMax;
    private final ChildShardLookup childLookup;
    private final HeapBudget budget;
    private final PageLimit.Weights weights;
    private final ReadThreads threads;

    public ReaderPool(SourceConfig config, StreamClient streams, TableClient tables, Clock clock) {
        this.streams = streams;
        this.tables = tables;
        long maxBytes = config.reading().maxQueueBytes();
        this.budget = new HeapBudget(maxBytes);
        this.weights = new PageLimit.Weights();
        this.buffer = new ReadBuffer(maxBytes / POLL_SHARE);
        this.pollIdleMax = config.reading().pollIdleMax();
        this.backoff = new PollBackoff(pollIdleMax, config.reading().stallTimeout(), clock);
        this.childLookup = new ChildShardLookup(streams, this::schedule);
        this.threads = new ReadThreads(
                DaemonThreads.numbered("changefeed-" + config.topics().prefix() + "-"), this::fail);
    }

    /**
     * Starts reading a shard. {@link #poll} returns the results.
     *
     * @param closed whether it is known to receive no more changes
     * @param mayHaveExpired whether a missing shard is not a gap: it was listed, and is read for the first time
     */
    public void open(
            ShardRef shard,
            Position position,
            boolean closed,
            boolean mayHaveExpired,
            StreamPageConverter converter,
            TableMetrics metrics) {
        LOG.info("Reading {} from {}", shard, position.text());
        metrics.shardOpened();
        Optional<Instant> since =
                position instanceof Position.Since from ? Optional.of(from.moment()) : Optional.empty();
        metrics.lag().shardOpened(shard.shardId(), since, backoff.now());
        new ShardReader(
                        shard,
                        position,
                        mayHaveExpired,
                        converter,
                        streams,
                        childLookup,
                        new PageLimit(budget, weights, StreamClient.MAX_RECORDS),
                        buffer,
                        this::schedule,
                        new ShardPacing(pollIdleMax, closed, backoff.now()),
                        backoff,
                        metrics)
                .start();
    }

    /** Creates a reader of a segment. It does not read until a page is requested. */
    public SegmentReader rows(
            Segment segment,
            SnapshotRowConverter converter,
            ReadRateLimiter rateLimiter,
            SnapshotWindows windows,
            TableMetrics metrics) {
        return new SegmentReader(
                segment,
                converter,
                tables,
                new PageLimit(budget, weights, TableClient.MAX_ITEMS),
                buffer,
                this::schedule,
                new RetryState(segment, backoff, metrics),
                backoff,
                rateLimiter,
                windows);
    }

    /**
     * Removes and returns the results, in order for each shard.
     *
     * @return empty when there was none within {@code maxWait}
     * @throws ConnectException when a shard can no longer be read
     */
    public List<ReadResult> poll(Duration maxWait) throws InterruptedException {
        return buffer.poll(maxWait);
    }

    /** Whether no room is left until Kafka Connect has acknowledged records. */
    public boolean isExhausted() {
        return budget.isExhausted();
    }

    private void schedule(Duration delay, Duration tolerance, Runnable step) {
        threads.after(delay, tolerance, () -> run(step));
    }

    private void run(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            // Including Errors: otherwise the pool would swallow them, and the task would run without reading.
            fail(e);
        }
    }

    private void fail(Throwable reason) {
        if (!threads.isClosed()) {
            buffer.fail(new ConnectException("Reading failed: " + reason.getMessage(), reason));
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
