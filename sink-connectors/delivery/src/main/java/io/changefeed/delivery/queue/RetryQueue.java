/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BiPredicate;

/** A queue of elements that become due, ordered by due time and then by insertion. */
final class RetryQueue<T> {
    private final PriorityQueue<Entry<T>> entries = new PriorityQueue<>(
            Comparator.<Entry<T>, Instant>comparing(Entry::due).thenComparing(Entry::number));
    private long number;

    private record Entry<T>(Instant due, Long number, T element) {}

    void add(Instant due, T element) {
        entries.add(new Entry<>(due, number++, element));
    }

    /** Returns and removes the first element that is due. */
    Optional<T> poll(Instant now) {
        return Optional.ofNullable(entries.peek())
                .filter(first -> !now.isBefore(first.due))
                .map(first -> entries.remove().element);
    }

    /** Returns and removes the first element that is due, if it matches another one. */
    Optional<T> poll(Instant now, T other, BiPredicate<T, T> match) {
        return Optional.ofNullable(entries.peek())
                .filter(first -> match.test(other, first.element))
                .flatMap(first -> poll(now));
    }

    /** Returns when the first element is due. */
    Optional<Instant> due() {
        return Optional.ofNullable(entries.peek()).map(Entry::due);
    }

    /** Removes all elements, due or not, in insertion order. */
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
