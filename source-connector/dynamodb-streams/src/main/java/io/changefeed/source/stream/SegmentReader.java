/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.source.stream.ReadResult.Rows;
import io.changefeed.source.stream.SnapshotWindows.SnapshotWindow;
import io.changefeed.source.stream.ReadRateLimiter.Reservation;
import io.changefeed.source.stream.ShardReader.Schedule;
import io.changefeed.source.stream.TableClient.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads the items of one segment of a table, a call at a time: the next one follows when the rows of the last have been
 * handed over. One thread at a time uses it.
 */
public final class SegmentReader {
    /** A read of items. */
    private interface Read {
        Answer answer();
    }

    private final Segment segment;
    private final TableClient service;
    private final ReadBuffer buffer;
    private final Schedule schedule;
    private final RetryState retryState;
    private final PollBackoff backoff;
    private final ReadRateLimiter rateLimiter;
    private final SnapshotWindows windows;

    SegmentReader(
            Segment segment,
            TableClient service,
            ReadBuffer buffer,
            Schedule schedule,
            RetryState retryState,
            PollBackoff backoff,
            ReadRateLimiter rateLimiter,
            SnapshotWindows windows) {
        this.segment = segment;
        this.service = service;
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

    /** Reads the page behind a key. */
    public void readOn(Optional<Map<String, AttributeValue>> after) {
        read(Duration.ZERO, () -> service.page(segment, after));
    }

    /**
     * Reads items again.
     *
     * @param last of the page that they were in
     */
    public void readAgain(List<Map<String, AttributeValue>> keys, Optional<Map<String, AttributeValue>> last) {
        read(Duration.ZERO, () -> {
            Answer answer = service.items(segment, keys);
            return new Answer(answer.items(), last, answer.left(), answer.readUnits());
        });
    }

    private void read(Duration pause, Read read) {
        Reservation reservation = rateLimiter.reserve();
        Duration delay = reservation.delay().compareTo(pause) > 0 ? reservation.delay() : pause;
        schedule.after(delay, () -> step(read, reservation));
    }

    private void step(Read read, Reservation reservation) throws InterruptedException {
        SnapshotWindow window = windows.open();
        try {
            Answer answer = read.answer();
            retryState.answered();
            rateLimiter.settle(reservation, answer.readUnits());
            buffer.put(new Rows(
                    this, answer.items(), answer.last(), answer.left(), window, backoff.now(), answer.readUnits()));
        } catch (SdkException e) {
            window.close();
            rateLimiter.settle(reservation, 0);
            if (AwsErrorClassifier.isThrottling(e)) {
                rateLimiter.throttled();
            }
            read(retryState.afterFailure(e), read);
        }
    }
}
