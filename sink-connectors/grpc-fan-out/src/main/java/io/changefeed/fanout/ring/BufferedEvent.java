/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import io.changefeed.event.Source;
import io.changefeed.fanout.token.PartitionPosition;
import io.changefeed.fanout.wire.EncodedEvent;
import java.lang.ref.WeakReference;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event in the ring, encoded for sending. */
public final class BufferedEvent {
    /** Heap bytes of an event in addition to its encoded bytes, including its entries in the ring and the offset index. */
    static final int OVERHEAD = 300;

    private final TableId table;
    private final Operation operation;
    private final Instant changed;
    private final Instant published;
    private final boolean isSnapshotRow;
    private final EncodedEvent encoded;
    private final PartitionPosition position;
    private final int partition;
    private volatile WeakReference<ChangeEvent> event;

    /** @param partition the number of the partition in the ring */
    BufferedEvent(int partition, PartitionPosition position, TableId table, ChangeEvent event) {
        this.partition = partition;
        this.position = position;
        this.table = table;
        this.operation = event.operation();
        this.changed = event.source().time();
        this.published = event.time();
        this.isSnapshotRow = event.source().snapshot() != Source.Snapshot.FALSE;
        this.encoded = EncodedEvent.of(event);
        this.event = new WeakReference<>(event);
    }

    public TableId table() {
        return table;
    }

    public Operation operation() {
        return operation;
    }

    /** The time of the change. */
    public Instant changed() {
        return changed;
    }

    /** Whether a snapshot read the item. */
    public boolean isSnapshotRow() {
        return isSnapshotRow;
    }

    /** Whether the event was published at this time or earlier, in milliseconds since the epoch. */
    boolean isPublishedBy(long millis) {
        return published.toEpochMilli() <= millis;
    }

    public EncodedEvent encoded() {
        return encoded;
    }

    /** Returns the event itself, for filters that need it. It is decoded again if it has been garbage collected. */
    public ChangeEvent event() {
        @Nullable ChangeEvent known = event.get();
        if (known == null) {
            known = encoded.decode();
            event = new WeakReference<>(known);
        }
        return known;
    }

    /** The position after this event in its partition. */
    PartitionPosition position() {
        return position;
    }

    int partition() {
        return partition;
    }

    long offset() {
        return position.next() - 1;
    }

    long bytes() {
        return (long) encoded.size() + OVERHEAD;
    }
}
