/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.event.ChangeEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A task that considers itself the owner of the partition: it delivers events in order, one at a time per item. */
final class SimulatedTask {
    private static final int MAX_BATCH = 5;

    private final Destination<?> destination;
    private final EventFilter filter;
    private final List<ChangeEvent> events;
    private final Random random;
    private final Counts counts;
    private int next;
    private int end;
    private @Nullable Delivery inFlight;

    /** The results of deliveries. */
    static final class Counts {
        int delivered;
        int stale;
        int retried;
        int rejected;

        @Override
        public String toString() {
            return delivered + " applied, " + stale + " stale, " + retried + " retried, " + rejected + " rejected";
        }
    }

    SimulatedTask(
            Destination<?> destination, EventFilter filter, List<ChangeEvent> events, Random random, Counts counts) {
        this.destination = destination;
        this.filter = filter;
        this.events = events;
        this.random = random;
        this.counts = counts;
        this.end = events.size();
    }

    boolean isDone() {
        return next == end && inFlight == null;
    }

    /** The index of the next event. */
    int position() {
        return next;
    }

    /** Continues at another position, up to {@code last}. */
    void seek(int first, int last) {
        next = first;
        end = last;
    }

    /** Starts the next delivery unless one is in flight. */
    void startNext() {
        if (inFlight != null || next == end) {
            return;
        }
        List<ChangeEvent> batch = new ArrayList<>();
        Set<Object> items = new HashSet<>();
        int from = next;
        int maxBatch = 1 + random.nextInt(MAX_BATCH);
        while (next < end && batch.size() < maxBatch) {
            Optional<ChangeEvent> event = filter.apply(events.get(next));
            if (event.isPresent() && !items.add(event.get().key())) {
                break;
            }
            event.ifPresent(batch::add);
            next++;
        }
        if (!batch.isEmpty()) {
            int retryFrom = from;
            inFlight = Deliveries.deliver(destination, batch);
            inFlight.result().thenAccept(result -> complete(result, retryFrom));
        }
    }

    private synchronized void complete(DeliveryResult result, int from) {
        if (!(result instanceof DeliveryResult.PerEvent perEvent)) {
            next = from;
            counts.retried++;
        } else {
            for (EventResult eventResult : perEvent.results()) {
                count(eventResult, from);
            }
        }
    }

    private void count(EventResult result, int from) {
        if (result instanceof EventResult.Delivered) {
            counts.delivered++;
        } else if (result instanceof EventResult.Stale) {
            counts.stale++;
        } else if (result instanceof EventResult.Retry) {
            counts.retried++;
            next = from;
        } else {
            counts.rejected++;
        }
    }

    /** Whether no delivery is in flight. */
    boolean isIdle() {
        if (inFlight != null && inFlight.result().toCompletableFuture().isDone()) {
            inFlight = null;
        }
        return inFlight == null;
    }

    /** Waits for the delivery in flight. */
    void await() {
        if (inFlight != null) {
            inFlight.result().toCompletableFuture().join();
            isIdle();
        }
    }
}
