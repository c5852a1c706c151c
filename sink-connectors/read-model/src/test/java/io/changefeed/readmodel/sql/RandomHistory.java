/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.delivery.Changes;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Random changes of items that move between places, and the items that remain. */
final class RandomHistory {
    private static final int PLACES = 8;

    private final List<ChangeEvent> events = new ArrayList<>();
    private final Map<String, State> remaining = new TreeMap<>();
    /** The items that were ever in a place, by place. */
    private final Map<String, List<String>> visited = new TreeMap<>();

    /** The state of an item, and the number of its last change. */
    record State(String place, long number) {}

    RandomHistory(RandomGenerator random, int changes, int items) {
        for (int number = 1; number <= changes; number++) {
            String pk = "item-" + random.nextInt(items);
            Optional<State> before = Optional.ofNullable(remaining.get(pk));
            if (before.isPresent() && random.nextInt(4) == 0) {
                remaining.remove(pk);
                add(Operation.REMOVE, pk, number, before, Optional.empty());
            } else {
                boolean stays = before.isPresent() && random.nextInt(2) == 0;
                String place = stays ? before.get().place() : "place-" + random.nextInt(PLACES);
                State after = new State(place, number);
                remaining.put(pk, after);
                visited.computeIfAbsent(place, none -> new ArrayList<>()).add(pk);
                add(before.isPresent() ? Operation.MODIFY : Operation.INSERT, pk, number, before, Optional.of(after));
            }
        }
    }

    private void add(Operation operation, String pk, int number, Optional<State> before, Optional<State> after) {
        events.add(Changes.change(
                operation,
                "orders",
                pk,
                number,
                before.flatMap(state -> item(pk, state)),
                after.flatMap(state -> item(pk, state))));
    }

    private static Optional<Item> item(String pk, State state) {
        Map<String, ItemValue> attributes = new HashMap<>();
        attributes.put("place", new ItemValue.S(state.place()));
        attributes.put("n", new ItemValue.N(Long.toString(state.number())));
        return Changes.item(pk, attributes);
    }

    List<ChangeEvent> events() {
        return events;
    }

    /** The expected rows (item, place, number) if every item has its own row. */
    List<List<String>> byItem() {
        List<List<String>> rows = new ArrayList<>();
        remaining.forEach((pk, state) -> rows.add(List.of(pk, state.place(), Long.toString(state.number()))));
        return rows;
    }

    /** The expected rows (place, item, number) if every place has a row, which shows the item that changed there last. */
    List<List<String>> byPlace() {
        Map<String, List<String>> rows = new TreeMap<>();
        remaining.forEach((pk, state) -> rows.merge(
                state.place(), List.of(state.place(), pk, Long.toString(state.number())), RandomHistory::later));
        return List.copyOf(rows.values());
    }

    private static List<String> later(List<String> one, List<String> other) {
        return Long.parseLong(one.get(2)) > Long.parseLong(other.get(2)) ? one : other;
    }

    /** The number of items that ever existed. */
    long items() {
        return events.stream().map(ChangeEvent::key).distinct().count();
    }

    /** The number of places that ever contained an item. */
    long places() {
        return visited.size();
    }
}
