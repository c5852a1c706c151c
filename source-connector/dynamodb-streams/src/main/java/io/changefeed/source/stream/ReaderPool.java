/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.connector.DaemonThreads;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.metrics.TableMeter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The readers of a task's shards, and of its tables' segments, on a handful of threads. */
public final class ReaderPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReaderPool.class);

    /** Of each kind. Calls wait for the network most of their time, and two cores are busy with far fewer. */
    private static final int THREADS = 8;

    /** Connect cancels a task 5 s after it asked it to stop (task.shutdown.graceful.timeout.ms). */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);

    private final StreamClient service;
    private final TableClient tables;
    private final ReadBuffer buffer;
    private final PollBackoff backoff;
    private final ChildShardLookup childLookup;
    /** For what is to be done at once: a shard that has records, or has ended, does not wait for the idle ones. */
    private final ExecutorService prompt;
    /** For what is to be done after a while: idle shards, and calls that have failed. */
    private final ScheduledThreadPoolExecutor later;

    public ReaderPool(SourceConfig config, StreamClient service, TableClient tables, Clock clock) {
        this.service = service;
        this.tables = tables;
        this.buffer = new ReadBuffer(config.reading().maxQueueBytes());
        this.backoff =
                new PollBackoff(config.reading().pollIdleMax(), config.reading().stallTimeout(), clock);
        this.childLookup = new ChildShardLookup(service, this::schedule);
        ThreadFactory threads = DaemonThreads.numbered("changefeed-" + config.topics().prefix() + "-");
        this.prompt = Executors.newFixedThreadPool(THREADS, threads);
        this.later = new ScheduledThreadPoolExecutor(THREADS, threads);
        later.setRemoveOnCancelPolicy(true);
    }

    /**
     * Starts to read a shard; what is read arrives at {@link #poll}.
     *
     * @param mayBeGone whether it is no gap if DynamoDB has it no more: it was listed, and is read for the first time
     */
    public void open(ShardRef shard, Position position, boolean mayBeGone, TableMeter meter) {
        LOG.info("Reading {} from {}", shard, position.text());
        meter.shardOpened();
        Optional<Instant> since =
                position instanceof Position.Since from ? Optional.of(from.moment()) : Optional.empty();
        meter.lag().opened(shard.shardId(), since, backoff.now());
        new ShardReader(shard, position, mayBeGone, service, childLookup, buffer, this::schedule, backoff, meter)
                .start();
    }

    /** A reader of a segment, which has not begun. */
    public SegmentReader rows(Segment segment, ReadRateLimiter rateLimiter, SnapshotWindows windows, TableMeter meter) {
        return new SegmentReader(
                segment,
                tables,
                buffer,
                this::schedule,
                new RetryState(segment, backoff, meter),
                backoff,
                rateLimiter,
                windows);
    }

    /**
     * Takes what has been read, each shard's in order.
     *
     * @return empty when nothing arrived within {@code maxWait}
     * @throws ConnectException when a shard cannot be read any further
     */
    public List<ReadResult> poll(Duration maxWait) throws InterruptedException {
        return buffer.poll(maxWait);
    }

    private void schedule(Duration delay, ShardReader.Step step) {
        try {
            if (delay.isZero()) {
                prompt.execute(() -> run(step));
            } else {
                // Nothing is lost with the future: run tells every failure to the task.
                Future<?> unused = later.schedule(() -> run(step), delay.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("Not reading on: the task is being stopped", e);
        }
    }

    private void run(ShardReader.Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            // An Error too: on a pool's thread it would vanish, and the task would be running but dead.
            if (!prompt.isShutdown()) {
                buffer.fail(new ConnectException("Reading failed: " + e.getMessage(), e));
            }
        }
    }

    @Override
    public void close() {
        prompt.shutdownNow();
        later.shutdownNow();
        long end = System.nanoTime() + LONGEST_CLOSE.toNanos();
        try {
            if (!prompt.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)
                    || !later.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                LOG.warn("A call to DynamoDB Streams did not end within {}; leaving it behind", LONGEST_CLOSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
