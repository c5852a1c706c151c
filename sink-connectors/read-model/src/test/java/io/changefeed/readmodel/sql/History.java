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

/** Random changes of a table whose items stand in places, which they change and take from each other; and what is left. */
final class History {
    private static final int PLACES = 8;

    private final List<ChangeEvent> events = new ArrayList<>();
    private final Map<String, State> left = new TreeMap<>();
    /** By place, the items that stood there at some time. */
    private final Map<String, List<String>> visited = new TreeMap<>();

    /** What an item is, and the number of the change since when. */
    record State(String place, long number) {}

    History(RandomGenerator random, int changes, int items) {
        for (int number = 1; number <= changes; number++) {
            String pk = "item-" + random.nextInt(items);
            Optional<State> before = Optional.ofNullable(left.get(pk));
            if (before.isPresent() && random.nextInt(4) == 0) {
                left.remove(pk);
                add(Operation.REMOVE, pk, number, before, Optional.empty());
            } else {
                boolean stays = before.isPresent() && random.nextInt(2) == 0;
                String place = stays ? before.get().place() : "place-" + random.nextInt(PLACES);
                State after = new State(place, number);
                left.put(pk, after);
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

    /** Rows of (place, item, number) where a row is one item's. */
    List<List<String>> byItem() {
        List<List<String>> rows = new ArrayList<>();
        left.forEach((pk, state) -> rows.add(List.of(pk, state.place(), Long.toString(state.number()))));
        return rows;
    }

    /** Rows of (place, item, number) where a row is a place's: it shows the item that was changed there last. */
    List<List<String>> byPlace() {
        Map<String, List<String>> rows = new TreeMap<>();
        left.forEach((pk, state) ->
                rows.merge(state.place(), List.of(state.place(), pk, Long.toString(state.number())), History::later));
        return List.copyOf(rows.values());
    }

    private static List<String> later(List<String> one, List<String> other) {
        return Long.parseLong(one.get(2)) > Long.parseLong(other.get(2)) ? one : other;
    }

    /** Every item that there ever was, and every place where one ever stood. */
    long items() {
        return events.stream().map(ChangeEvent::key).distinct().count();
    }

    long places() {
        return visited.size();
    }
}
