/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

import io.changefeed.fanout.token.PartitionPosition;
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
        private final PartitionPosition start;
        private PartitionPosition floor;
        private PartitionPosition head;

        private PartitionState(
                int number,
                TopicPartition name,
                PartitionPosition start,
                PartitionPosition floor,
                PartitionPosition head) {
            this.number = number;
            this.name = name;
            this.start = start;
            this.floor = floor;
            this.head = head;
        }

        /** Returns a partition without events. */
        static PartitionState empty(int number, TopicPartition name, PartitionPosition start) {
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
        PartitionPosition start() {
            return start;
        }

        /** The position after the last evicted event, or {@link #start}. */
        PartitionPosition floor() {
            return floor;
        }

        /** The position after the newest event. */
        PartitionPosition head() {
            return head;
        }

        void add(BufferedEvent event) {
            byOffset.put(event.offset(), event);
            head = event.position();
        }

        void remove(BufferedEvent event) {
            byOffset.remove(event.offset());
            floor = event.position();
        }

        /** Whether the ring holds this event, or evicted it last. */
        boolean contains(PartitionPosition position) {
            if (position.next() == floor.next()) {
                return floor.followsEvent() && floor.hash() == position.hash();
            }
            @Nullable BufferedEvent event = byOffset.get(position.next() - 1);
            return event != null && event.position().hash() == position.hash();
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

    PartitionState open(TopicPartition partition, PartitionPosition start) {
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
