/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.event.EventFormat;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.event.NameAdjustment;
import io.changefeed.event.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.sink.SinkRecord;

/** The topic of a model, with the state of each event. Times are measured from the start of the model. */
final class MixtureTopic {
    private static final ChangeEventWriter WRITER = new ChangeEventWriter(
            "model",
            new KeySchema(Map.of("pk", KeyType.S)),
            EventFormat.STRUCT,
            ItemFormat.DYNAMODB_JSON,
            NameAdjustment.NONE,
            NameAdjustment.NONE);

    /** What is wrong with an event. */
    enum Poison {
        NONE,
        /** The record is not a change event. */
        UNREADABLE,
        /** The destination cannot convert the event. */
        UNSUPPORTED,
        /** Each request with the event is answered with a status 4xx. */
        REJECTED,
        /** Each request with the event is answered with a status 5xx. */
        FAILING,
        /** Each request with the event times out. */
        HANGING,
        /** Each request with the event is answered with status 403. */
        FORBIDDEN
    }

    /** The events of an item, in order. */
    static final class MixtureItem {
        private final String pk;
        private final List<MixtureEvent> events = new ArrayList<>();
        /** The index of the first event that is not complete. */
        private int firstPending;
        /** The index of the last event that was attempted; -1 if none was. */
        private int lastAttempted = -1;

        int inFlight;

        private MixtureItem(String pk) {
            this.pk = pk;
        }
    }

    /** An event of the topic. Its state begins anew when a task reads it again after a restart or a rewind. */
    static final class MixtureEvent {
        final int number;
        final TopicPartition partition;
        final long offset;
        final MixtureItem item;
        final int route;
        final Poison poison;
        final Duration arrival;
        private final int index;

        private boolean isPending = true;
        private boolean wasComplete;
        private Duration completedAt = Duration.ZERO;
        /** How often the state began anew. */
        int generation;

        private MixtureEvent(
                int number,
                TopicPartition partition,
                long offset,
                MixtureItem item,
                int route,
                Poison poison,
                Duration arrival) {
            this.number = number;
            this.partition = partition;
            this.offset = offset;
            this.item = item;
            this.route = route;
            this.poison = poison;
            this.arrival = arrival;
            this.index = item.events.size();
        }

        boolean isPending() {
            return isPending;
        }

        /** Whether the event was delivered or reported, by any task. */
        boolean wasComplete() {
            return wasComplete;
        }

        /** Whether a later event of the item was attempted. */
        boolean isOvertaken() {
            return item.lastAttempted > index;
        }

        void attempt() {
            item.lastAttempted = Math.max(item.lastAttempted, index);
        }

        /** Whether the event had to wait for a poison event of its item. */
        boolean waitedForPoison() {
            return item.firstPending < index
                    || (readyAt().compareTo(arrival) > 0
                            && item.events.subList(0, index).stream().anyMatch(event -> event.poison != Poison.NONE));
        }

        /** The time from which the event can be delivered. */
        Duration readyAt() {
            Duration predecessor = index == 0 ? Duration.ZERO : item.events.get(index - 1).completedAt;
            return predecessor.compareTo(arrival) > 0 ? predecessor : arrival;
        }

        /** @param attempted the generation of the event when it was delivered or reported */
        void complete(int attempted, Duration time) {
            wasComplete = true;
            if (attempted != generation || !isPending) {
                return;
            }
            isPending = false;
            completedAt = time;
            while (item.firstPending < item.events.size() && !item.events.get(item.firstPending).isPending) {
                item.firstPending++;
            }
        }

        private void restart() {
            isPending = true;
            generation++;
            item.firstPending = Math.min(item.firstPending, index);
            item.lastAttempted = Math.min(item.lastAttempted, index - 1);
        }

        @Override
        public String toString() {
            return partition + "@" + offset + " (" + item.pk + ", " + poison + ")";
        }
    }

