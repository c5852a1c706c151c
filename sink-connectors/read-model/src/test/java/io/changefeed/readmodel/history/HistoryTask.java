/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A task that considers itself the owner of a partition. As the delivery layer does, it delivers batches concurrently,
 * but only one event of an item at a time and in order; it repeats what was not accepted, and halves a batch that was
 * rejected until the event at fault is alone.
 */
final class HistoryTask {
    private static final int MAX_BATCH = 8;
    private static final int MAX_IN_FLIGHT = 4;
    private static final int READ_AHEAD = 30;

    private final TargetStore store;
    private final List<ChangeEvent> log;
    private final Random random;
    private final HistoryCounts counts;
    private TargetStore.Session session;
    private int next;
    private int end;
    /** The events that were read and are not complete. */
    private final NavigableSet<Integer> pending = new TreeSet<>();
    /** The items of batches that are in flight or will be repeated. */
    private final Set<Object> occupied = new HashSet<>();

    private final Deque<List<Integer>> repeats = new ArrayDeque<>();
    private final Map<Delivery, List<Integer>> inFlight = new LinkedHashMap<>();
    private Optional<String> failure = Optional.empty();

    HistoryTask(TargetStore store, List<ChangeEvent> log, Random random, HistoryCounts counts) {
        this.store = store;
        this.log = log;
        this.random = random;
        this.counts = counts;
        this.session = store.open();
    }

    boolean isDone() {
        return next == end && pending.isEmpty();
    }

    /** Why the task failed; empty while it runs. */
    Optional<String> failure() {
        return failure;
    }

    /** The offset that the task commits. */
    int committed() {
        return pending.isEmpty() ? next : pending.first();
    }

    Collection<Delivery> inFlight() {
        return inFlight.keySet();
    }

    /** Reads on at an offset, up to {@code last}. No delivery is in flight. */
    void seek(int first, int last) {
        if (!inFlight.isEmpty()) {
            throw new IllegalStateException("events are in flight");
        }
        pending.clear();
        repeats.clear();
        occupied.clear();
        next = first;
        end = last;
    }

    /** Starts deliveries, as many as are allowed. */
    void start() {
        while (inFlight.size() < MAX_IN_FLIGHT && failure.isEmpty()) {
            List<Integer> batch = repeats.isEmpty() ? nextBatch() : repeats.remove();
            if (batch.isEmpty()) {
                return;
            }
            deliver(session.destination(), batch);
        }
    }

    private <P> void deliver(Destination<P> destination, List<Integer> batch) {
        inFlight.put(
                Deliveries.deliver(destination, batch.stream().map(log::get).toList()), batch);
    }

    private List<Integer> nextBatch() {
        while (next < end && pending.size() < READ_AHEAD) {
            pending.add(next++);
        }
        int size = 1 + random.nextInt(MAX_BATCH);
        Set<Object> passed = new HashSet<>();
        List<Integer> batch = new ArrayList<>();
        for (int index : pending) {
            Object lane = lane(index);
            if (batch.size() < size && passed.add(lane) && occupied.add(lane)) {
                batch.add(index);
            }
        }
        return batch;
    }

    /** The delivery layer distinguishes items of different tables, even if one replaces the other. */
    private Object lane(int index) {
        ChangeEvent event = log.get(index);
        return List.of(event.source().table(), event.key());
    }

    /** Handles the results that are available. */
    void collect() {
        Map<Delivery, List<Integer>> completed = new LinkedHashMap<>(inFlight);
        completed
                .keySet()
                .removeIf(delivery -> !delivery.result().toCompletableFuture().isDone());
        inFlight.keySet().removeAll(completed.keySet());
        completed.forEach((delivery, batch) ->
                complete(batch, delivery.result().toCompletableFuture().join()));
    }

    private void complete(List<Integer> batch, DeliveryResult result) {
        if (result instanceof DeliveryResult.PerEvent perEvent) {
            for (int i = 0; i < batch.size(); i++) {
                complete(batch.get(i), perEvent.results().get(i));
            }
        } else if (result instanceof DeliveryResult.Unavailable) {
            repeat(batch);
        } else if (batch.size() > 1) {
            repeat(batch.subList(0, batch.size() / 2));
            repeat(batch.subList(batch.size() / 2, batch.size()));
        } else if (result instanceof DeliveryResult.Rejected) {
            reject(batch.get(0));
        } else {
            failure = Optional.of(((DeliveryResult.Fatal) result).reason());
        }
    }

    private void complete(int index, EventResult result) {
        if (result instanceof EventResult.Retry) {
            repeat(List.of(index));
        } else if (result instanceof EventResult.Rejected) {
            reject(index);
        } else {
            if (result instanceof EventResult.Stale) {
                counts.stale++;
            } else {
                counts.delivered++;
            }
            end(index);
        }
    }

    private void repeat(List<Integer> batch) {
        counts.retried += batch.size();
        repeats.add(batch);
    }

    /** The delivery layer can repeat a rejected event, to find out whether it is the cause. */
    private void reject(int index) {
        if (random.nextInt(3) == 0) {
            repeat(List.of(index));
        } else {
            counts.rejected++;
            end(index);
        }
    }

    private void end(int index) {
        pending.remove(index);
        occupied.remove(lane(index));
    }

    /** Ends in the middle of deliveries, and starts again at an offset that is not after the committed one. */
    void kill() {
        counts.killed++;
        counts.aborted += inFlight.size();
        if (random.nextBoolean()) {
            session.kill();
        }
        inFlight.keySet().forEach(Delivery::abort);
        int committed = committed();
        inFlight.clear();
        session.close();
        session = store.open();
        seek(random.nextInt(3) > 0 ? committed : random.nextInt(committed + 1), end);
    }

    /** Ends for good, in the middle of deliveries if there are any. */
    void close() {
        inFlight.keySet().forEach(Delivery::abort);
        session.close();
    }
}
