/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Elements that are due at a time, in the order of these times and then of their addition. */
final class RetryQueue<T> {
    private final PriorityQueue<Entry<T>> entries = new PriorityQueue<>(
            Comparator.<Entry<T>, Instant>comparing(Entry::due).thenComparing(Entry::number));
    private long number;

    private record Entry<T>(Instant due, Long number, T element) {}

    void add(Instant due, T element) {
        entries.add(new Entry<>(due, number++, element));
    }

    /** Removes the first element that is due. */
    Optional<T> poll(Instant now) {
        return Optional.ofNullable(entries.peek())
                .filter(first -> !now.isBefore(first.due))
                .map(first -> entries.remove().element);
    }

    /** When the first element is due. */
    Optional<Instant> due() {
        return Optional.ofNullable(entries.peek()).map(Entry::due);
    }

    /** Removes all elements, due or not, in the order of their addition. */
    void drain(Consumer<? super T> consumer) {
        List<Entry<T>> all = new ArrayList<>(entries);
        entries.clear();
        all.sort(Comparator.comparing(Entry::number));
        all.forEach(entry -> consumer.accept(entry.due, entry.element));
    }

    /** Receives drained elements. */
    interface Consumer<T> {
        void accept(Instant due, T element);
    }
}
