/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

import io.changefeed.fanout.token.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The partitions that the ring holds events of: what of each is held. */
final class Partitions {
    /** One partition. */
    static final class Held {
        private final int number;
        private final TopicPartition name;
        private final Map<Long, HeldEvent> byOffset = new HashMap<>();
        private final Mark start;
        private Mark floor;
        private Mark head;

        private Held(int number, TopicPartition name, Mark start, Mark floor, Mark head) {
            this.number = number;
            this.name = name;
            this.start = start;
            this.floor = floor;
            this.head = head;
        }

        /** Nothing is held of it. */
        static Held from(int number, TopicPartition name, Mark start) {
            return new Held(number, name, start, start, start);
        }

        /** Without its events. */
        Held emptied() {
            return new Held(number, name, start, floor, head);
        }

        int number() {
            return number;
        }

        TopicPartition name() {
            return name;
        }

        /** Where the first record was read. */
        Mark start() {
            return start;
        }

        /** Behind the event that left the ring last, or where the first record was read. */
        Mark floor() {
            return floor;
        }

        /** Behind the newest event. */
        Mark head() {
            return head;
        }

        void add(HeldEvent event) {
            byOffset.put(event.offset(), event);
            head = event.mark();
        }

        void remove(HeldEvent event) {
            byOffset.remove(event.offset());
            floor = event.mark();
        }

        /** Whether the ring has, or had as the last one that left it, this very event. */
        boolean knows(Mark mark) {
            if (mark.next() == floor.next()) {
                return floor.isBehindAnEvent() && floor.equals(mark);
            }
            @Nullable HeldEvent held = byOffset.get(mark.next() - 1);
            return held != null && held.mark().equals(mark);
        }
    }

    private final Map<TopicPartition, Held> byName = new HashMap<>();
    private final List<Held> byNumber = new ArrayList<>();

    @Nullable
    Held find(TopicPartition partition) {
        return byName.get(partition);
    }

    Held get(int number) {
        return byNumber.get(number);
    }

    List<Held> all() {
        return byNumber;
    }

    Held open(TopicPartition partition, Mark start) {
        return byName.computeIfAbsent(partition, name -> {
            Held held = Held.from(byNumber.size(), name, start);
            byNumber.add(held);
            return held;
        });
    }

    /** Knows a partition under the number that it has elsewhere; those with lower ones are known already. */
    void add(Held held) {
        byName.put(held.name(), held);
        byNumber.add(held);
    }
}
