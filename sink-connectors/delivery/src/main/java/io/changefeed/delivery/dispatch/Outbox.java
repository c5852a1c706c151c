/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import io.changefeed.delivery.lane.PendingEvent;
import io.changefeed.delivery.metrics.DeliveryMeter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What one thread has settled and another takes. It holds no more than the task does. */
final class Outbox implements Settlements {
    private final Queue<Answered> settled = new ConcurrentLinkedQueue<>();
    private final DeliveryMeter meter;
    private final InstantSource clock;

    Outbox(DeliveryMeter meter, InstantSource clock) {
        this.meter = meter;
        this.clock = clock;
    }

    /** What was settled since this was asked last, in that order. */
    List<Answered> take() {
        List<Answered> taken = new ArrayList<>();
        for (Answered next = settled.poll(); next != null; next = settled.poll()) {
            taken.add(next);
        }
        return taken;
    }

    @Override
    public void delivered(PendingEvent event) {
        meter.delivered(Duration.between(event.arrived(), clock.instant()));
        settled.add(new Answered(event, Optional.empty()));
    }

    @Override
    public void stale(PendingEvent event) {
        meter.stale();
        settled.add(new Answered(event, Optional.empty()));
    }

    @Override
    public void rejected(PendingEvent event, String reason) {
        settled.add(new Answered(event, Optional.of(reason)));
    }

    @Override
    public void retried(PendingEvent event) {
        meter.retried();
    }
}
