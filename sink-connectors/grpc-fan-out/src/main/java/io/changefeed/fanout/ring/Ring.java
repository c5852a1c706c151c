/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

import io.changefeed.event.ChangeEvent;
import io.changefeed.fanout.ring.PartitionStates.PartitionState;
import io.changefeed.fanout.token.PartitionPosition;
import io.changefeed.fanout.token.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A bounded buffer of the newest events of all partitions, in order of arrival. It always keeps the newest event, even
 * above its limits. Thread-safe; calls block only for the lock.
 */
public final class Ring {
    private static final int INITIAL_CAPACITY = 1024;

    private final long maxRecords;
    private final long maxBytes;
    private final PartitionStates partitions = new PartitionStates();
    private final Map<TableId, TableId> tables = new HashMap<>();
    private @Nullable BufferedEvent[] buffer = new BufferedEvent[INITIAL_CAPACITY];
    private long first;
    private long end;
    private long bytes;
    private volatile @Nullable String retired;

    /** The result of appending an event. */
    public enum AppendResult {
        ADDED,
        /** The ring holds or held this event: the consumer was rewound. */
        DUPLICATE,
        /** The event precedes all events in the ring and may never have been in it. The ring is unchanged. */
        BEFORE_RING,
        /** The ring holds another event at this offset, or none: the topic was recreated. The ring is unchanged. */
        DIFFERENT
    }

    /**
     * The range and size of the events in the ring.
     *
     * @param first the number of the oldest event
     * @param end the number of the next event
     * @param bytes heap bytes
     */
    public record Extent(long first, long end, long bytes) {
        public long records() {
            return end - first;
        }
    }

    /**
     * @param maxBytes the limit for all events together; each counts {@value BufferedEvent#OVERHEAD} bytes in addition
     *     to its encoded bytes
     */
    public Ring(long maxRecords, long maxBytes) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    /** Sets the start positions of partitions; known partitions are unchanged. */
    public synchronized void startAt(Map<TopicPartition, OffsetAndMetadata> positions) {
        positions.forEach(
                (partition, position) -> partitions.open(partition, PartitionPosition.before(position.offset())));
    }

    /**
     * Sets the start position of a partition to its first record, whether or not that is an event, unless the partition
     * is known.
     */
    public synchronized void startAt(TopicPartition partition, long offset) {
        partitions.open(partition, PartitionPosition.before(offset));
    }

    /**
     * Appends an event. The offsets of a partition increase unless the consumer is rewound.
     *
     * @param unknownUntil if log compaction may have removed events before this one, so that its old image is unknown: when
     *     the latest such event was published
     */
    public AppendResult append(
            TopicPartition partition, long offset, ChangeEvent event, Optional<Instant> unknownUntil) {
        PartitionPosition position = PartitionPosition.after(
                        offset, event.source().eventId())
                .withUnknownUntil(unknownUntil.map(Instant::toEpochMilli).orElse(0L));
        PartitionState state = openPartition(partition, offset);
        if (isBefore(position, state)) {
            return classify(state, position);
        }
        BufferedEvent added = new BufferedEvent(state.number(), position, table(event), event);
        add(state, added);
        return AppendResult.ADDED;
    }

    private synchronized PartitionState openPartition(TopicPartition partition, long offset) {
        return partitions.open(partition, PartitionPosition.before(offset));
    }

    private synchronized boolean isBefore(PartitionPosition position, PartitionState state) {
        return position.next() <= state.head().next();
    }

    private synchronized AppendResult classify(PartitionState state, PartitionPosition position) {
        if (state.contains(position)) {
            return AppendResult.DUPLICATE;
        }
        return position.next() < state.floor().next() ? AppendResult.BEFORE_RING : AppendResult.DIFFERENT;
    }

    private synchronized TableId table(ChangeEvent event) {
        return tables.computeIfAbsent(TableId.of(event.source()), table -> table);
    }

