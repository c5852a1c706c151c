/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

import io.changefeed.fanout.token.PartitionPosition;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The position of a subscriber: the number of the next event and the position in each partition. A subscriber that
 * resumes after a token starts at the oldest event and skips the events that it already received. This verifies that
 * the ring contains the events that the token refers to. Used by one thread at a time.
 */
public final class Cursor {
    private final Map<Integer, PartitionPosition> ahead;
    /** The partitions in whose positions the old images of more events are unknown than in the ring. */
    private final Map<Integer, Long> unknownUntil = new HashMap<>();

    private @Nullable PartitionPosition[] positions;
    private long number;

    /** @param ahead positions that the subscriber has reached but the cursor has not, by partition number */
    Cursor(long number, @Nullable PartitionPosition[] positions, Map<Integer, PartitionPosition> ahead) {
        this.number = number;
        this.positions = positions;
        this.ahead = ahead;
    }

    /** Takes over from a token which old images are unknown to the subscriber. */
    void addUnknown(int partition, PartitionPosition position) {
        if (position.unknownUntil() > 0) {
            unknownUntil.put(partition, position.unknownUntil());
        }
    }

    /** Returns the number of the next event. */
    public long number() {
        return number;
    }

    /** Whether the subscriber already received events of some partition that the cursor has not passed yet. */
    public boolean isBeforeToken() {
        return !ahead.isEmpty() && ahead.values().stream().anyMatch(PartitionPosition::followsEvent);
    }

    /** Whether all cursors with this number have the same token. */
    public boolean isTokenShared() {
        return ahead.isEmpty() && unknownUntil.isEmpty();
    }

    /**
     * Whether the subscriber has received the state in the old image of the next event, if it selects that state. Not so if
     * log compaction may have removed the event that led to it.
     */
    public boolean isOldImageKnown(BufferedEvent event) {
        return event.position().unknownUntil() == 0
                && !event.isPublishedBy(unknownUntil.getOrDefault(event.partition(), 0L));
    }

    /**
     * Whether the next event is new to the subscriber.
     *
     * @throws OutOfRangeException if the event shows that the token is from an earlier topic of the same name
     */
    public boolean isNew(BufferedEvent event) {
        @Nullable PartitionPosition reached = ahead.get(event.partition());
        if (reached == null) {
            return true;
        }
        if (event.position().next() < reached.next()) {
            return false;
        }
        boolean isAtToken = event.position().next() == reached.next();
        if (isAtToken ? !event.position().matches(reached) : reached.followsEvent()) {
            throw new OutOfRangeException(
                    "the topic was recreated: it does not contain the event that the token refers to");
        }
        return !isAtToken;
    }

    /**
     * Advances past the next event.
     *
     * @return whether it is new to the subscriber
     * @throws OutOfRangeException if the event shows that the token is from an earlier topic of the same name
     */
    public boolean advance(BufferedEvent event) {
        boolean isNew = isNew(event);
        @Nullable PartitionPosition reached = ahead.get(event.partition());
        if (reached == null || event.position().next() >= reached.next()) {
            ahead.remove(event.partition());
            setPosition(event);
        }
        number++;
        return isNew;
    }

    /** Skips events that the subscriber already received or does not need. */
    void skipTo(long next) {
        number = next;
    }

    private void setPosition(BufferedEvent event) {
        if (event.partition() >= positions.length) {
            positions = Arrays.copyOf(positions, event.partition() + 1);
        }
        positions[event.partition()] = position(event);
    }

    private PartitionPosition position(BufferedEvent event) {
        long until = unknownUntil.getOrDefault(event.partition(), 0L);
        if (until > 0 && !event.isPublishedBy(until)) {
            unknownUntil.remove(event.partition());
        }
        PartitionPosition position = event.position();
        return event.isPublishedBy(until) && until > position.unknownUntil()
                ? position.withUnknownUntil(until)
                : position;
    }

    /**
     * Returns the position in a partition; null if the partition was unknown at the start and no event of it has been
     * passed.
     */
    @Nullable
    PartitionPosition position(int partition) {
        return partition < positions.length ? positions[partition] : null;
    }
}
