/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

import io.changefeed.event.ChangeEvent;
import io.changefeed.fanout.ring.PartitionStates.PartitionState;
import io.changefeed.fanout.token.Mark;
import io.changefeed.fanout.token.Token;
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
 * The newest events of all partitions in order of arrival, as many as the limits allow and at least one. Thread-safe; calls
 * block for the lock only.
 */
public final class Ring {
    private static final int INITIAL_CAPACITY = 1024;

    private final long maxRecords;
    private final long maxBytes;
    private final PartitionStates partitions = new PartitionStates();
    private final Map<TableId, TableId> tables = new HashMap<>();
    private @Nullable BufferedEvent[] slots = new BufferedEvent[INITIAL_CAPACITY];
    private long first;
    private long end;
    private long bytes;
    private volatile @Nullable String retired;

    /** The result of appending an event. */
    public enum Appended {
        ADDED,
        /** The ring holds it, or held it: the consumer went back. */
        DUPLICATE,
        /** It precedes all events in the ring, which may or may not have held it. The ring is unchanged. */
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

    /** @param maxBytes of all events together; each counts {@value BufferedEvent#OVERHEAD} bytes in addition to its encoded bytes */
    public Ring(long maxRecords, long maxBytes) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    /** Sets the start positions of partitions; known partitions are unchanged. */
    public synchronized void startAt(Map<TopicPartition, OffsetAndMetadata> positions) {
        positions.forEach((partition, position) -> partitions.open(partition, Mark.before(position.offset())));
    }

    /** Sets the start position of a partition to its first record, whether or not it is an event, unless it is known. */
    public synchronized void startAt(TopicPartition partition, long offset) {
        partitions.open(partition, Mark.before(offset));
    }

    /** Appends an event. Offsets of a partition increase, unless the consumer goes back. */
    public Appended append(TopicPartition partition, long offset, ChangeEvent event) {
        Mark mark = Mark.after(offset, event.source().eventId());
        PartitionState held = opened(partition, offset);
        if (isBefore(mark, held)) {
            return known(held, mark);
        }
        BufferedEvent added = new BufferedEvent(held.number(), mark, table(event), event);
        add(held, added);
        return Appended.ADDED;
    }

    private synchronized PartitionState opened(TopicPartition partition, long offset) {
        return partitions.open(partition, Mark.before(offset));
    }

    private synchronized boolean isBefore(Mark mark, PartitionState held) {
        return mark.next() <= held.head().next();
    }

    private synchronized Appended known(PartitionState held, Mark mark) {
        if (held.contains(mark)) {
            return Appended.DUPLICATE;
        }
        return mark.next() < held.floor().next() ? Appended.BEFORE_RING : Appended.DIFFERENT;
    }

    private synchronized TableId table(ChangeEvent event) {
        return tables.computeIfAbsent(TableId.of(event.source()), table -> table);
    }

    private synchronized void add(PartitionState held, BufferedEvent event) {
        if (end - first == slots.length) {
            grow();
        }
        slots[slot(end++)] = event;
        bytes += event.bytes();
        held.add(event);
        while (end - first > 1 && (end - first > maxRecords || bytes > maxBytes)) {
            BufferedEvent oldest = at(first);
            slots[slot(first++)] = null;
            bytes -= oldest.bytes();
            partitions.get(oldest.partition()).remove(oldest);
        }
    }

    private void grow() {
        @Nullable BufferedEvent[] larger = new BufferedEvent[slots.length * 2];
        for (long number = first; number < end; number++) {
            larger[(int) (number & (larger.length - 1))] = at(number);
        }
        slots = larger;
    }

    private int slot(long number) {
        return (int) (number & (slots.length - 1));
    }

    private BufferedEvent at(long number) {
        @Nullable BufferedEvent event = slots[slot(number)];
        if (event == null) {
            throw new IllegalStateException("the ring does not hold event " + number);
        }
        return event;
    }

    /**
     * Returns the next events of a cursor; none if it has passed all of them.
     *
     * @throws OutOfRangeException if they have been evicted
     */
    public synchronized List<BufferedEvent> next(Cursor cursor, int max) {
        long from = cursor.number();
        if (from < first) {
            throw new OutOfRangeException("the subscriber was too slow: the server no longer holds its next events");
        }
        BufferedEvent[] events = new BufferedEvent[(int) Math.min(max, end - from)];
        for (int i = 0; i < events.length; i++) {
            events[i] = at(from + i);
        }
        return Arrays.asList(events);
    }

