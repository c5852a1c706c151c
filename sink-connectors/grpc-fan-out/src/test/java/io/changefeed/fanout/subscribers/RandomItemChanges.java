/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscribers;

import static io.changefeed.delivery.Changes.change;
import static io.changefeed.delivery.Changes.item;
import static io.changefeed.delivery.Changes.text;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Generates random changes of items; the changes are numbered. */
public final class RandomItemChanges {
    static final List<String> TABLES = List.of("orders", "customers", "things");
    static final List<String> GROUPS = List.of("user", "shop", "bank");
    static final List<String> STATUSES = List.of("open", "paid", "sent");

    private final RandomGenerator random;
    private final int items;
    private final String padding;
    private final Map<String, Optional<Item>> held = new HashMap<>();
    private long number;

    /** @param bytes the size of the padding in each item */
    public RandomItemChanges(RandomGenerator random, int items, int bytes) {
        this.random = random;
        this.items = items;
        this.padding = "x".repeat(bytes);
    }

    public ChangeEvent next() {
        int which = random.nextInt(items);
        String table = TABLES.get(which % TABLES.size());
        String pk = GROUPS.get(which / TABLES.size() % GROUPS.size()) + "-" + which;
        Optional<Item> before = held.getOrDefault(pk, Optional.empty());
        boolean isRemoved = before.isPresent() && random.nextInt(4) == 0;
        Optional<Item> after = isRemoved
                ? Optional.empty()
                : item(
                        pk,
                        Map.of(
                                "status",
                                text(STATUSES.get(random.nextInt(STATUSES.size()))),
                                "padding",
                                text(padding)));
        held.put(pk, after);
        Operation operation = isRemoved ? Operation.REMOVE : before.isPresent() ? Operation.MODIFY : Operation.INSERT;
        return change(operation, table, pk, number++, before, after);
    }

    /** Returns the number of the change in an event, which may be a remove that the server derived from the change. */
    static int number(String eventId) {
        String number = eventId.substring(eventId.indexOf('/') + 1);
        return Integer.parseInt(number.replace("-left", ""));
    }
}
