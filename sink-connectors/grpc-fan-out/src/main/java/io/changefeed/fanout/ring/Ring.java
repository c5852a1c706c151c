/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

import io.changefeed.event.ChangeEvent;
import io.changefeed.fanout.ring.Partitions.Held;
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
 * The newest events of all partitions, in the order of their arrival, as many as the limits allow and at least one. Safe
 * for use by several threads; no call waits for anything but another call.
 */
public final class Ring {
    private static final int FIRST_CAPACITY = 1024;

    private final long maxRecords;
    private final long maxBytes;
    private final Partitions partitions = new Partitions();
    private final Map<Table, Table> tables = new HashMap<>();
    private @Nullable HeldEvent[] slots = new HeldEvent[FIRST_CAPACITY];
    private long first;
    private long end;
    private long bytes;
    private volatile @Nullable String retired;

    /** What became of an event that was appended. */
    public enum Appended {
        ADDED,
        /** The ring has it, or had it: the consumer went back. */
        REPEATED,
        /** It is from before what is held, and the ring cannot tell whether it had it. Nothing was changed. */
        BEFORE,
        /** The ring has another event at this offset, or none: the topic is another one. Nothing was changed. */
        OTHER
    }

    /**
     * How much is held.
     *
     * @param first the number of the oldest event
     * @param end the number that the next event gets
     * @param bytes on the heap
     */
    public record Extent(long first, long end, long bytes) {
        public long records() {
            return end - first;
        }
    }

    /** @param maxBytes of all events together, each with {@value HeldEvent#OVERHEAD} bytes on top of what is sent of it */
    public Ring(long maxRecords, long maxBytes) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    /** Where reading begins in partitions; nothing is changed for those that are known. */
    public synchronized void begin(Map<TopicPartition, OffsetAndMetadata> positions) {
        positions.forEach((partition, position) -> partitions.open(partition, Mark.before(position.offset())));
    }

    /** A record was read of a partition, whether or not it is an event: where reading begins, if that is not known. */
    public synchronized void begin(TopicPartition partition, long offset) {
        partitions.open(partition, Mark.before(offset));
    }

    /** Appends an event. The offsets of a partition rise, unless the consumer goes back. */
    public Appended append(TopicPartition partition, long offset, ChangeEvent event) {
        Mark mark = Mark.behind(offset, event.source().eventId());
        Held held = opened(partition, offset);
        if (isBefore(mark, held)) {
            return known(held, mark);
        }
        HeldEvent added = new HeldEvent(held.number(), mark, table(event), event);
        add(held, added);
        return Appended.ADDED;
    }

    private synchronized Held opened(TopicPartition partition, long offset) {
        return partitions.open(partition, Mark.before(offset));
    }

    private synchronized boolean isBefore(Mark mark, Held held) {
        return mark.next() <= held.head().next();
    }

    private synchronized Appended known(Held held, Mark mark) {
        if (held.knows(mark)) {
            return Appended.REPEATED;
        }
        return mark.next() < held.floor().next() ? Appended.BEFORE : Appended.OTHER;
    }

    private synchronized Table table(ChangeEvent event) {
        return tables.computeIfAbsent(Table.of(event.source()), table -> table);
    }

    private synchronized void add(Held held, HeldEvent event) {
        if (end - first == slots.length) {
            grow();
        }
        slots[slot(end++)] = event;
        bytes += event.bytes();
        held.add(event);
        while (end - first > 1 && (end - first > maxRecords || bytes > maxBytes)) {
            HeldEvent oldest = at(first);
            slots[slot(first++)] = null;
            bytes -= oldest.bytes();
            partitions.get(oldest.partition()).remove(oldest);
        }
    }

    private void grow() {
        @Nullable HeldEvent[] larger = new HeldEvent[slots.length * 2];
        for (long number = first; number < end; number++) {
            larger[(int) (number & (larger.length - 1))] = at(number);
        }
        slots = larger;
    }

    private int slot(long number) {
        return (int) (number & (slots.length - 1));
    }

    private HeldEvent at(long number) {
        @Nullable HeldEvent event = slots[slot(number)];
        if (event == null) {
            throw new IllegalStateException("the ring does not hold event " + number);
        }
        return event;
    }

    /**
     * The next events of a cursor, none when it has passed all.
     *
     * @throws OutOfRangeException when they have left the ring
     */
    public synchronized List<HeldEvent> next(Cursor cursor, int most) {
        long from = cursor.number();
        if (from < first) {
            throw new OutOfRangeException("the subscriber was too slow: the server no longer holds what comes next");
        }
        HeldEvent[] events = new HeldEvent[(int) Math.min(most, end - from)];
        for (int i = 0; i < events.length; i++) {
            events[i] = at(from + i);
        }
        return Arrays.asList(events);
    }

