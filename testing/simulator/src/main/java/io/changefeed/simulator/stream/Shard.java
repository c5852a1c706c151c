/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A shard and all records that were ever in it; those below {@link #trimmed} can no longer be read. */
public final class Shard {
    /**
     * Where a shard came from.
     *
     * @param at when it was opened
     * @param atDescription how many DescribeStream calls the stream had seen by then
     * @param sibling whether it is the second child of a split
     */
    record Opening(Instant at, long atDescription, boolean sibling) {}

    /** The end of a shard, by the same measures. */
    record Closing(SequenceNumber ending, Instant at, long atDescription) {}

    private final String id;
    private final Optional<String> parent;
    private final HashRange range;
    private final SequenceNumber starting;
    private final Opening opening;
    private final Readership readership = new Readership();
    private List<StreamRecord> records = new ArrayList<>();
    private Optional<Closing> closing = Optional.empty();
    private int trimmed;
    private boolean filled;
    private boolean gone;
    private boolean invented;

    Shard(String id, Optional<String> parent, HashRange range, SequenceNumber starting, Opening opening) {
        this.id = id;
        this.parent = parent;
        this.range = range;
        this.starting = starting;
        this.opening = opening;
    }

    public String id() {
        return id;
    }

    public Optional<String> parent() {
        return parent;
    }

    public HashRange range() {
        return range;
    }

    /** Above every number of the parent, at or below the first record's. */
    public SequenceNumber starting() {
        return starting;
    }

    /** Above the last record's; empty while the shard is open. */
    public Optional<SequenceNumber> ending() {
        return closing.map(Closing::ending);
    }

    public boolean isOpen() {
        return closing.isEmpty();
    }

    /** Whether it can no longer be read at all: everything in it is trimmed and it has long been closed. */
    public boolean isGone() {
        return gone;
    }

    /** Whether a script added it to the listing only. */
    public boolean isInvented() {
        return invented;
    }

    /** Who has read it. */
    public Readership readership() {
        return readership;
    }

    /** How many records it ever held. */
    public int size() {
        return records.size();
    }

    /** How many of its oldest records can no longer be read. */
    public int trimmed() {
        return trimmed;
    }

    /** The record that was appended last; there must be one. */
    public StreamRecord newest() {
        return records.get(records.size() - 1);
    }

    StreamRecord record(int index) {
        return records.get(index);
    }

    Opening opening() {
        return opening;
    }

    Optional<Closing> closing() {
        return closing;
    }

    void append(StreamRecord added) {
        if (filled) {
            throw new IllegalStateException(id + " is filled with prepared records; rotate it before you write");
        }
        records.add(added);
    }

    /** Puts prepared records, which make their JSON when it is asked for, in the position of the shard's own list. */
    void fill(List<StreamRecord> prepared) {
        if (!records.isEmpty()) {
            throw new IllegalStateException(id + " has records already; fill a shard that is new");
        }
        records = prepared;
        filled = true;
    }

    void close(Closing end) {
        closing = Optional.of(end);
    }

    void trimOldest(int count) {
        trimmed = Math.min(records.size(), Math.max(trimmed, count));
    }

    /** Trims what came in before {@code horizon}; a shard that was closed before it is gone. */
    void trimBefore(Instant horizon) {
        while (trimmed < records.size() && records.get(trimmed).appended().isBefore(horizon)) {
            trimmed++;
        }
        if (closing.isPresent() && closing.get().at().isBefore(horizon)) {
            vanish();
        }
    }

    void vanish() {
        trimmed = records.size();
        gone = true;
    }

    void invent() {
        vanish();
        invented = true;
    }

    /** The index of the first record at or above a number; the shard's size when there is none. */
    int indexFrom(SequenceNumber number) {
        int low = 0;
        int high = records.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (records.get(middle).sequenceNumber().compareTo(number) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
