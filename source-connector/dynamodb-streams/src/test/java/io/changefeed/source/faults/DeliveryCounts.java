/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import io.changefeed.simulator.table.Oracle;
import io.changefeed.simulator.table.Oracle.Written;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * The changes of a table compared with the events on its topic.
 *
 * @param lost changes without an event
 * @param duplicates repeated events
 * @param reordered events that were published before an earlier change of their item
 * @param stale items whose last event is not their last change
 * @param unexpected events without a change
 */
record DeliveryCounts(int written, int delivered, int lost, int duplicates, int reordered, int stale, int unexpected) {
    /** Compares changes and events by their ids, in the order in which a consumer receives the events of each item. */
    static DeliveryCounts of(Oracle oracle, List<String> events) {
        Map<String, String> items = new HashMap<>();
        oracle.byKey().forEach((item, changes) -> changes.forEach(change -> items.put(change.eventId(), item)));
        Map<String, List<String>> delivered = new HashMap<>();
        for (String id : events) {
            delivered
                    .computeIfAbsent(items.getOrDefault(id, "unexpected"), none -> new ArrayList<>())
                    .add(id);
        }
        DeliveryCounts sum = new DeliveryCounts(0, 0, 0, 0, 0, 0, 0);
        for (Map.Entry<String, List<Written>> item : oracle.byKey().entrySet()) {
            List<String> ids = item.getValue().stream().map(Written::eventId).toList();
            sum = sum.plus(ofItem(ids, delivered.getOrDefault(item.getKey(), List.of())));
        }
        int unexpected = delivered.getOrDefault("unexpected", List.of()).size();
        return sum.plus(new DeliveryCounts(0, unexpected, 0, 0, 0, 0, unexpected));
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
    boolean isComplete() {
        return lost == 0 && stale == 0;
    }

    /** Whether the events are complete, and duplicates are in order. */
    boolean isAtLeastOnce() {
        return isComplete() && reordered == 0 && unexpected == 0;
    }

    boolean isExactlyOnce() {
        return isAtLeastOnce() && duplicates == 0;
    }
}
