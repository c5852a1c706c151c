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
 * What was written to a table, counted against the events on its topic.
 *
 * @param lost changes of which there is no event
 * @param doubled events that were there already
 * @param reordered events that come too early: some of their item's changes before them have not come since the last
 *     event of the item
 * @param stale items whose last event is not their last change
 * @param invented events that nobody wrote
 */
record DeliveryCounts(int written, int delivered, int lost, int doubled, int reordered, int stale, int invented) {
    /** Compares what was written with the events, by their ids, in the order in which a consumer reads each item's. */
    static DeliveryCounts of(Oracle oracle, List<String> events) {
        Map<String, String> items = new HashMap<>();
        oracle.byKey().forEach((item, changes) -> changes.forEach(change -> items.put(change.eventId(), item)));
        Map<String, List<String>> delivered = new HashMap<>();
        for (String id : events) {
            delivered
                    .computeIfAbsent(items.getOrDefault(id, "invented"), none -> new ArrayList<>())
                    .add(id);
        }
        DeliveryCounts sum = new DeliveryCounts(0, 0, 0, 0, 0, 0, 0);
        for (Map.Entry<String, List<Written>> item : oracle.byKey().entrySet()) {
            List<String> ids = item.getValue().stream().map(Written::eventId).toList();
            sum = sum.plus(ofItem(ids, delivered.getOrDefault(item.getKey(), List.of())));
        }
        int invented = delivered.getOrDefault("invented", List.of()).size();
        return sum.plus(new DeliveryCounts(0, invented, 0, 0, 0, 0, invented));
    }

    private static DeliveryCounts ofItem(List<String> written, List<String> delivered) {
        Map<String, Integer> places = new HashMap<>();
        written.forEach(id -> places.put(id, places.size()));
        int distinct = new HashSet<>(delivered).size();
        int reordered = 0;
        int last = -1;
        for (String id : delivered) {
            int place = places.getOrDefault(id, -1);
            reordered += place > last + 1 ? 1 : 0;
            last = place;
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
                doubled + more.doubled,
                reordered + more.reordered,
                stale + more.stale,
                invented + more.invented);
    }

    /** Whether each change is there, and none is to come of any item. */
    boolean isComplete() {
        return lost == 0 && stale == 0;
    }

    /** Whether nothing is lost, each item ends with its last change, and what comes again comes in order. */
    boolean isAtLeastOnce() {
        return isComplete() && reordered == 0 && invented == 0;
    }

    boolean isExactlyOnce() {
        return isAtLeastOnce() && doubled == 0;
    }
}
