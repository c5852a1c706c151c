/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.metrics;

import io.changefeed.event.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** The metrics of one table in one task. Thread-safe. */
public final class TableMetrics {
    /** Retention of DynamoDB Streams ("Change data capture for DynamoDB Streams", Developer Guide). */
    private static final Duration RETENTION = Duration.ofHours(24);

    final LongAdder inserts = new LongAdder();
    final LongAdder modifies = new LongAdder();
    final LongAdder removes = new LongAdder();
    final LongAdder rows = new LongAdder();
    final LongAdder shardsReading = new LongAdder();
    final LongAdder shardsPending = new LongAdder();
    final LongAdder shardsFinished = new LongAdder();
    final LongAdder calls = new LongAdder();
    final LongAdder emptyCalls = new LongAdder();
    final MonthlyCalls monthlyCalls = new MonthlyCalls();
    final LongAdder failedCalls = new LongAdder();
    final LongAdder throttledCalls = new LongAdder();
    final LongAdder gaps = new LongAdder();
    final LongAdder oversizeEvents = new LongAdder();
    private final StreamLag lag;
    private volatile Optional<SnapshotProgress> snapshot = Optional.empty();

    /** @param maxIdleDelay the longest delay between two reads of a shard at its tip */
    public TableMetrics(Duration maxIdleDelay) {
        this.lag = new StreamLag(maxIdleDelay);
    }

    /** The lag of the table's stream in this task. */
    public StreamLag lag() {
        return lag;
    }

    /** An event was emitted. */
    public void emitted(Operation operation) {
        (switch (operation) {
                    case INSERT -> inserts;
                    case MODIFY -> modifies;
                    case REMOVE -> removes;
                    case READ -> rows;
                })
                .increment();
    }

    /** A snapshot started or resumed in this task. */
    public void snapshotStarted(SnapshotProgress progress) {
        snapshot = Optional.of(progress);
    }

    /** A snapshot ended before it was complete. */
    public void snapshotAbandoned() {
        snapshot = Optional.empty();
    }

    /** The last snapshot in this task; empty if there was none. */
    Optional<SnapshotProgress> snapshot() {
        return snapshot;
    }

    /** A value of the last snapshot in this task; 0 if there was none. */
    double snapshotValue(ToDoubleFunction<SnapshotProgress> value) {
        return snapshot.map(value::applyAsDouble).orElse(0.0);
    }

    public void shardOpened() {
        shardsReading.increment();
    }

    /** A shard was read to its end; its children are being discovered. */
    public void shardRead() {
        shardsReading.decrement();
        shardsPending.increment();
    }

    /** The children of a shard were discovered, or it has none. */
    public void shardFinished() {
        shardsPending.decrement();
        shardsFinished.increment();
    }

    /** A GetRecords call succeeded. */
    public void getRecordsSucceeded(boolean empty, Instant now) {
        calls.increment();
        monthlyCalls.called(now);
        if (empty) {
            emptyCalls.increment();
        }
    }

    /**
     * A call failed and is retried.
     *
     * @param throttled whether it exceeded a rate limit
     */
    public void callFailed(boolean throttled) {
        failedCalls.increment();
        if (throttled) {
            throttledCalls.increment();
        }
    }

    /** An event was emitted without the images that made it larger than {@code max.event.bytes}. */
    public void oversizeEventEmitted() {
        oversizeEvents.increment();
    }

    /** A shard was closed at a gap. */
    public void gapFound() {
        gaps.increment();
        shardsReading.decrement();
    }

    /** The number of emitted events, including rows of snapshots. */
    long events() {
        return inserts.sum() + modifies.sum() + removes.sum() + rows.sum();
    }

    double emptyRatio() {
        long all = calls.sum();
        return all == 0 ? 0 : (double) emptyCalls.sum() / all;
    }

    /** NaN, as in metrics of Kafka, if the lag is unknown. An alert on NaN does not fire. */
    double millisBehind(Instant now) {
        return lag.at(now).map(Duration::toMillis).map(Long::doubleValue).orElse(Double.NaN);
    }

    /** NaN if the lag is unknown. */
    double millisUntilExpiry(Instant now) {
        return RETENTION.toMillis() - millisBehind(now);
    }
}
