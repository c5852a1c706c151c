/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.source.stream.ReadRateLimiter.Reservation;
import io.changefeed.source.stream.ReadResult.Rows;
import io.changefeed.source.stream.ShardReader.Schedule;
import io.changefeed.source.stream.SnapshotWindows.SnapshotWindow;
import io.changefeed.source.stream.TableClient.ItemsResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads one segment of a table, one call at a time: a page is read after the rows of the previous page were emitted. Used
 * by one thread at a time.
 */
public final class SegmentReader {
    /** A call that reads items. */
    private interface Call {
        ItemsResponse send();
    }

    private final Segment segment;
    private final TableClient tables;
    private final ReadBuffer buffer;
    private final Schedule schedule;
    private final RetryState retryState;
    private final PollBackoff backoff;
    private final ReadRateLimiter rateLimiter;
    private final SnapshotWindows windows;

    SegmentReader(
            Segment segment,
            TableClient tables,
            ReadBuffer buffer,
            Schedule schedule,
            RetryState retryState,
            PollBackoff backoff,
            ReadRateLimiter rateLimiter,
            SnapshotWindows windows) {
        this.segment = segment;
        this.tables = tables;
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
        read(Duration.ZERO, () -> tables.page(segment, after));
    }

    /**
     * Reads single items of a page again.
     *
     * @param last the last key of the page
     */
    public void readItems(List<Map<String, AttributeValue>> keys, Optional<Map<String, AttributeValue>> last) {
        read(Duration.ZERO, () -> {
            ItemsResponse response = tables.items(segment, keys);
            return new ItemsResponse(response.items(), last, response.unread(), response.readUnits());
        });
    }

    private void read(Duration minDelay, Call call) {
        Reservation reservation = rateLimiter.reserve();
        Duration delay = reservation.delay().compareTo(minDelay) > 0 ? reservation.delay() : minDelay;
        schedule.after(delay, () -> step(call, reservation));
    }

    private void step(Call call, Reservation reservation) throws InterruptedException {
        SnapshotWindow window = windows.open();
        try {
            ItemsResponse response = call.send();
            retryState.succeeded();
            rateLimiter.release(reservation, response.readUnits());
            buffer.put(new Rows(
                    this,
                    response.items(),
                    response.last(),
                    response.unread(),
                    window,
                    backoff.now(),
                    response.readUnits()));
        } catch (SdkException e) {
            window.close();
            rateLimiter.release(reservation, 0);
            if (AwsErrorClassifier.isThrottling(e)) {
                rateLimiter.throttled();
            }
            read(retryState.afterFailure(e), call);
        }
    }
}
