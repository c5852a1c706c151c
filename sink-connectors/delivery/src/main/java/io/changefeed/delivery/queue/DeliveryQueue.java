/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.destination.Route;
import io.changefeed.delivery.record.ReceivedEvent;
import io.changefeed.event.ChangeEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.connect.errors.DataException;

/**
 * Decides which events are delivered, and when. Pure: time and results are passed in.
 *
 * <p>The lane of an event is occupied from the moment the event joins a batch until it is complete. A batch that failed
 * as a whole is retried as the same batch or as its halves. An event that failed by itself joins another batch.
 *
 * @param <P> an event in the form in which the destination sends it
 */
public final class DeliveryQueue<P> {
    private final Function<ChangeEvent, P> prepare;
    private final Lanes<P> lanes;
    private final RetryQueue<QueuedEvent<P>> eventRetries = new RetryQueue<>();
    private final RetryQueue<Batch<P>> batchRetries = new RetryQueue<>();
    private final BackoffGate gate;
    private final RetryPolicy retry;
    private final DeliveryListener listener;
    private long nextNumber;

    /** @param prepare converts an event before its first delivery; it throws {@link DataException} to reject the event */
    public DeliveryQueue(
            Function<ChangeEvent, P> prepare, BatchLimits limits, RetryPolicy retry, DeliveryListener listener) {
        this.prepare = prepare;
        this.lanes = new Lanes<>(limits);
        this.gate = new BackoffGate(retry);
        this.retry = retry;
        this.listener = listener;
    }

    /** Appends an event to the lane of its item. */
    public void add(ReceivedEvent event, Route route) {
        lanes.add(new QueuedEvent<>(nextNumber++, route, event));
    }

    /**
     * Returns the next batch, if one can be delivered now. It is in flight until {@link #complete} or {@link #aborted}.
     */
    public Optional<Batch<P>> poll(Instant now) {
        if (!gate.isOpen(now)) {
            return Optional.empty();
        }
        for (Optional<QueuedEvent<P>> due = eventRetries.poll(now); due.isPresent(); due = eventRetries.poll(now)) {
            lanes.putBack(due.get());
        }
        Optional<Batch<P>> next = gate.prefersFreshBatch()
                ? pollFresh(now).or(() -> batchRetries.poll(now))
                : batchRetries.poll(now).or(() -> pollFresh(now));
        next.ifPresent(gate::onDelivery);
        return next;
    }

    private Optional<Batch<P>> pollFresh(Instant now) {
        for (Optional<List<QueuedEvent<P>>> taken = lanes.take(now); taken.isPresent(); taken = lanes.take(now)) {
            List<QueuedEvent<P>> prepared = new ArrayList<>();
            taken.get().forEach(event -> prepare(event).ifPresent(prepared::add));
            if (!prepared.isEmpty()) {
                return Optional.of(new Batch<>(prepared));
            }
        }
        return Optional.empty();
    }

    private Optional<QueuedEvent<P>> prepare(QueuedEvent<P> event) {
        if (event.prepared().isPresent()) {
            return Optional.of(event);
        }
        try {
            return Optional.of(event.withPrepared(prepare.apply(event.received().event())));
        } catch (DataException e) {
            reject(event, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void reject(QueuedEvent<P> event, String reason) {
        lanes.release(event);
        listener.rejected(event.received(), reason);
    }

    /** Returns when {@link #poll} can return the next batch; empty if it must wait for an event or a result. */
    public Optional<Instant> due() {
        return gate.opensAt()
                .flatMap(opening -> List.of(lanes.due(), eventRetries.due(), batchRetries.due()).stream()
                        .flatMap(Optional::stream)
                        .min(Instant::compareTo)
                        .map(due -> due.isBefore(opening) ? opening : due));
    }

    /** The number of consecutive times that the destination was unavailable. */
    public int consecutiveFailures() {
        return gate.failures();
    }

    /** Completes a batch with one result for each of its events. */
    public void complete(Batch<P> batch, DeliveryResult.PerEvent result, Instant now) {
        gate.onAvailable();
        for (int i = 0; i < batch.size(); i++) {
            complete(batch.events().get(i), result.results().get(i), now);
        }
    }

    private void complete(QueuedEvent<P> event, EventResult result, Instant now) {
        if (event.isRevoked()) {
            lanes.release(event);
        } else if (result instanceof EventResult.Retry) {
            retry(event, now);
        } else if (result instanceof EventResult.Rejected rejected) {
            reject(event, rejected.reason());
        } else {
            lanes.release(event);
            if (result instanceof EventResult.Stale) {
                listener.stale(event.received());
            } else {
                listener.delivered(event.received());
            }
        }
    }

    private void retry(QueuedEvent<P> event, Instant now) {
        Failures failures = event.failures().plusDestinationFault();
        eventRetries.add(retry.next(failures.attempts(), now), event.withFailures(failures));
        listener.retried(event.received());
    }

    /** Splits a batch that was rejected because of at least one of its events. */
    public void complete(Batch<P> batch, DeliveryResult.Rejected result, Instant now) {
        gate.onAvailable();
        Batch<P> remaining = withoutRevoked(batch);
        if (batch.size() == 1) {
            remaining.events().forEach(event -> reject(event, result.reason()));
        } else if (remaining.size() > 0) {
            remaining.halves().forEach(half -> retry(half, now));
        }
    }

    /** Retries a batch for which the destination was unavailable. */
    public void complete(Batch<P> batch, DeliveryResult.Unavailable result, Instant now) {
        gate.onUnavailable(batch, result.retryAfter(), now);
        Batch<P> remaining = withoutRevoked(batch).afterFailure();
        if (remaining.size() > 0) {
            retry(remaining, retry.next(remaining.attempts(), now));
        }
    }

    /** Retries a batch whose delivery the task aborted before the destination accepted it. */
    public void aborted(Batch<P> batch, Instant now) {
        gate.onAborted(batch);
        Batch<P> remaining = withoutRevoked(batch);
        if (remaining.size() > 0) {
            retry(remaining, now);
        }
    }

    private void retry(Batch<P> batch, Instant due) {
        batchRetries.add(due, batch);
        batch.events().forEach(event -> listener.retried(event.received()));
    }

    /** Drops the events that are revoked and not in flight. */
    public void dropRevoked() {
        eventRetries.drain((due, event) -> {
            if (event.isRevoked()) {
                lanes.release(event);
            } else {
                eventRetries.add(due, event);
            }
        });
        batchRetries.drain((due, batch) -> {
            Batch<P> remaining = withoutRevoked(batch);
            if (remaining.size() > 0) {
                batchRetries.add(due, remaining);
            }
        });
        lanes.dropRevoked();
    }

    private Batch<P> withoutRevoked(Batch<P> batch) {
        batch.events().stream().filter(QueuedEvent::isRevoked).forEach(lanes::release);
        return batch.withoutRevoked();
    }
}
