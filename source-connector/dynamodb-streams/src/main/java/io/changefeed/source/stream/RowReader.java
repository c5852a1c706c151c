/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.aws.Transience;
import io.changefeed.source.stream.Arrival.Rows;
import io.changefeed.source.stream.Overlaps.Overlap;
import io.changefeed.source.stream.ReadBudget.Reservation;
import io.changefeed.source.stream.ShardReader.Schedule;
import io.changefeed.source.stream.TableService.Answer;
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
public final class RowReader {
    /** A read of items. */
    private interface Read {
        Answer answer();
    }

    private final Segment segment;
    private final TableService service;
    private final Arrivals arrivals;
    private final Schedule schedule;
    private final Retries retries;
    private final Pace pace;
    private final ReadBudget budget;
    private final Overlaps overlaps;

    RowReader(
            Segment segment,
            TableService service,
            Arrivals arrivals,
            Schedule schedule,
            Retries retries,
            Pace pace,
            ReadBudget budget,
            Overlaps overlaps) {
        this.segment = segment;
        this.service = service;
        this.arrivals = arrivals;
        this.schedule = schedule;
        this.retries = retries;
        this.pace = pace;
        this.budget = budget;
        this.overlaps = overlaps;
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
        Reservation reservation = budget.reserve();
        Duration delay = reservation.delay().compareTo(pause) > 0 ? reservation.delay() : pause;
        schedule.after(delay, () -> step(read, reservation));
    }

    private void step(Read read, Reservation reservation) throws InterruptedException {
        Overlap overlap = overlaps.open();
        try {
            Answer answer = read.answer();
            retries.answered();
            budget.settle(reservation, answer.readUnits());
            arrivals.put(new Rows(
                    this, answer.items(), answer.last(), answer.left(), overlap, pace.now(), answer.readUnits()));
        } catch (SdkException e) {
            overlap.close();
            budget.settle(reservation, 0);
            if (Transience.isThrottling(e)) {
                budget.throttled();
            }
            read(retries.afterFailure(e), read);
        }
    }
}