    private synchronized void add(PartitionState state, BufferedEvent event) {
        if (end - first == buffer.length) {
            grow();
        }
        buffer[index(end++)] = event;
        bytes += event.bytes();
        state.add(event);
        while (end - first > 1 && (end - first > maxRecords || bytes > maxBytes)) {
            BufferedEvent oldest = at(first);
            buffer[index(first++)] = null;
            bytes -= oldest.bytes();
            partitions.get(oldest.partition()).remove(oldest);
        }
    }

    private void grow() {
        @Nullable BufferedEvent[] larger = new BufferedEvent[buffer.length * 2];
        for (long number = first; number < end; number++) {
            larger[(int) (number & (larger.length - 1))] = at(number);
        }
        buffer = larger;
    }

    private int index(long number) {
        return (int) (number & (buffer.length - 1));
    }

    private BufferedEvent at(long number) {
        @Nullable BufferedEvent event = buffer[index(number)];
        if (event == null) {
            throw new IllegalStateException("the ring does not hold event " + number);
        }
        return event;
    }

    /**
     * Returns the next events of a cursor; none if it has passed all of them. Skips evicted events that the subscriber
     * does not need.
     *
     * @throws OutOfRangeException if other events have been evicted
     */
    public synchronized List<BufferedEvent> next(Cursor cursor, int max) {
        if (cursor.number() < first) {
            if (!hasAllEvicted(cursor)) {
                throw new OutOfRangeException(
                        "the subscriber was too slow: the server no longer holds its next events");
            }
            cursor.skipTo(first);
        }
        long from = cursor.number();
        BufferedEvent[] events = new BufferedEvent[(int) Math.min(max, end - from)];
        for (int i = 0; i < events.length; i++) {
            events[i] = at(from + i);
        }
        return Arrays.asList(events);
    }

    private boolean hasAllEvicted(Cursor cursor) {
        return partitions.all().stream().allMatch(state -> {
            @Nullable PartitionPosition position = cursor.position(state.number());
            return (position == null ? state.start() : position).next()
                    >= state.floor().next();
        });
    }

    /** Retires the ring: nothing more is appended, and its readers are disconnected with this reason. */
    public void retire(String reason) {
        retired = reason;
    }

    /** Returns the reason for retirement; empty while events may be appended. */
    public Optional<String> retired() {
        return Optional.ofNullable(retired);
    }

    /** Returns an empty ring with the same limits. */
    public Ring emptyCopy() {
        return new Ring(maxRecords, maxBytes);
    }

    /** Returns a ring with the same events except those of one partition, which is read again from an offset. */
    public synchronized Ring copyRereading(TopicPartition partition, long offset) {
        Ring copy = emptyCopy();
        copy.copyFrom(this, partition, offset);
        return copy;
    }

    private synchronized void copyFrom(Ring other, TopicPartition partition, long offset) {
        for (PartitionState state : other.partitions.all()) {
            boolean isReread = state.name().equals(partition);
            partitions.add(
                    isReread
                            ? PartitionState.empty(state.number(), partition, PartitionPosition.before(offset))
                            : state.withoutEvents());
        }
        for (long number = other.first; number < other.end; number++) {
            BufferedEvent event = other.at(number);
            PartitionState state = partitions.get(event.partition());
            if (!state.name().equals(partition)) {
                add(state, event);
            }
        }
    }

    /** Whether an event has been evicted. */
    public synchronized boolean hasEvicted() {
        return first > 0;
    }

    public synchronized Extent extent() {
        return new Extent(first, end, bytes);
    }

    /** Returns a cursor after the newest event. */
    public synchronized Cursor latest() {
        return new Cursor(end, heads(), new HashMap<>());
    }

