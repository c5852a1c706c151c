/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.metrics;

import io.changefeed.event.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** Counts what happens to one table in one task. Safe for use by many threads. */
public final class TableMeter {
    /** How long DynamoDB keeps a change ("Change data capture for DynamoDB Streams", Developer Guide). */
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
    final LongAdder failedCalls = new LongAdder();
    final LongAdder gaps = new LongAdder();
    final LongAdder oversizeEvents = new LongAdder();
    private final StreamLag lag = new StreamLag();
    private volatile Optional<SnapshotProgress> snapshot = Optional.empty();

    /** How far the table's stream is behind in this task. */
    public StreamLag lag() {
        return lag;
    }

    /** An event was handed over. */
    public void emitted(Operation operation) {
        (switch (operation) {
                    case INSERT -> inserts;
                    case MODIFY -> modifies;
                    case REMOVE -> removes;
                    case READ -> rows;
                })
                .increment();
    }

    /** A snapshot begins, or goes on in this task. */
    public void snapshotBegun(SnapshotProgress progress) {
        snapshot = Optional.of(progress);
    }

    /** A snapshot goes on no further, though it is not done. */
    public void snapshotAbandoned() {
        snapshot = Optional.empty();
    }

    /** Something of the snapshot of this task; 0 when there is none. */
    double ofSnapshot(ToDoubleFunction<SnapshotProgress> what) {
        return snapshot.map(what::applyAsDouble).orElse(0.0);
    }

    public void shardOpened() {
        shardsReading.increment();
    }

    /** Everything of a shard was read; its children are being looked for. */
    public void shardRead() {
        shardsReading.decrement();
        shardsPending.increment();
    }

    /** The children of a shard were found, or there will be none. */
    public void shardFinished() {
        shardsPending.decrement();
        shardsFinished.increment();
    }

    /** GetRecords was answered. */
    public void answered(boolean empty) {
        calls.increment();
        if (empty) {
            emptyCalls.increment();
        }
    }

    /** A call failed, or was throttled, after the SDK's own attempts. */
    public void failed() {
        failedCalls.increment();
    }

    /** An event was larger than {@code max.event.bytes}. */
    public void oversize() {
        oversizeEvents.increment();
    }

    public void gap() {
        gaps.increment();
        shardsReading.decrement();
    }

    double emptyShare() {
        long all = calls.sum();
        return all == 0 ? 0 : (double) emptyCalls.sum() / all;
    }

    long millisUntilTrimmed(Instant now) {
        return RETENTION.minus(lag.at(now)).toMillis();
    }
}
