/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

import io.changefeed.fanout.token.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The state of each partition in the ring. */
final class PartitionStates {
    /** One partition. */
    static final class PartitionState {
        private final int number;
        private final TopicPartition name;
        private final Map<Long, BufferedEvent> byOffset = new HashMap<>();
        private final Mark start;
        private Mark floor;
        private Mark head;

        private PartitionState(int number, TopicPartition name, Mark start, Mark floor, Mark head) {
            this.number = number;
            this.name = name;
            this.start = start;
            this.floor = floor;
            this.head = head;
        }

        /** Returns a partition without events. */
        static PartitionState empty(int number, TopicPartition name, Mark start) {
            return new PartitionState(number, name, start, start, start);
        }

        /** Returns a copy without the events. */
        PartitionState withoutEvents() {
            return new PartitionState(number, name, start, floor, head);
        }

        int number() {
            return number;
        }

        TopicPartition name() {
            return name;
        }

        /** The position before the first record that was read. */
        Mark start() {
            return start;
        }

        /** The position after the last evicted event, or {@link #start}. */
        Mark floor() {
            return floor;
        }

        /** The position after the newest event. */
        Mark head() {
            return head;
        }

        void add(BufferedEvent event) {
            byOffset.put(event.offset(), event);
            head = event.mark();
        }

        void remove(BufferedEvent event) {
            byOffset.remove(event.offset());
            floor = event.mark();
        }

        /** Whether the ring holds this event, or evicted it last. */
        boolean contains(Mark mark) {
            if (mark.next() == floor.next()) {
                return floor.followsEvent() && floor.equals(mark);
            }
            @Nullable BufferedEvent event = byOffset.get(mark.next() - 1);
            return event != null && event.mark().equals(mark);
        }
    }

    private final Map<TopicPartition, PartitionState> byName = new HashMap<>();
    private final List<PartitionState> byNumber = new ArrayList<>();

    @Nullable
    PartitionState find(TopicPartition partition) {
        return byName.get(partition);
    }

    PartitionState get(int number) {
        return byNumber.get(number);
    }

    List<PartitionState> all() {
        return byNumber;
    }

    PartitionState open(TopicPartition partition, Mark start) {
        return byName.computeIfAbsent(partition, name -> {
            PartitionState state = PartitionState.empty(byNumber.size(), name, start);
            byNumber.add(state);
            return state;
        });
    }

    /** Adds a partition that keeps its number; partitions with lower numbers must exist already. */
    void add(PartitionState state) {
        byName.put(state.name(), state);
        byNumber.add(state);
    }
}
