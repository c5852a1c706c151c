/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A shard and all records that it ever contained. Records below {@link #trimmed} can no longer be read. */
public final class Shard {
    /**
     * The opening of a shard.
     *
     * @param at when it was opened
     * @param describeCalls the number of DescribeStream calls of the stream until then
     * @param isSecondChild whether the shard is the second child of a split
     */
    record Opening(Instant at, long describeCalls, boolean isSecondChild) {}

    /** The closing of a shard, with its ending sequence number. */
    record Closing(SequenceNumber ending, Instant at, long describeCalls) {}

    private final String id;
    private final Optional<String> parent;
    private final HashRange range;
    private final SequenceNumber starting;
    private final Opening opening;
    private final ReaderTracker readers = new ReaderTracker();
    private List<StreamRecord> records = new ArrayList<>();
    private Optional<Closing> closing = Optional.empty();
    private int trimmed;
    private boolean filled;
    private boolean gone;
    private boolean listedOnly;

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

    /**
     * The starting sequence number: greater than every number of the parent, and not greater than that of the first
     * record.
     */
    public SequenceNumber starting() {
        return starting;
    }

    /** The ending sequence number: greater than that of the last record; empty while the shard is open. */
    public Optional<SequenceNumber> ending() {
        return closing.map(Closing::ending);
    }

    public boolean isOpen() {
        return closing.isEmpty();
    }

    /** Whether the shard has expired: it was closed before the trim horizon, and all its records are trimmed. */
    public boolean isGone() {
        return gone;
    }

    /** Whether the shard exists in the listing only, because a script added it. */
    public boolean isListedOnly() {
        return listedOnly;
    }

    /** Returns the statistics of its readers. */
    public ReaderTracker readers() {
        return readers;
    }

    /** The number of records that it ever contained. */
    public int size() {
        return records.size();
    }

    /** The number of its oldest records that can no longer be read. */
    public int trimmed() {
        return trimmed;
    }

    /** Returns the last record; the shard must not be empty. */
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
            throw new IllegalStateException(id + " is filled with prepared records: rotate it before writing");
        }
        records.add(added);
    }

    /** Replaces the record list of an empty shard by prepared records, which generate their JSON when they are read. */
    void fill(List<StreamRecord> prepared) {
        if (!records.isEmpty()) {
            throw new IllegalStateException(id + " already has records: fill a new shard");
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

    /** Trims records that were appended before {@code horizon}; a shard that was closed before it expires. */
    void trimBefore(Instant horizon) {
        while (trimmed < records.size() && records.get(trimmed).appended().isBefore(horizon)) {
            trimmed++;
        }
        if (closing.isPresent() && closing.get().at().isBefore(horizon)) {
            expire();
        }
    }

    void expire() {
        trimmed = records.size();
        gone = true;
    }

    void markListedOnly() {
        expire();
        listedOnly = true;
    }

    /** Returns the index of the first record at or above a sequence number; the size of the shard if there is none. */
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
