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

/** What was written of each item, and what Kafka holds of it, as lists of event ids; a tombstone has its remove's. */
public record DeliveryReport(Map<String, List<String>> written, Map<String, List<String>> stored) {
    private static final String TOMBSTONE = " tombstone";

    /** Compares the changes of a table with the records that Kafka holds. */
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
                lastEvents.put(record.key(), event);
                add(stored, items, event.source().eventId(), "");
            } else {
                ChangeEvent remove = lastEvents.get(record.key());
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

    /** Whether the last that Kafka holds of each item is its last change. */
    public boolean isComplete() {
        return written.entrySet().stream().allMatch(item -> {
            List<String> there = stored.getOrDefault(item.getKey(), List.of());
            return !there.isEmpty()
                    && there.get(there.size() - 1)
                            .equals(item.getValue().get(item.getValue().size() - 1));
        });
    }

    /** Fails unless Kafka holds each item's changes once, in order. */
    public void requireExactlyOnce() {
        written.forEach((item, changes) -> {
            List<String> there = stored.getOrDefault(item, List.of());
            if (!there.equals(changes)) {
                throw new AssertionError(item + " was written as " + changes + " and stored as " + there);
            }
        });
    }

    /** Fails unless Kafka holds all of each item's changes, and goes back in them only to go on from there in order. */
    public void requireReplaysInOrder() {
        written.forEach((item, changes) -> {
            int next = 0;
            for (String event : stored.getOrDefault(item, List.of())) {
                int index = changes.indexOf(event);
                if (index < 0 || index > next) {
                    throw new AssertionError("of " + item + ", written as " + changes + ", " + event
                            + " is stored where " + changes.get(Math.min(next, changes.size() - 1)) + " or an older one"
                            + " should be: " + stored.get(item));
                }
                next = index + 1;
            }
            if (next != changes.size()) {
                throw new AssertionError(
                        "of " + item + ", written as " + changes + ", the end is missing: " + stored.get(item));
            }
        });
    }
}
