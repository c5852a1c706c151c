/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.source.stream.HeapBudget.Allocation;
import io.changefeed.source.stream.ReadRateLimiter.Reservation;
import io.changefeed.source.stream.ReadResult.Rows;
import io.changefeed.source.stream.ShardReader.Schedule;
import io.changefeed.source.stream.SnapshotWindows.SnapshotWindow;
import io.changefeed.source.stream.TableClient.ItemsResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads one segment of a table, one call at a time: a page is read after the rows of the previous page were emitted. Used
 * by one thread at a time.
 */
public final class SegmentReader {
    private final Segment segment;
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
            TableClient tables,
            PageLimit limit,
            ReadBuffer buffer,
            Schedule schedule,
            RetryState retryState,
            PollBackoff backoff,
            ReadRateLimiter rateLimiter,
            SnapshotWindows windows) {
        this.segment = segment;
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
    public void readPage(Optional<Map<String, AttributeValue>> after) {
        readPage(after, Duration.ZERO);
    }

    private void readPage(Optional<Map<String, AttributeValue>> after, Duration minDelay) {
        schedule(
                minDelay,
                reservation -> limit.allocate(
                        Duration.ZERO,
                        allocation -> schedule.after(Duration.ZERO, () -> readPage(after, reservation, allocation))));
    }

    private void readPage(Optional<Map<String, AttributeValue>> after, Reservation reservation, Allocation allocation) {
        int requested = limit.records();
        send(
                () -> tables.page(segment, after, requested),
                reservation,
                allocation,
                response -> {
                    long weight = weight(response);
                    limit.pageRead(response.evaluated(), response.items().size(), weight, requested);
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
    public void readItems(
            List<Map<String, AttributeValue>> keys, Optional<Map<String, AttributeValue>> last, Allocation allocation) {
        allocation.retain();
        readItems(keys, last, allocation, Duration.ZERO);
    }

    private void readItems(
            List<Map<String, AttributeValue>> keys,
            Optional<Map<String, AttributeValue>> last,
            Allocation allocation,
            Duration minDelay) {
        schedule(
                minDelay,
                reservation -> send(
                        () -> tables.items(segment, keys, last),
                        reservation,
                        allocation,
                        response -> allocation.add(weight(response)),
                        delay -> readItems(keys, last, allocation, delay)));
    }

    private static long weight(ItemsResponse response) {
        return response.items().stream().mapToLong(HeapWeight::of).sum();
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
            Consumer<ItemsResponse> onResponse,
            Consumer<Duration> retry) {
        SnapshotWindow window = windows.open();
        try {
            ItemsResponse response = call.get();
            retryState.succeeded();
            rateLimiter.release(reservation, response.readUnits());
            onResponse.accept(response);
            buffer.put(new Rows(
                    this, response.items(), response.last(), response.unread(), window, backoff.now(), allocation));
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
