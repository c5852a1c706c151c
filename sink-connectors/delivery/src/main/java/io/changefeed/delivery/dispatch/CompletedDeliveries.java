/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import io.changefeed.delivery.queue.DeliveryListener;
import io.changefeed.delivery.record.ReceivedEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Passes completed events from the delivery thread to the task's thread. Its size is bounded by the number of events
 * that the task buffers.
 */
public final class CompletedDeliveries implements DeliveryListener {
    private final Queue<Completed> completed = new ConcurrentLinkedQueue<>();
    private final DeliveryMeter meter;
    private final InstantSource clock;

    /** What has become of an event. */
    public enum Completion {
        /** The destination has it, or a newer event of the item. */
        DELIVERED,
        /** The destination cannot accept it. */
        REJECTED,
        /** It was dropped and must be read from Kafka again. */
        DEFERRED
    }

    /**
     * An event that needs no further delivery, or not before it is read again.
     *
     * @param rejection why the destination cannot accept the event; empty unless it is rejected
     */
    public record Completed(ReceivedEvent event, Completion completion, Optional<String> rejection) {}

    CompletedDeliveries(DeliveryMeter meter, InstantSource clock) {
        this.meter = meter;
        this.clock = clock;
    }

    /** Returns and removes the events that were completed since the last call, in the order of completion. */
    List<Completed> drain() {
        List<Completed> drained = new ArrayList<>();
        for (Completed next = completed.poll(); next != null; next = completed.poll()) {
            drained.add(next);
        }
        return drained;
    }

    @Override
    public void delivered(ReceivedEvent event) {
        meter.delivered(Duration.between(event.receivedAt(), clock.instant()));
        completed.add(new Completed(event, Completion.DELIVERED, Optional.empty()));
    }

    @Override
    public void stale(ReceivedEvent event) {
        meter.stale();
        completed.add(new Completed(event, Completion.DELIVERED, Optional.empty()));
    }

    @Override
    public void rejected(ReceivedEvent event, String reason) {
        completed.add(new Completed(event, Completion.REJECTED, Optional.of(reason)));
    }

    @Override
    public void deferred(ReceivedEvent event) {
        completed.add(new Completed(event, Completion.DEFERRED, Optional.empty()));
    }

    @Override
    public void retried(ReceivedEvent event) {
        meter.retried();
    }
}
