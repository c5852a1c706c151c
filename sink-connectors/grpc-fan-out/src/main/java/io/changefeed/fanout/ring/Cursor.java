/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

import io.changefeed.fanout.token.Mark;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a subscriber is: the number of the next event, and a mark in each partition. A subscriber that goes on after a
 * token begins with the oldest event and passes over what it had before, and so finds whether the events before the
 * token's marks are those that the server holds. Used by one thread at a time.
 */
public final class Cursor {
    private final Map<Integer, Mark> ahead;
    private @Nullable Mark[] marks;
    private long number;

    /** @param ahead marks that the subscriber has reached and the cursor has not, by the number of the partition */
    Cursor(long number, @Nullable Mark[] marks, Map<Integer, Mark> ahead) {
        this.number = number;
        this.marks = marks;
        this.ahead = ahead;
    }

    /** The number of the next event. */
    public long number() {
        return number;
    }

    /** Whether the subscriber has had events of some partition that the cursor has not passed. */
    public boolean isBehindItsToken() {
        return !ahead.isEmpty() && ahead.values().stream().anyMatch(Mark::isBehindAnEvent);
    }

    /** Whether every subscriber that has passed the same events is at the same place. */
    public boolean isInStep() {
        return ahead.isEmpty();
    }

    /**
     * Whether the next event is new to the subscriber.
     *
     * @throws OutOfRangeException when it shows that the subscriber's token is of another topic of that name
     */
    public boolean isNew(HeldEvent event) {
        @Nullable Mark reached = ahead.get(event.partition());
        if (reached == null) {
            return true;
        }
        if (event.mark().next() < reached.next()) {
            return false;
        }
        boolean isThere = event.mark().next() == reached.next();
        if (isThere ? !event.mark().agreesWith(reached) : reached.isBehindAnEvent()) {
            throw new OutOfRangeException("the topic behind this server does not have the event that the token is"
                    + " behind: it was created anew");
        }
        return !isThere;
    }

    /**
     * Passes the next event.
     *
     * @return whether it is new to the subscriber
     * @throws OutOfRangeException when it shows that the subscriber's token is of another topic of that name
     */
    public boolean pass(HeldEvent event) {
        boolean isNew = isNew(event);
        @Nullable Mark reached = ahead.get(event.partition());
        if (reached == null || event.mark().next() >= reached.next()) {
            ahead.remove(event.partition());
            mark(event);
        }
        number++;
        return isNew;
    }

    private void mark(HeldEvent event) {
        if (event.partition() >= marks.length) {
            marks = Arrays.copyOf(marks, event.partition() + 1);
        }
        marks[event.partition()] = event.mark();
    }

    /** The mark in a partition; null where it has passed no event and the partition was not known when it began. */
    @Nullable
    Mark mark(int partition) {
        return partition < marks.length ? marks[partition] : null;
    }
}
