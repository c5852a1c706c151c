/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscribers;

import io.changefeed.event.ChangeEvent;
import io.changefeed.fanout.token.PartitionPosition;
import io.changefeed.fanout.token.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The events that were written to the topic, with their positions. */
public final class WrittenEvents {
    private final Map<TopicPartition, List<WrittenEvent>> partitions = new HashMap<>();

    private record WrittenEvent(long offset, ChangeEvent event) {}

    /** The offsets of a partition must increase. */
    public synchronized void add(TopicPartition partition, long offset, ChangeEvent event) {
        partitions.computeIfAbsent(partition, name -> new ArrayList<>()).add(new WrittenEvent(offset, event));
    }

    /** Passes on the events between two positions. */
    synchronized void between(Token from, Token to, ObjLongConsumer<ChangeEvent> each) {
        partitions.forEach((partition, events) -> {
            long first = next(from, partition);
            long end = next(to, partition);
            events.stream()
                    .filter(event -> event.offset >= first && event.offset < end)
                    .forEach(event -> each.accept(event.event, event.offset));
        });
    }

    /** Whether all written events precede a position. */
    synchronized boolean isBefore(Token position) {
        return partitions.entrySet().stream()
                .allMatch(partition ->
                        partition.getValue().get(partition.getValue().size() - 1).offset
                                < next(position, partition.getKey()));
    }

    private static long next(Token token, TopicPartition partition) {
        @Nullable PartitionPosition position = token.positions().get(partition);
        return position == null ? 0 : position.next();
    }
}