    /** Nothing comes to it any more: who reads it is to be sent away, for the reason given. */
    public void retire(String reason) {
        retired = reason;
    }

    /** Why nothing comes to it any more; empty while something may. */
    public Optional<String> retired() {
        return Optional.ofNullable(retired);
    }

    /** An empty one of that size. */
    public Ring anew() {
        return new Ring(maxRecords, maxBytes);
    }

    /** A ring that holds the same but for one partition, which is read from an offset on. */
    public synchronized Ring anew(TopicPartition partition, long offset) {
        Ring anew = anew();
        anew.takeFrom(this, partition, offset);
        return anew;
    }

    private synchronized void takeFrom(Ring other, TopicPartition partition, long offset) {
        for (Held held : other.partitions.all()) {
            boolean isAnew = held.name().equals(partition);
            partitions.add(isAnew ? Held.from(held.number(), partition, Mark.before(offset)) : held.emptied());
        }
        for (long number = other.first; number < other.end; number++) {
            HeldEvent event = other.at(number);
            Held held = partitions.get(event.partition());
            if (!held.name().equals(partition)) {
                add(held, event);
            }
        }
    }

    /** Whether an event has left it for another. */
    public synchronized boolean hasLost() {
        return first > 0;
    }

    public synchronized Extent extent() {
        return new Extent(first, end, bytes);
    }

    /** A cursor that has passed all. */
    public synchronized Cursor latest() {
        Mark[] marks = partitions.all().stream().map(Held::head).toArray(Mark[]::new);
        return new Cursor(end, marks, new HashMap<>());
    }

    /** A cursor that has passed nothing of what is held. */
    public synchronized Cursor earliest() {
        return new Cursor(first, floors(), new HashMap<>());
    }

    private Mark[] floors() {
        return partitions.all().stream().map(Held::floor).toArray(Mark[]::new);
    }

    /**
     * A cursor that goes on after a token.
     *
     * @throws OutOfRangeException when the token is of other partitions, or events after it have left the ring
     */
    public synchronized Cursor after(Token token) {
        @Nullable Mark[] marks = floors();
        Map<Integer, Mark> ahead = new HashMap<>();
        token.marks().forEach((partition, mark) -> {
            @Nullable Held held = partitions.find(partition);
            if (held == null) {
                throw new OutOfRangeException("the token is of " + partition + ", which this server does not read");
            }
            requireHeld(held, mark);
            marks[held.number()] = mark;
            if (mark.next() > held.floor().next()) {
                ahead.put(held.number(), mark);
            }
        });
        for (Held held : partitions.all()) {
            // After a restart the first events can be gone though the ring has lost none.
            if (!token.marks().containsKey(held.name()) && held.floor().next() > 0) {
                throw new OutOfRangeException("the token is older than " + held.name()
                        + ", of which the server no longer holds the first events");
            }
        }
        return new Cursor(first, marks, ahead);
    }

    private static void requireHeld(Held held, Mark mark) {
        if (mark.next() < held.floor().next()) {
            throw new OutOfRangeException("the server no longer holds what comes after the token: of " + held.name()
                    + " it holds what begins at offset " + held.floor().next() + ", and the token is at "
                    + mark.next());
        }
        if (mark.next() == held.floor().next() && !mark.agreesWith(held.floor())) {
            throw new OutOfRangeException("the topic behind this server does not have the event that the token is"
                    + " behind: it was created anew");
        }
    }

    /** Where a cursor is. */
    public Token token(Cursor cursor) {
        Map<TopicPartition, Mark> marks = new HashMap<>();
        for (Held held : known()) {
            @Nullable Mark passed = cursor.mark(held.number());
            // The floor may be behind events that the cursor has not passed.
            marks.put(held.name(), passed == null ? held.start() : passed);
        }
        return new Token(marks);
    }

    private synchronized List<Held> known() {
        return new ArrayList<>(partitions.all());
    }

    /**
     * What may be committed: of each partition so much that what is held is read again after a restart, and the event
     * before it, by which tokens that are behind it are known.
     */
    public synchronized Map<TopicPartition, OffsetAndMetadata> committable(
            Map<TopicPartition, OffsetAndMetadata> current) {
        Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>(current);
        committable.replaceAll((partition, position) -> {
            @Nullable Held held = partitions.find(partition);
            return held == null ? position : new OffsetAndMetadata(held.floor().replayFrom());
        });
        return committable;
    }
}
