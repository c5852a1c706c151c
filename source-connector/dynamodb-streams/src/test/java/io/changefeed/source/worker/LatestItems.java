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
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;

/** What a consumer holds that keeps the last event of each item, and one that refuses what is older than what it has. */
public final class LatestItems {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Object, JsonNode> last = new HashMap<>();
    private final Map<Object, JsonNode> guarded = new HashMap<>();
    private final Map<Object, Order> versions = new HashMap<>();
    private final List<ChangeEvent> rows = new ArrayList<>();
    private int stale;

    private LatestItems() {}

    public static LatestItems of(List<SourceRecord> records) {
        LatestItems items = new LatestItems();
        ChangeEventReader reader = new ChangeEventReader();
        for (SourceRecord record : records) {
            if (reader.read(record.valueSchema(), record.value()) instanceof ChangeEvent event) {
                items.add(record.key(), event);
            }
        }
        return items;
    }

    private void add(Object key, ChangeEvent event) {
        if (event.operation() == Operation.READ) {
            rows.add(event);
        }
        keep(last, key, event);
        if (event.operation() != Operation.REMOVE && event.after().isEmpty()) {
            // Without an image there is nothing to hold.
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

    /** Whether both consumers hold what the table holds. */
    public boolean equal(SimulatedTable table) {
        Set<JsonNode> items = new HashSet<>(table.items());
        return items.equals(new HashSet<>(last.values())) && items.equals(new HashSet<>(guarded.values()));
    }

    /** The snapshots' rows, in order. */
    public List<ChangeEvent> rows() {
        return rows;
    }

    /** How many events were older than one of the same item that came before. */
    public int stale() {
        return stale;
    }
}
