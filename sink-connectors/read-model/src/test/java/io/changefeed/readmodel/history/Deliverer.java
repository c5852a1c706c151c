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

/** A task that believes it owns the partition: it delivers the events in their order, of an item one at a time. */
final class Deliverer {
    private static final int MOST = 5;

    private final Destination<?> destination;
    private final EventFilter filter;
    private final List<ChangeEvent> events;
    private final Random random;
    private final Counts counts;
    private int next;
    private int end;
    private @Nullable Delivery underWay;

    /** What became of deliveries. */
    static final class Counts {
        int delivered;
        int stale;
        int again;
        int rejected;

        @Override
        public String toString() {
            return delivered + " applied, " + stale + " stale, " + again + " tried again, " + rejected + " rejected";
        }
    }

    Deliverer(Destination<?> destination, EventFilter filter, List<ChangeEvent> events, Random random, Counts counts) {
        this.destination = destination;
        this.filter = filter;
        this.events = events;
        this.random = random;
        this.counts = counts;
        this.end = events.size();
    }

    boolean isDone() {
        return next == end && underWay == null;
    }

    /** How many events were begun, or were over before. */
    int position() {
        return next;
    }

    /** Reads from another place, up to {@code last}. */
    void goTo(int first, int last) {
        next = first;
        end = last;
    }

    /** Begins to deliver what comes next. */
    void begin() {
        if (underWay != null || next == end) {
            return;
        }
        List<ChangeEvent> batch = new ArrayList<>();
        Set<Object> items = new HashSet<>();
        int from = next;
        int most = 1 + random.nextInt(MOST);
        while (next < end && batch.size() < most) {
            Optional<ChangeEvent> event = filter.apply(events.get(next));
            if (event.isPresent() && !items.add(event.get().key())) {
                break;
            }
            event.ifPresent(batch::add);
            next++;
        }
        if (!batch.isEmpty()) {
            int retryFrom = from;
            underWay = Deliveries.deliver(destination, batch);
            underWay.result().thenAccept(answer -> settle(answer, retryFrom));
        }
    }

    private synchronized void settle(DeliveryResult answer, int from) {
        if (!(answer instanceof DeliveryResult.PerEvent each)) {
            next = from;
            counts.again++;
        } else {
            for (EventResult outcome : each.results()) {
                count(outcome, from);
            }
        }
    }

    private void count(EventResult outcome, int from) {
        if (outcome instanceof EventResult.Delivered) {
            counts.delivered++;
        } else if (outcome instanceof EventResult.Stale) {
            counts.stale++;
        } else if (outcome instanceof EventResult.Retry) {
            counts.again++;
            next = from;
        } else {
            counts.rejected++;
        }
    }

    /** Whether what was begun is over; then the next can begin. */
    boolean settled() {
        if (underWay != null && underWay.result().toCompletableFuture().isDone()) {
            underWay = null;
        }
        return underWay == null;
    }

    /** Waits for what was begun. */
    void await() {
        if (underWay != null) {
            underWay.result().toCompletableFuture().join();
            settled();
        }
    }
}
