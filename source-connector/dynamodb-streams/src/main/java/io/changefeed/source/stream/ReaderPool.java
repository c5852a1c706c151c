/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.connector.DaemonThreads;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.metrics.TableMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of a task that run the readers of its shards and segments. */
public final class ReaderPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReaderPool.class);

    /** Per pool. Calls mostly wait for the network; even fewer threads can saturate two cores. */
    private static final int THREADS = 8;

    /** One poll returns at most this share of the budget, so that readers can read ahead while Connect sends. */
    private static final int POLL_SHARE = 4;

    /** Connect cancels a task that has not stopped after 5 s (task.shutdown.graceful.timeout.ms). */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final StreamClient streams;
    private final TableClient tables;
    private final ReadBuffer buffer;
    private final PollBackoff backoff;
    private final ChildShardLookup childLookup;
    private final HeapBudget budget;
    private final PageLimit.Weights weights;
    /**
     * No step waits for anything but its call, so that due steps take turns: a shard with a backlog does not starve an
     * idle one, nor the other way round.
     */
    private final ScheduledThreadPoolExecutor threads;

    public ReaderPool(SourceConfig config, StreamClient streams, TableClient tables, Clock clock) {
        this.streams = streams;
        this.tables = tables;
        long maxBytes = config.reading().maxQueueBytes();
        this.budget = new HeapBudget(maxBytes, granted -> schedule(Duration.ZERO, granted));
        this.weights = new PageLimit.Weights(maxBytes);
        this.buffer = new ReadBuffer(maxBytes / POLL_SHARE);
        this.backoff =
                new PollBackoff(config.reading().pollIdleMax(), config.reading().stallTimeout(), clock);
        this.childLookup = new ChildShardLookup(streams, this::schedule);
        this.threads = new ScheduledThreadPoolExecutor(
                THREADS, DaemonThreads.numbered("changefeed-" + config.topics().prefix() + "-"));
        threads.setRemoveOnCancelPolicy(true);
    }

    /**
     * Starts reading a shard. {@link #poll} returns the results.
     *
     * @param mayHaveExpired whether a missing shard is not a gap: it was listed, and is read for the first time
     */
    public void open(ShardRef shard, Position position, boolean mayHaveExpired, TableMetrics metrics) {
        LOG.info("Reading {} from {}", shard, position.text());
        metrics.shardOpened();
        Optional<Instant> since =
                position instanceof Position.Since from ? Optional.of(from.moment()) : Optional.empty();
        metrics.lag().shardOpened(shard.shardId(), since, backoff.now());
        new ShardReader(
                        shard,
                        position,
                        mayHaveExpired,
                        streams,
                        childLookup,
                        budget,
                        new PageLimit(weights, StreamClient.MAX_RECORDS),
                        buffer,
                        this::schedule,
                        backoff,
                        metrics)
                .start();
    }

    /** Creates a reader of a segment. It does not read until a page is requested. */
    public SegmentReader rows(
            Segment segment, ReadRateLimiter rateLimiter, SnapshotWindows windows, TableMetrics metrics) {
        return new SegmentReader(
                segment,
                tables,
                budget,
                new PageLimit(weights, TableClient.MAX_ITEMS),
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

    private void schedule(Duration delay, Runnable step) {
        try {
            // The future is not needed: run reports every failure to the task.
            Future<?> unused = threads.schedule(() -> run(step), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Discarding a read step: the task is stopping");
        }
    }

    private void run(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            // Including Errors: otherwise the pool would swallow them, and the task would run without reading.
            if (!threads.isShutdown()) {
                buffer.fail(new ConnectException("Reading failed: " + e.getMessage(), e));
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn(
                        "A DynamoDB call is still in progress {} s after the task was stopped; its thread ends when"
                                + " the call returns",
                        CLOSE_TIMEOUT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
