/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.retry;

import io.changefeed.delivery.lane.LaneEvent;
import io.changefeed.event.ChangeEvent;
import java.util.List;

/** Events that are delivered together. Two batches of the same events are not equal: each is delivered for itself. */
public final class Batch {
    private final List<LaneEvent> events;
    private final int attempts;

    public Batch(List<LaneEvent> events) {
        this(events, 0);
    }

    private Batch(List<LaneEvent> events, int attempts) {
        this.events = List.copyOf(events);
        this.attempts = attempts;
    }

    public List<LaneEvent> events() {
        return events;
    }

    /** How often the destination could not take these events together. */
    public int attempts() {
        return attempts;
    }

    /** The events as a destination sees them. */
    public List<ChangeEvent> changes() {
        return events.stream().map(event -> event.pending().event()).toList();
    }

    public Batch afterFailure() {
        return new Batch(events, attempts + 1);
    }

    /** Both halves, the first one no smaller than the second; of one event, itself alone. */
    public List<Batch> halves() {
        int middle = (events.size() + 1) / 2;
        Batch first = new Batch(events.subList(0, middle));
        return middle == events.size()
                ? List.of(first)
                : List.of(first, new Batch(events.subList(middle, events.size())));
    }

    /** What is left without the events that have become void; possibly nothing. */
    public Batch withoutVoid() {
        return new Batch(events.stream().filter(event -> !event.isVoid()).toList(), attempts);
    }

    public boolean hasVoid() {
        return events.stream().anyMatch(LaneEvent::isVoid);
    }
}