    /** Marks the ring as complete: its readers are disconnected with the reason. */
    public void retire(String reason) {
        retired = reason;
    }

    /** The reason for which it was retired; empty while events may be appended. */
    public Optional<String> retired() {
        return Optional.ofNullable(retired);
    }

    /** An empty ring with the same limits. */
    public Ring emptyCopy() {
        return new Ring(maxRecords, maxBytes);
    }

    /** A ring with the same events except those of one partition, which is read again from an offset. */
    public synchronized Ring copyRereading(TopicPartition partition, long offset) {
        Ring copy = emptyCopy();
        copy.copyFrom(this, partition, offset);
        return copy;
    }

    private synchronized void copyFrom(Ring other, TopicPartition partition, long offset) {
        for (PartitionState held : other.partitions.all()) {
            boolean isReread = held.name().equals(partition);
            partitions.add(
                    isReread
                            ? PartitionState.from(held.number(), partition, Mark.before(offset))
                            : held.withoutEvents());
        }
        for (long number = other.first; number < other.end; number++) {
            BufferedEvent event = other.at(number);
            PartitionState held = partitions.get(event.partition());
            if (!held.name().equals(partition)) {
                add(held, event);
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

    /** A cursor after the newest event. */
    public synchronized Cursor latest() {
        Mark[] marks = partitions.all().stream().map(PartitionState::head).toArray(Mark[]::new);
        return new Cursor(end, marks, new HashMap<>());
    }

    /** A cursor before the oldest event. */
    public synchronized Cursor earliest() {
        return new Cursor(first, floors(), new HashMap<>());
    }

    private Mark[] floors() {
        return partitions.all().stream().map(PartitionState::floor).toArray(Mark[]::new);
    }

    /**
     * Creates a cursor that resumes after a token.
     *
     * @throws OutOfRangeException if the token is of other partitions, or events after it have been evicted
     */
    public synchronized Cursor after(Token token) {
        @Nullable Mark[] marks = floors();
        Map<Integer, Mark> ahead = new HashMap<>();
        token.marks().forEach((partition, mark) -> {
            @Nullable PartitionState held = partitions.find(partition);
            if (held == null) {
                throw new OutOfRangeException("the token is from " + partition + ", which this server does not read");
            }
            requireInRing(held, mark);
            marks[held.number()] = mark;
            if (mark.next() > held.floor().next()) {
                ahead.put(held.number(), mark);
            }
        });
        for (PartitionState held : partitions.all()) {
            // After a restart the first events can be missing although the ring has evicted none.
            if (!token.marks().containsKey(held.name()) && held.floor().next() > 0) {
                throw new OutOfRangeException("the token predates " + held.name()
                        + ", and the server no longer holds the first events of that partition");
            }
        }
        return new Cursor(first, marks, ahead);
    }

    private static void requireInRing(PartitionState held, Mark mark) {
        if (mark.next() < held.floor().next()) {
            throw new OutOfRangeException(
                    "the server no longer holds the events after the token: it holds " + held.name() + " from offset "
                            + held.floor().next() + ", and the token is at offset " + mark.next());
        }
        if (mark.next() == held.floor().next() && !mark.matches(held.floor())) {
            throw new OutOfRangeException(
                    "the topic was recreated: it does not contain the event that the token" + " refers to");
        }
    }

    /** The token for the position of a cursor. */
    public Token token(Cursor cursor) {
        Map<TopicPartition, Mark> marks = new HashMap<>();
        for (PartitionState held : known()) {
            @Nullable Mark passed = cursor.mark(held.number());
            // The floor may be after events that the cursor has not passed.
            marks.put(held.name(), passed == null ? held.start() : passed);
        }
        return new Token(marks);
    }

    private synchronized List<PartitionState> known() {
        return new ArrayList<>(partitions.all());
    }

    /**
     * The offsets that may be committed: after a restart the events in the ring are read again, and the event before them,
     * which verifies tokens that refer to it.
     */
    public synchronized Map<TopicPartition, OffsetAndMetadata> committable(
            Map<TopicPartition, OffsetAndMetadata> current) {
        Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>(current);
        committable.replaceAll((partition, position) -> {
            @Nullable PartitionState held = partitions.find(partition);
            return held == null ? position : new OffsetAndMetadata(held.floor().replayFrom());
        });
        return committable;
    }
}