    /**
     * Returns a cursor after the newest event that skips what follows up to the ends of partitions.
     *
     * @param ends the end offsets of partitions; partitions that are missing end with their newest event
     */
    public synchronized Cursor latest(Map<TopicPartition, Long> ends) {
        @Nullable PartitionPosition[] positions = heads();
        Map<Integer, PartitionPosition> ahead = new HashMap<>();
        ends.forEach((partition, end) -> {
            @Nullable PartitionState state = partitions.find(partition);
            if (state != null && end > state.head().next()) {
                PartitionPosition position = PartitionPosition.before(end)
                        .withUnknownUntil(state.head().unknownUntil());
                positions[state.number()] = position;
                ahead.put(state.number(), position);
            }
        });
        return new Cursor(this.end, positions, ahead);
    }

    private PartitionPosition[] heads() {
        return partitions.all().stream().map(PartitionState::head).toArray(PartitionPosition[]::new);
    }

    /** Returns a cursor before the oldest event. */
    public synchronized Cursor earliest() {
        return new Cursor(first, floors(), new HashMap<>());
    }

    private PartitionPosition[] floors() {
        return partitions.all().stream().map(PartitionState::floor).toArray(PartitionPosition[]::new);
    }

    /**
     * Creates a cursor that resumes after a token. The messages name neither topics nor offsets, which not every
     * subscriber may know.
     *
     * @throws OutOfRangeException if the token refers to other partitions, or events after it have been evicted
     */
    public synchronized Cursor after(Token token) {
        @Nullable PartitionPosition[] positions = floors();
        Map<Integer, PartitionPosition> ahead = new HashMap<>();
        token.positions().forEach((partition, position) -> {
            @Nullable PartitionState state = partitions.find(partition);
            if (state == null) {
                throw new OutOfRangeException("the token is from a partition that this server does not read");
            }
            requireInRing(state, position);
            positions[state.number()] = position;
            if (position.next() > state.floor().next()) {
                ahead.put(state.number(), position);
            }
        });
        for (PartitionState state : partitions.all()) {
            // After a restart the first events can be missing even though the ring has evicted none.
            if (!token.positions().containsKey(state.name()) && state.floor().next() > 0) {
                throw new OutOfRangeException(
                        "the token predates a partition, and the server no longer holds its" + " first events");
            }
        }
        Cursor cursor = new Cursor(first, positions, ahead);
        token.positions().forEach((partition, position) -> {
            @Nullable PartitionState state = partitions.find(partition);
            if (state != null) {
                cursor.addUnknown(state.number(), position);
            }
        });
        return cursor;
    }

    private static void requireInRing(PartitionState state, PartitionPosition position) {
        if (position.next() < state.floor().next()) {
            throw new OutOfRangeException("the server no longer holds the events after the token");
        }
        if (position.next() == state.floor().next() && !position.matches(state.floor())) {
            throw new OutOfRangeException(
                    "the topic was recreated: it does not contain the event that the token refers to");
        }
    }

    /** Returns the token for the position of a cursor. */
    public Token token(Cursor cursor) {
        Map<TopicPartition, PartitionPosition> positions = new HashMap<>();
        for (PartitionState state : partitionStates()) {
            @Nullable PartitionPosition passed = cursor.position(state.number());
            // The floor may be after events that the cursor has not passed.
            positions.put(state.name(), passed == null ? state.start() : passed);
        }
        return new Token(positions);
    }

    private synchronized List<PartitionState> partitionStates() {
        return new ArrayList<>(partitions.all());
    }

    /**
     * Returns the offsets that may be committed. After a restart, the events in the ring are read again, and also the
     * event before them, which verifies tokens that refer to it.
     */
    public synchronized Map<TopicPartition, OffsetAndMetadata> committable(
            Map<TopicPartition, OffsetAndMetadata> current) {
        Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>(current);
        committable.replaceAll((partition, position) -> {
            @Nullable PartitionState state = partitions.find(partition);
            return state == null
                    ? position
                    : new OffsetAndMetadata(state.floor().replayFrom());
        });
        return committable;
    }
}
