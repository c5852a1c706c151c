/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import io.changefeed.delivery.Answer;
import io.changefeed.delivery.Outcome;
import io.changefeed.delivery.lane.BatchLimits;
import io.changefeed.delivery.lane.Failures;
import io.changefeed.delivery.lane.LaneEvent;
import io.changefeed.delivery.lane.Lanes;
import io.changefeed.delivery.retry.Batch;
import io.changefeed.delivery.retry.Gate;
import io.changefeed.delivery.retry.Later;
import io.changefeed.delivery.retry.RetryPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is to be delivered, and when. Pure: it is told the time and the answers.
 *
 * <p>An event's lane is taken from the moment it goes into a batch until it is settled. What was answered as a whole is
 * delivered again as the same batch, or in halves of it; an event with an outcome of its own joins other batches.
 */
final class DeliveryQueue {
    private final Lanes lanes;
    private final Later<LaneEvent> retries = new Later<>();
    private final Later<Batch> batches = new Later<>();
    private final Gate gate;
    private final RetryPolicy retry;
    private final Settlements settlements;

    DeliveryQueue(BatchLimits limits, RetryPolicy retry, Settlements settlements) {
        this.lanes = new Lanes(limits);
        this.gate = new Gate(retry);
        this.retry = retry;
        this.settlements = settlements;
    }

    void add(LaneEvent event) {
        lanes.add(event);
    }

    /** The next batch to deliver, if any may be delivered now; it is under way then, until {@link #answered}. */
    Optional<Batch> next(Instant now) {
        if (!gate.admits(now)) {
            return Optional.empty();
        }
        for (Optional<LaneEvent> due = retries.take(now); due.isPresent(); due = retries.take(now)) {
            lanes.putBack(due.get());
        }
        Optional<Batch> next = gate.wantsAnother()
                ? fresh(now).or(() -> batches.take(now))
                : batches.take(now).or(() -> fresh(now));
        next.ifPresent(gate::entered);
        return next;
    }

    private Optional<Batch> fresh(Instant now) {
        return lanes.take(now).map(Batch::new);
    }

    /** When {@link #next} may have a batch that it has not now; empty when only an event or an answer brings one. */
    Optional<Instant> due() {
        return gate.opening()
                .flatMap(opening -> List.of(lanes.due(), retries.due(), batches.due()).stream()
                        .flatMap(Optional::stream)
                        .min(Instant::compareTo)
                        .map(due -> due.isBefore(opening) ? opening : due));
    }

    /** How often in a row the destination was not available. */
    int failures() {
        return gate.failures();
    }

    /** The destination answered each event of a batch. */
    void answered(Batch batch, Answer.Each answer, Instant now) {
        gate.answered();
        for (int i = 0; i < batch.events().size(); i++) {
            settle(batch.events().get(i), answer.outcomes().get(i), now);
        }
    }

    private void settle(LaneEvent event, Outcome outcome, Instant now) {
        if (event.isVoid()) {
            lanes.release(event);
        } else if (outcome instanceof Outcome.Retry again) {
            retry(event, again, now);
        } else {
            lanes.release(event);
            if (outcome instanceof Outcome.Rejected rejected) {
                settlements.rejected(event.pending(), rejected.reason());
            } else if (outcome instanceof Outcome.Stale) {
                settlements.stale(event.pending());
            } else {
                settlements.delivered(event.pending());
            }
        }
    }

    private void retry(LaneEvent event, Outcome.Retry again, Instant now) {
        Failures failures = again.fault() == Outcome.Fault.EVENT
                ? event.failures().andOfEvent(now)
                : event.failures().andOfDestination();
        if (again.fault() == Outcome.Fault.EVENT && retry.isOver(failures, now)) {
            lanes.release(event);
            settlements.rejected(
                    event.pending(),
                    again.reason() + " (for " + retry.timeout().toMillis()
                            + " ms, as long as 'retry.timeout.ms' says)");
        } else {
            retries.add(retry.next(failures.attempts(), now), event.with(failures));
            settlements.retried(event.pending());
        }
    }

    /** The destination refused a batch for a fault of at least one of its events. */
    void answered(Batch batch, Answer.Refused answer, Instant now) {
        gate.answered();
        Batch left = withoutVoid(batch);
        if (batch.events().size() == 1) {
            left.events().forEach(event -> {
                lanes.release(event);
                settlements.rejected(event.pending(), answer.reason());
            });
        } else if (!left.events().isEmpty()) {
            left.halves().forEach(half -> again(half, now));
        }
    }

    /** The destination could not take a batch, for a fault of its own. */
    void answered(Batch batch, Answer.Unavailable answer, Instant now) {
        gate.unavailable(batch, answer.pause(), now);
        Batch left = withoutVoid(batch).afterFailure();
        if (!left.events().isEmpty()) {
            again(left, retry.next(left.attempts(), now));
        }
    }

    /** The batch's attempt was given up by us, and it was not taken as a whole. */
    void abandoned(Batch batch, Instant now) {
        gate.abandoned(batch);
        Batch left = withoutVoid(batch);
        if (!left.events().isEmpty()) {
            again(left, now);
        }
    }

    private void again(Batch batch, Instant due) {
        batches.add(due, batch);
        batch.events().forEach(event -> settlements.retried(event.pending()));
    }

    /** Drops the events that have become void and are not under way. */
    void dropVoid() {
        retries.drain((due, event) -> {
            if (event.isVoid()) {
                lanes.release(event);
            } else {
                retries.add(due, event);
            }
        });
        batches.drain((due, batch) -> {
            Batch left = withoutVoid(batch);
            if (!left.events().isEmpty()) {
                batches.add(due, left);
            }
        });
        lanes.dropVoid();
    }

    private Batch withoutVoid(Batch batch) {
        batch.events().stream().filter(LaneEvent::isVoid).forEach(lanes::release);
        return batch.withoutVoid();
    }
}
