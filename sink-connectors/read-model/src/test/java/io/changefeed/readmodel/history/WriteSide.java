/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import static java.util.Objects.requireNonNull;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.L;
import io.changefeed.event.ItemValue.M;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.Null;
import io.changefeed.event.ItemValue.S;
import io.changefeed.event.Operation;
import io.changefeed.event.Order;
import io.changefeed.event.Source;
import io.changefeed.event.ViewType;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table that random changes are made to, the events that tell of them, and what a projection of the table is: worked
 * out from the items alone.
 */
public final class WriteSide {
    /** In the filter; items of other kinds are in the table too. */
    public static final String FILTER = "{\"attribute\":{\"kind\":{\"S\":\"message\"}}}";

    private static final DateTimeFormatter IN_MICROSECONDS =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter(Locale.ROOT);
    private static final List<String> GROUPS = List.of("g1", "g2", "g3");
    private static final int ITEMS = 8;

    private final Random random;
    private final Optional<ViewType> viewType;
    private final Map<String, Held> items = new TreeMap<>();
    private final List<ChangeEvent> events = new ArrayList<>();
    private long generation = 1;
    private long sequence = 1_000;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** An item and the change that made it what it is. */
    private record Held(Map<String, ItemValue> attributes, Order order, Instant time) {}

    private WriteSide(Random random, ViewType viewType) {
        this.random = random;
        this.viewType = Optional.of(viewType);
    }

    /** A history of so many steps. */
    public static WriteSide random(Random random, ViewType viewType, int steps) {
        WriteSide table = new WriteSide(random, viewType);
        for (int i = 0; i < steps; i++) {
            table.step();
        }
        return table;
    }

    /** In the order in which the source hands them over. */
    public List<ChangeEvent> events() {
        return List.copyOf(events);
    }

    private void step() {
        int chance = random.nextInt(100);
        if (chance < 55) {
            put(id(), group(), kind());
        } else if (chance < 75) {
            delete(id());
        } else if (chance < 90) {
            trade(id(), id());
        } else if (chance < 95) {
            resnapshotAfterGap();
        } else if (chance < 98) {
            recreate();
        } else {
            deleteAndPut(id());
        }
    }

    private String id() {
        return "i" + random.nextInt(ITEMS);
    }

    private String group() {
        return GROUPS.get(random.nextInt(GROUPS.size()));
    }

    private String kind() {
        return random.nextInt(5) == 0 ? "channel" : "message";
    }

    private void put(String id, String group, String kind) {
        Held before = items.get(id);
        Held after = held(id, group, kind);
        items.put(id, after);
        tell(before == null ? Operation.INSERT : Operation.MODIFY, id, before, after);
    }

    private void delete(String id) {
        Held before = items.remove(id);
        if (before != null) {
            tell(Operation.REMOVE, id, before, next(before.attributes));
        }
    }

    private void deleteAndPut(String id) {
        delete(id);
        put(id, group(), kind());
    }

    /** Two items change their groups for each other's. */
    private void trade(String one, String other) {
        Held first = items.get(one);
        Held second = items.get(other);
        if (first != null && second != null && !one.equals(other)) {
            put(one, text(second, "grp"), text(first, "kind"));
            put(other, text(first, "grp"), text(second, "kind"));
        }
    }

    /** Items are changed and made, and no event tells it; then every item is read. */
    private void resnapshotAfterGap() {
        for (int i = random.nextInt(4); i > 0; i--) {
            String id = id();
            Held before = items.get(id);
            items.put(
                    id,
                    before == null
                            ? held(id, group(), "message")
                            : held(id, text(before, "grp"), text(before, "kind")));
        }
        generation += 1 + random.nextInt(3);
        for (String id : List.copyOf(items.keySet())) {
            now = now.plusMillis(1 + random.nextInt(2_000));
            Held read = new Held(requireNonNull(items.get(id)).attributes, Order.ofSnapshot(generation), now);
            items.put(id, read);
            tell(Operation.READ, id, null, read);
        }
    }

    /** The table is emptied and dropped; the new one's sequence numbers begin low again. */
    private void recreate() {
        List.copyOf(items.keySet()).forEach(this::delete);
        generation += 1 + random.nextInt(3);
        sequence = random.nextInt(50);
    }

