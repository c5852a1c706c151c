/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The changes of a table compared with the events that a consumer received.
 *
 * @param written the number of changes
 * @param delivered the number of events
 * @param lost changes without an event
 * @param duplicates repeated events
 * @param reordered events that were published before an earlier change of their item
 * @param stale items whose last event is not their last change
 * @param unexpected events without a change
 */
public record DeliveryCounts(
        int written, int delivered, int lost, int duplicates, int reordered, int stale, int unexpected) {
    /**
     * Compares changes and events by their ids.
     *
     * @param written the ids of the changes of each item, in order
     * @param events the ids of the events, in the order in which a consumer receives those of each item
     */
    public static DeliveryCounts of(Map<String, List<String>> written, List<String> events) {
        Map<String, String> items = new HashMap<>();
        written.forEach((item, ids) -> ids.forEach(id -> items.put(id, item)));
        Map<String, List<String>> delivered = new HashMap<>();
        List<String> unexpected = new ArrayList<>();
        for (String id : events) {
            Optional.ofNullable(items.get(id))
                    .map(item -> delivered.computeIfAbsent(item, none -> new ArrayList<>()))
                    .orElse(unexpected)
                    .add(id);
        }
        DeliveryCounts sum = new DeliveryCounts(0, unexpected.size(), 0, 0, 0, 0, unexpected.size());
        for (Map.Entry<String, List<String>> item : written.entrySet()) {
            sum = sum.plus(ofItem(item.getValue(), delivered.getOrDefault(item.getKey(), List.of())));
        }
        return sum;
    }

    private static DeliveryCounts ofItem(List<String> written, List<String> delivered) {
        Map<String, Integer> indexes = new HashMap<>();
        written.forEach(id -> indexes.put(id, indexes.size()));
        int distinct = new HashSet<>(delivered).size();
        int reordered = 0;
        int last = -1;
        for (String id : delivered) {
            int index = indexes.getOrDefault(id, -1);
            reordered += index > last + 1 ? 1 : 0;
            last = index;
        }
        return new DeliveryCounts(
                written.size(),
                delivered.size(),
                written.size() - distinct,
                delivered.size() - distinct,
                reordered,
                last == written.size() - 1 ? 0 : 1,
                0);
    }

    private DeliveryCounts plus(DeliveryCounts more) {
        return new DeliveryCounts(
                written + more.written,
                delivered + more.delivered,
                lost + more.lost,
                duplicates + more.duplicates,
                reordered + more.reordered,
                stale + more.stale,
                unexpected + more.unexpected);
    }

    /** Whether every change was published, and the last event of each item is its last change. */
    public boolean isComplete() {
        return lost == 0 && stale == 0;
    }

    /** Whether the events are complete, and duplicates are in order. */
    public boolean isAtLeastOnce() {
        return isComplete() && reordered == 0 && unexpected == 0;
    }

    /** Whether every change has one event, in order. */
    public boolean isExactlyOnce() {
        return isAtLeastOnce() && duplicates == 0;
    }
}