    private final List<TopicPartition> partitions;
    private final List<MixtureEvent> events = new ArrayList<>();
    private final Map<String, MixtureItem> items = new HashMap<>();
    private final Map<TopicPartition, List<MixtureEvent>> byPartition = new HashMap<>();

    MixtureTopic(int partitions) {
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartition("model", number))
                .toList();
        this.partitions.forEach(partition -> byPartition.put(partition, new ArrayList<>()));
    }

    /** Appends an event. Arrivals must not decrease. */
    MixtureEvent add(int route, String itemOfRoute, Poison poison, Duration arrival) {
        String pk = poison == Poison.UNREADABLE ? "unreadable-" + events.size() : route + "-" + itemOfRoute;
        MixtureItem item = items.computeIfAbsent(pk, MixtureItem::new);
        TopicPartition partition = partitions.get(Math.floorMod(pk.hashCode(), partitions.size()));
        List<MixtureEvent> log = events(partition);
        // Offsets have gaps: transaction markers take offsets, and transforms drop records.
        long offset = log.isEmpty() ? 0 : log.get(log.size() - 1).offset + (log.size() % 7 == 0 ? 2 : 1);
        MixtureEvent event = new MixtureEvent(events.size(), partition, offset, item, route, poison, arrival);
        item.events.add(event);
        log.add(event);
        events.add(event);
        return event;
    }

    List<TopicPartition> partitions() {
        return partitions;
    }

    List<MixtureEvent> events() {
        return events;
    }

    /** The number of items. */
    int items() {
        return items.size();
    }

    /** The events of a partition, by offset. */
    List<MixtureEvent> events(TopicPartition partition) {
        return byPartition.getOrDefault(partition, List.of());
    }

    MixtureEvent event(ChangeEvent event) {
        return events.get(Integer.parseInt(event.source().eventId()));
    }

    MixtureEvent event(TopicPartition partition, long offset) {
        return events(partition).get(indexOf(partition, offset));
    }

    /** The index of the first event of a partition at or after an offset. */
    int indexOf(TopicPartition partition, long offset) {
        List<MixtureEvent> log = events(partition);
        int low = 0;
        int high = log.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (log.get(middle).offset < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The offset after the last event. */
    long end(TopicPartition partition) {
        List<MixtureEvent> log = events(partition);
        return log.isEmpty() ? 0 : log.get(log.size() - 1).offset + 1;
    }

    /** Forgets the state of the events from an offset, because a task receives them again. */
    void restart(TopicPartition partition, long offset) {
        List<MixtureEvent> log = events(partition);
        log.subList(indexOf(partition, offset), log.size()).forEach(MixtureEvent::restart);
    }

    /** Whether the offset before an event is a tombstone, and not one of the gaps. */
    boolean followsTombstone(MixtureEvent event) {
        int index = indexOf(event.partition, event.offset);
        return event.offset % 2 == 0 && index > 0 && events(event.partition).get(index - 1).offset < event.offset - 1;
    }

    static SinkRecord tombstoneBefore(MixtureEvent event) {
        return new SinkRecord(
                event.partition.topic(), event.partition.partition(), null, null, null, null, event.offset - 1);
    }

    static SinkRecord record(MixtureEvent event) {
        if (event.poison == Poison.UNREADABLE) {
            return new SinkRecord(
                    event.partition.topic(), event.partition.partition(), null, null, null, Map.of(), event.offset);
        }
        Optional<Item> none = Optional.empty();
        ChangeEvent change = Changes.change(Operation.REMOVE, "orders", event.item.pk, event.number, none, none);
        ChangeEvent named = new ChangeEvent(
                change.operation(),
                change.key(),
                none,
                none,
                Changes.source(
                        "orders",
                        Integer.toString(event.number),
                        event.number,
                        change.source().viewType().orElseThrow()),
                change.time());
        SchemaAndValue key = WRITER.key(named.key());
        SchemaAndValue value = WRITER.value(named);
        return new SinkRecord(
                event.partition.topic(),
                event.partition.partition(),
                key.schema(),
                key.value(),
                value.schema(),
                value.value(),
                event.offset);
    }
}
