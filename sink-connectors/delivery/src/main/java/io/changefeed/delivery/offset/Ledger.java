/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.offset;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What is settled of each partition, and so what may be committed. Partitions and offsets are those that the consumer
 * read, before any transform.
 *
 * <p>A receipt that has become void counts nowhere any more, and settling it does nothing: what comes of an event that
 * was delivered for an earlier owner of the partition is not taken for what comes of the same event now.
 */
public final class Ledger {
    private final Map<TopicPartition, Deque<Receipt>> partitions = new HashMap<>();
    private long pendingRecords;
    private long pendingBytes;

    /** An event was taken from a partition; the offsets of a partition rise. */
    public Receipt begin(TopicPartition partition, long offset, long bytes, Instant changed) {
        Receipt receipt = new Receipt(partition, offset, bytes, changed);
        receipts(partition).add(receipt);
        pendingRecords++;
        pendingBytes += bytes;
        return receipt;
    }

    /**
     * Makes void what was taken at an offset or after it, if anything was: the consumer went back and brings it again.
     *
     * @return whether anything became void
     */
    public boolean rewind(TopicPartition partition, long offset) {
        Deque<Receipt> receipts = receipts(partition);
        boolean rewound = false;
        while (!receipts.isEmpty() && receipts.getLast().offset() >= offset) {
            makeVoid(receipts.removeLast());
            rewound = true;
        }
        return rewound;
    }

    /** The event needs no delivery any more. */
    public void settle(Receipt receipt) {
        if (receipt.isVoid() || receipt.isSettled()) {
            return;
        }
        leave(receipt);
        receipt.settle();
        Deque<Receipt> receipts = receipts(receipt.partition());
        while (!receipts.isEmpty() && receipts.getFirst().isSettled()) {
            receipts.removeFirst();
        }
    }

    /** Partitions were taken away: what was not settled of them is delivered by their next owner. */
    public void close(Collection<TopicPartition> closed) {
        for (TopicPartition partition : closed) {
            receipts(partition).forEach(this::makeVoid);
            partitions.remove(partition);
        }
    }

    private void makeVoid(Receipt receipt) {
        if (!receipt.isSettled()) {
            leave(receipt);
        }
        receipt.makeVoid();
    }

    private void leave(Receipt receipt) {
        pendingRecords--;
        pendingBytes -= receipt.bytes();
    }

    /**
     * What may be committed of each partition: its lowest unsettled offset, or {@code current} where nothing is pending
     * (records that a transform dropped never come here, but the framework counts them).
     */
    public Map<TopicPartition, OffsetAndMetadata> committable(Map<TopicPartition, OffsetAndMetadata> current) {
        Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>(current);
        committable.replaceAll(
                (partition, offset) -> Optional.ofNullable(receipts(partition).peekFirst())
                        .map(lowest -> new OffsetAndMetadata(lowest.offset()))
                        .orElse(offset));
        return committable;
    }

    /** How many events of a partition would be taken again after a crash now, settled or not. */
    public int uncommitted(TopicPartition partition) {
        return receipts(partition).size();
    }

    /** How many events are not settled. */
    public long pendingRecords() {
        return pendingRecords;
    }

    /** How many bytes they have together. */
    public long pendingBytes() {
        return pendingBytes;
    }

    /** When the change was made that has waited longest, of the first unsettled ones of all partitions. */
    public Optional<Instant> oldestChange() {
        return partitions.values().stream()
                .filter(receipts -> !receipts.isEmpty())
                .map(receipts -> receipts.getFirst().changed())
                .min(Instant::compareTo);
    }

    private Deque<Receipt> receipts(TopicPartition partition) {
        return partitions.computeIfAbsent(partition, p -> new ArrayDeque<>());
    }
}
