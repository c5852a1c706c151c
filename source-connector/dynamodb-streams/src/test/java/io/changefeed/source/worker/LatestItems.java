/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.DynamoDbJson;
import io.changefeed.event.Item;
import io.changefeed.event.Operation;
import io.changefeed.event.Order;
import io.changefeed.simulator.SimulatedTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The state of two consumers: one keeps the last event of each item, the other rejects events that are older than its
 * state.
 */
public final class LatestItems {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Object, JsonNode> last = new HashMap<>();
    private final Map<Object, JsonNode> guarded = new HashMap<>();
    private final Map<Object, Order> versions = new HashMap<>();
    private final List<ChangeEvent> rows = new ArrayList<>();
    private final Map<JsonNode, ChangeEvent> lastEvents = new HashMap<>();
    private Optional<Order> newestSnapshot = Optional.empty();
    private int stale;

    private LatestItems() {}

    public static LatestItems of(List<SourceRecord> records) {
        LatestItems items = new LatestItems();
        ChangeEventReader reader = new ChangeEventReader();
        for (SourceRecord record : records) {
            if (reader.read(record.valueSchema(), record.value()) instanceof ChangeEvent event) {
                items.add(Kafka.key(record), event);
            }
        }
        return items;
    }

    private void add(Object key, ChangeEvent event) {
        if (event.operation() == Operation.READ) {
            rows.add(event);
            Order order = event.source().order();
            if (newestSnapshot.isEmpty() || newestSnapshot.get().compareTo(order) < 0) {
                newestSnapshot = Optional.of(order);
            }
        }
        lastEvents.put(json(new Item(event.key().attributes())), event);
        keep(last, key, event);
        if (event.operation() != Operation.REMOVE && event.after().isEmpty()) {
            // Without an image there is no state to keep.
            return;
        }
        Order order = event.source().order();
        Order before = versions.get(key);
        if (before != null && order.compareTo(before) < 0) {
            stale++;
        } else {
            versions.put(key, order);
            keep(guarded, key, event);
        }
    }

    private static void keep(Map<Object, JsonNode> items, Object key, ChangeEvent event) {
        if (event.operation() == Operation.REMOVE) {
            items.remove(key);
        } else {
            event.after().ifPresent(item -> items.put(key, json(item)));
        }
    }

    private static JsonNode json(Item item) {
        try {
            return JSON.readTree(new DynamoDbJson().text(item));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the state of both consumers equals the items of the table. */
    public boolean matches(SimulatedTable table) {
        Set<JsonNode> items = new HashSet<>(table.items());
        return items.equals(new HashSet<>(last.values())) && items.equals(new HashSet<>(guarded.values()));
    }

    /**
     * Whether the state of the consumer that rejects older events equals the items of the table, after it has deleted
     * the items that are older than the newest snapshot.
     */
    public boolean matchesAfterCleanup(SimulatedTable table) {
        Order snapshot = newestSnapshot.orElseThrow();
        Set<JsonNode> remaining = guarded.entrySet().stream()
                .filter(item ->
                        Objects.requireNonNull(versions.get(item.getKey())).compareTo(snapshot) >= 0)
                .map(Map.Entry::getValue)
                .collect(Collectors.toSet());
        return remaining.equals(new HashSet<>(table.items()));
    }

    /**
     * Whether the last event of each item, which may have no image, is consistent with the table: a row equals the
     * item, and the item is absent only after a delete.
     */
    public boolean isConsistentWith(SimulatedTable table) {
        Map<JsonNode, JsonNode> items = new HashMap<>();
        table.items().forEach(item -> items.put(item.deepCopy().retain("id"), item));
        return lastEvents.keySet().containsAll(items.keySet())
                && lastEvents.entrySet().stream().allMatch(last -> {
                    Optional<JsonNode> item = Optional.ofNullable(items.get(last.getKey()));
                    return switch (last.getValue().operation()) {
                        case READ -> item.equals(last.getValue().after().map(LatestItems::json));
                        case REMOVE -> item.isEmpty();
                        case INSERT, MODIFY -> item.isPresent();
                    };
                });
    }

    /** The rows of all snapshots, in order. */
    public List<ChangeEvent> rows() {
        return rows;
    }

    /** The number of events that were older than an earlier event of the same item. */
    public int stale() {
        return stale;
    }
}
