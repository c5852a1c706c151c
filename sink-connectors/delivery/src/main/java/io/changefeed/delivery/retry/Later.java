/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.retry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Things that wait for their time: the earliest first, and of those for one time the one that came first. */
public final class Later<T> {
    private final PriorityQueue<Timed<T>> waiting = new PriorityQueue<>(
            Comparator.<Timed<T>, Instant>comparing(Timed::due).thenComparing(Timed::number));
    private long number;

    private record Timed<T>(Instant due, Long number, T thing) {}

    public void add(Instant due, T thing) {
        waiting.add(new Timed<>(due, number++, thing));
    }

    /** Takes the first thing whose time has come. */
    public Optional<T> take(Instant now) {
        return Optional.ofNullable(waiting.peek())
                .filter(first -> !now.isBefore(first.due))
                .map(first -> waiting.remove().thing);
    }

    /** When the first thing is due. */
    public Optional<Instant> due() {
        return Optional.ofNullable(waiting.peek()).map(Timed::due);
    }

    /** Takes everything out, whether its time has come or not, each with its time. */
    public void drain(Taker<? super T> taker) {
        List<Timed<T>> all = new ArrayList<>(waiting);
        waiting.clear();
        all.sort(Comparator.comparing(Timed::number));
        all.forEach(timed -> taker.take(timed.due, timed.thing));
    }

    /** Takes what was drained. */
    public interface Taker<T> {
        void take(Instant due, T thing);
    }
}
