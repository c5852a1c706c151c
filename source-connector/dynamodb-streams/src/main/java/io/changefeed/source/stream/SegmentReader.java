/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.aws.response.ItemsResponse;
import io.changefeed.event.Item;
import io.changefeed.source.record.SnapshotRow;
import io.changefeed.source.record.SnapshotRowConverter;
import io.changefeed.source.stream.HeapBudget.Allocation;
import io.changefeed.source.stream.ReadRateLimiter.Reservation;
import io.changefeed.source.stream.ReadResult.Rows;
import io.changefeed.source.stream.ShardReader.Schedule;
import io.changefeed.source.stream.SnapshotWindows.SnapshotWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Reads one segment of a table, one call at a time: a page is read after the rows of the previous page were emitted. Used
 * by one thread at a time.
 */
public final class SegmentReader {
    private final Segment segment;
    private final SnapshotRowConverter converter;
    private final TableClient tables;
    private final PageLimit limit;
    private final ReadBuffer buffer;
    private final Schedule schedule;
    private final RetryState retryState;
    private final PollBackoff backoff;
    private final ReadRateLimiter rateLimiter;
    private final SnapshotWindows windows;

    SegmentReader(
            Segment segment,
            SnapshotRowConverter converter,
            TableClient tables,
            PageLimit limit,
            ReadBuffer buffer,
            Schedule schedule,
            RetryState retryState,
            PollBackoff backoff,
            ReadRateLimiter rateLimiter,
            SnapshotWindows windows) {
        this.segment = segment;
        this.converter = converter;
        this.tables = tables;
        this.limit = limit;
        this.buffer = buffer;
        this.schedule = schedule;
        this.retryState = retryState;
        this.backoff = backoff;
        this.rateLimiter = rateLimiter;
        this.windows = windows;
    }

    public Segment segment() {
        return segment;
    }

    /** Reads the page after a key; the first page if there is none. */
    public void readPage(Optional<Item> after) {
        readPage(after, Duration.ZERO);
    }

    private void readPage(Optional<Item> after, Duration minDelay) {
        schedule(
                minDelay,
                reservation -> limit.allocate(
                        Duration.ZERO,
                        allocation -> schedule.after(Duration.ZERO, () -> readPage(after, reservation, allocation))));
    }

    private void readPage(Optional<Item> after, Reservation reservation, Allocation allocation) {
        int requested = limit.records();
        send(
                () -> tables.page(segment, converter.keySchema(), after, requested),
                reservation,
                allocation,
                (rows, evaluated) -> {
                    long weight = HeapWeight.of(rows);
                    limit.pageRead(evaluated, rows.size(), weight, requested);
                    allocation.resize(weight);
                },
                delay -> {
                    allocation.release();
                    readPage(after, delay);
                });
    }

    /**
     * Reads single items of a page again.
     *
     * @param last the last key of the page
     * @param allocation of the page
     */
    public void readItems(List<Item> keys, Optional<Item> last, Allocation allocation) {
        allocation.retain();
        readItems(keys, last, allocation, Duration.ZERO);
    }

    private void readItems(List<Item> keys, Optional<Item> last, Allocation allocation, Duration minDelay) {
        schedule(
                minDelay,
                reservation -> send(
                        () -> tables.items(segment, converter.keySchema(), keys, last),
                        reservation,
                        allocation,
                        (rows, evaluated) -> allocation.add(HeapWeight.of(rows)),
                        delay -> readItems(keys, last, allocation, delay)));
    }

    private void schedule(Duration minDelay, Consumer<Reservation> read) {
        Reservation reservation = rateLimiter.reserve();
        Duration delay = reservation.delay().compareTo(minDelay) > 0 ? reservation.delay() : minDelay;
        schedule.after(delay, () -> read.accept(reservation));
    }

    private void send(
            Supplier<ItemsResponse> call,
            Reservation reservation,
            Allocation allocation,
            ObjIntConsumer<List<SnapshotRow>> onRows,
            Consumer<Duration> retry) {
        SnapshotWindow window = windows.open();
        try {
            ItemsResponse response = call.get();
            retryState.succeeded();
            rateLimiter.release(reservation, response.readUnits());
            Instant readAt = backoff.now();
            List<SnapshotRow> rows = response.items().stream()
                    .map(item -> converter.convert(item, readAt))
                    .toList();
            onRows.accept(rows, response.evaluated());
            buffer.put(new Rows(this, rows, response.lastKey(), response.unprocessedKeys(), window, allocation));
        } catch (SdkException e) {
            window.close();
            rateLimiter.release(reservation, 0);
            if (AwsErrorClassifier.isThrottling(e)) {
                rateLimiter.throttled();
            }
            retry.accept(retryState.afterFailure(e));
        }
    }
}
