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
 * A source table with random changes, the events of these changes, and the expected rows of a projection, which are
 * computed from the items alone.
 */
public final class SourceTable {
    /** The filter of the projection. The table also contains items that it excludes. */
    public static final String FILTER = "{\"attribute\":{\"kind\":{\"S\":\"message\"}}}";

    private static final DateTimeFormatter IN_MICROSECONDS =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter(Locale.ROOT);
    private static final List<String> GROUPS = List.of("g1", "g2", "g3");
    private static final int ITEMS = 8;

    private final Random random;
    private final Optional<ViewType> viewType;
    private final Map<String, StoredItem> items = new TreeMap<>();
    private final List<ChangeEvent> events = new ArrayList<>();
    private long generation = 1;
    private long sequence = 1_000;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** An item and its last change. */
    private record StoredItem(Map<String, ItemValue> attributes, Order order, Instant time) {}

    private SourceTable(Random random, ViewType viewType) {
        this.random = random;
        this.viewType = Optional.of(viewType);
    }

    /** A table after the given number of random steps. */
    public static SourceTable random(Random random, ViewType viewType, int steps) {
        SourceTable table = new SourceTable(random, viewType);
        for (int i = 0; i < steps; i++) {
            table.step();
        }
        return table;
    }

    /** The events in the order in which the source emits them. */
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
            swap(id(), id());
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
        StoredItem before = items.get(id);
        StoredItem after = item(id, group, kind);
        items.put(id, after);
        emit(before == null ? Operation.INSERT : Operation.MODIFY, id, before, after);
    }

    private void delete(String id) {
        StoredItem before = items.remove(id);
        if (before != null) {
            emit(Operation.REMOVE, id, before, next(before.attributes));
        }
    }

    private void deleteAndPut(String id) {
        delete(id);
        put(id, group(), kind());
    }

    /** Two items swap their groups. */
    private void swap(String one, String other) {
        StoredItem first = items.get(one);
        StoredItem second = items.get(other);
        if (first != null && second != null && !one.equals(other)) {
            put(one, text(second, "grp"), text(first, "kind"));
            put(other, text(first, "grp"), text(second, "kind"));
        }
    }

    /** Changes items without events, as in a gap, and reads all items in a snapshot. */
    private void resnapshotAfterGap() {
        for (int i = random.nextInt(4); i > 0; i--) {
            String id = id();
            StoredItem before = items.get(id);
            items.put(
                    id,
                    before == null
                            ? item(id, group(), "message")
                            : item(id, text(before, "grp"), text(before, "kind")));
        }
        generation += 1 + random.nextInt(3);
        for (String id : List.copyOf(items.keySet())) {
            now = now.plusMillis(1 + random.nextInt(2_000));
            StoredItem read =
                    new StoredItem(requireNonNull(items.get(id)).attributes, Order.ofSnapshot(generation), now);
            items.put(id, read);
            emit(Operation.READ, id, null, read);
        }
    }

    /** Deletes all items and re-creates the table, whose sequence numbers start low again. */
    private void recreate() {
        List.copyOf(items.keySet()).forEach(this::delete);
        generation += 1 + random.nextInt(3);
        sequence = random.nextInt(50);
    }

    private StoredItem item(String id, String group, String kind) {
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

    /** DynamoDB truncates times to the second, so many changes have the same time. */
    private StoredItem next(Map<String, ItemValue> attributes) {
        sequence += 1 + random.nextInt(5);
        if (random.nextInt(3) == 0) {
            now = Instant.ofEpochSecond(now.getEpochSecond() + 1 + random.nextInt(2));
        }
        return new StoredItem(attributes, Order.of(generation, Long.toString(sequence)), now);
    }

    private static String text(StoredItem stored, String attribute) {
        return ((S) requireNonNull(stored.attributes.get(attribute))).text();
    }

    private void emit(Operation operation, String id, @Nullable StoredItem before, StoredItem after) {
        boolean isRead = operation == Operation.READ;
        events.add(new ChangeEvent(
                operation,
                new ItemKey(Map.of("id", new S(id))),
                Optional.ofNullable(before)
                        .filter(stored -> operation.hasBefore() && hasOld())
                        .map(stored -> new Item(stored.attributes)),
                Optional.of(after)
                        .filter(stored -> operation.hasAfter() && (isRead || hasNew()))
                        .map(stored -> new Item(stored.attributes)),
                source(after, isRead),
                now));
    }

    private boolean hasOld() {
        return viewType.filter(ViewType::hasOldImage).isPresent();
    }

    private boolean hasNew() {
        return viewType.filter(ViewType::hasNewImage).isPresent();
    }

    private Source source(StoredItem change, boolean isRead) {
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
     * The expected rows of the projection.
     *
     * @param filtered whether the filter applies
     * @return the columns that {@link RowKeyShape#properties} names, by the key's values
     */
    public Map<List<String>, Map<String, ItemValue>> rows(RowKeyShape shape, boolean filtered) {
        Map<List<String>, StoredItem> shown = new HashMap<>();
        Comparator<StoredItem> latest = Comparator.comparing(StoredItem::time).thenComparing(StoredItem::order);
        for (StoredItem item : items.values()) {
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

    private static Map<String, ItemValue> columns(RowKeyShape shape, StoredItem item) {
        Map<String, ItemValue> columns = new HashMap<>();
        if (shape == RowKeyShape.GROUP) {
            columns.put("id", item.attributes.get("id"));
        }
        columns.put("n", item.attributes.get("n"));
        columns.put("text", new S(secondText(item)));
        columns.put("at", new S(IN_MICROSECONDS.format(item.time)));
        columns.put("version", new S(item.order.text()));
        return columns;
    }

    private static String secondText(StoredItem item) {
        if (item.attributes.get("texts") instanceof M texts
                && texts.entries().get("of") instanceof L list
                && list.elements().size() == 2
                && list.elements().get(1) instanceof S text) {
            return text.text();
        }
        return "none";
    }
}
