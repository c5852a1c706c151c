/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import io.changefeed.fanout.token.Mark;
import io.changefeed.fanout.wire.EncodedEvent;
import java.lang.ref.WeakReference;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event in the ring, in the form in which it is sent. */
public final class HeldEvent {
    /** What an event takes on the heap besides its bytes, with its place in the ring and in the index of offsets. */
    static final int OVERHEAD = 300;

    private final Table table;
    private final Operation operation;
    private final Instant changed;
    private final EncodedEvent encoded;
    private final Mark mark;
    private final int partition;
    private volatile WeakReference<ChangeEvent> event;

    /** @param partition the number that the ring has for its partition */
    HeldEvent(int partition, Mark mark, Table table, ChangeEvent event) {
        this.partition = partition;
        this.mark = mark;
        this.table = table;
        this.operation = event.operation();
        this.changed = event.source().time();
        this.encoded = EncodedEvent.of(event);
        this.event = new WeakReference<>(event);
    }

    public Table table() {
        return table;
    }

    public Operation operation() {
        return operation;
    }

    /** When the change was made. */
    public Instant changed() {
        return changed;
    }

    public EncodedEvent encoded() {
        return encoded;
    }

    /** The event itself, for filters that look into it. It is made anew when nobody has asked for it lately. */
    public ChangeEvent event() {
        @Nullable ChangeEvent known = event.get();
        if (known == null) {
            known = encoded.decode();
            event = new WeakReference<>(known);
        }
        return known;
    }

    /** The place behind it in its partition. */
    Mark mark() {
        return mark;
    }

    int partition() {
        return partition;
    }

    long offset() {
        return mark.next() - 1;
    }

    long bytes() {
        return (long) encoded.size() + OVERHEAD;
    }
}