    private Held held(String id, String group, String kind) {
        Map<String, ItemValue> attributes = new LinkedHashMap<>();
        attributes.put("id", new S(id));
        attributes.put("grp", new S(group));
        attributes.put("kind", new S(kind));
        attributes.put("n", new N(Integer.toString(random.nextInt(1000))));
        switch (random.nextInt(4)) {
            case 0 -> attributes.put("texts", new M(Map.of("of", new L(List.of(new Null(), new Null())))));
            case 1 -> attributes.put("texts", new M(Map.of("of", new L(List.of(new Null())))));
            case 2 ->
                attributes.put(
                        "texts", new M(Map.of("of", new L(List.of(new Null(), new S("t" + random.nextInt(9)))))));
            default -> {}
        }
        return next(attributes);
    }

    /** DynamoDB cuts times to the second, so that many changes have the same. */
    private Held next(Map<String, ItemValue> attributes) {
        sequence += 1 + random.nextInt(5);
        if (random.nextInt(3) == 0) {
            now = Instant.ofEpochSecond(now.getEpochSecond() + 1 + random.nextInt(2));
        }
        return new Held(attributes, Order.of(generation, Long.toString(sequence)), now);
    }

    private static String text(Held held, String attribute) {
        return ((S) requireNonNull(held.attributes.get(attribute))).text();
    }

    private void tell(Operation operation, String id, @Nullable Held before, Held after) {
        boolean isRead = operation == Operation.READ;
        events.add(new ChangeEvent(
                operation,
                new ItemKey(Map.of("id", new S(id))),
                Optional.ofNullable(before)
                        .filter(held -> operation.hasBefore() && hasOld())
                        .map(held -> new Item(held.attributes)),
                Optional.of(after)
                        .filter(held -> operation.hasAfter() && (isRead || hasNew()))
                        .map(held -> new Item(held.attributes)),
                source(after, isRead),
                now));
    }

    private boolean hasOld() {
        return viewType.filter(ViewType::hasOldImage).isPresent();
    }

    private boolean hasNew() {
        return viewType.filter(ViewType::hasNewImage).isPresent();
    }

    private Source source(Held change, boolean isRead) {
        return new Source(
                "0.1.0",
                "shop",
                change.time,
                isRead ? Source.Snapshot.INCREMENTAL : Source.Snapshot.FALSE,
                "eu-central-1",
                "writes",
                "123456789012",
                Optional.of("arn"),
                Optional.empty(),
                Optional.empty(),
                change.order,
                "event-" + events.size(),
                viewType,
                100,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * The rows of the table as it is now.
     *
     * @param filtered whether only messages are rows
     * @return the columns that {@link Shape#properties} names, by the key's values
     */
    public Map<List<String>, Map<String, ItemValue>> rows(Shape shape, boolean filtered) {
        Map<List<String>, Held> shown = new HashMap<>();
        Comparator<Held> latest = Comparator.comparing(Held::time).thenComparing(Held::order);
        for (Held item : items.values()) {
            if (!filtered || text(item, "kind").equals("message")) {
                List<String> key =
                        shape.key().stream().map(name -> text(item, name)).toList();
                shown.merge(key, item, (one, other) -> latest.compare(one, other) > 0 ? one : other);
            }
        }
        Map<List<String>, Map<String, ItemValue>> rows = new HashMap<>();
        shown.forEach((key, item) -> rows.put(key, columns(shape, item)));
        return rows;
    }

    private static Map<String, ItemValue> columns(Shape shape, Held item) {
        Map<String, ItemValue> columns = new HashMap<>();
        if (shape == Shape.GROUP) {
            columns.put("id", item.attributes.get("id"));
        }
        columns.put("n", item.attributes.get("n"));
        columns.put("text", new S(secondText(item)));
        columns.put("at", new S(IN_MICROSECONDS.format(item.time)));
        columns.put("version", new S(item.order.text()));
        return columns;
    }

    private static String secondText(Held item) {
        if (item.attributes.get("texts") instanceof M texts
                && texts.entries().get("of") instanceof L list
                && list.elements().size() == 2
                && list.elements().get(1) instanceof S text) {
            return text.text();
        }
        return "none";
    }
}
