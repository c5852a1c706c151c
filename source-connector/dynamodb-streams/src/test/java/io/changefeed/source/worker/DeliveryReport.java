/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.worker;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.Operation;
import io.changefeed.event.TopicRecord;
import io.changefeed.simulator.table.Change.EventName;
import io.changefeed.simulator.table.Oracle;
import io.changefeed.simulator.table.Oracle.Written;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceRecord;

/** The event IDs of the changes that were written to each item, and of the changes that Kafka stores. A tombstone has the ID of
 * its delete. */
public record DeliveryReport(Map<String, List<String>> written, Map<String, List<String>> stored) {
    private static final String TOMBSTONE = " tombstone";

    /** Compares the changes of a table with the stored records. */
    public static DeliveryReport of(Oracle oracle, List<SourceRecord> records) {
        Map<String, List<String>> written = new LinkedHashMap<>();
        Map<String, List<String>> stored = new LinkedHashMap<>();
        Map<String, String> items = new HashMap<>();
        oracle.byKey().forEach((item, changes) -> {
            written.put(item, changes.stream().flatMap(DeliveryReport::ids).toList());
            stored.put(item, new ArrayList<>());
            changes.forEach(change -> items.put(change.eventId(), item));
        });
        ChangeEventReader reader = new ChangeEventReader();
        Map<Object, ChangeEvent> lastEvents = new HashMap<>();
        for (SourceRecord record : records) {
            TopicRecord read = reader.read(record.valueSchema(), record.value());
            if (read instanceof ChangeEvent event) {
                lastEvents.put(Kafka.key(record), event);
                add(stored, items, event.source().eventId(), "");
            } else {
                ChangeEvent remove = lastEvents.get(Kafka.key(record));
                if (remove == null || remove.operation() != Operation.REMOVE) {
                    throw new AssertionError("a tombstone of " + record.key() + " follows " + remove);
                }
                add(stored, items, remove.source().eventId(), TOMBSTONE);
            }
        }
        return new DeliveryReport(written, stored);
    }

    private static Stream<String> ids(Written change) {
        return change.eventName() == EventName.REMOVE
                ? Stream.of(change.eventId(), change.eventId() + TOMBSTONE)
                : Stream.of(change.eventId());
    }

    private static void add(
            Map<String, List<String>> stored, Map<String, String> items, String eventId, String suffix) {
        String item = items.get(eventId);
        if (item != null) {
            stored.computeIfAbsent(item, none -> new ArrayList<>()).add(eventId + suffix);
        }
    }

    /** Whether the last stored change of each item is the last one that was written. */
    public boolean isComplete() {
        return written.entrySet().stream().allMatch(item -> {
            List<String> found = stored.getOrDefault(item.getKey(), List.of());
            return !found.isEmpty()
                    && found.get(found.size() - 1)
                            .equals(item.getValue().get(item.getValue().size() - 1));
        });
    }

    /** Fails unless each item's changes are stored once, in order. */
    public void requireExactlyOnce() {
        written.forEach((item, changes) -> {
            List<String> found = stored.getOrDefault(item, List.of());
            if (!found.equals(changes)) {
                throw new AssertionError(item + " was written as " + changes + " and stored as " + found);
            }
        });
    }

    /** Fails unless all changes of each item are stored, and each replay continues in order. */
    public void requireReplaysInOrder() {
        written.forEach((item, changes) -> {
            int next = 0;
            for (String event : stored.getOrDefault(item, List.of())) {
                int index = changes.indexOf(event);
                if (index < 0 || index > next) {
                    throw new AssertionError(item + " was written as " + changes + "; " + event
                            + " is stored in place of " + changes.get(Math.min(next, changes.size() - 1))
                            + " or an earlier change: " + stored.get(item));
                }
                next = index + 1;
            }
            if (next != changes.size()) {
                throw new AssertionError(
                        item + " was written as " + changes + "; the end is missing: " + stored.get(item));
            }
        });
    }
}
