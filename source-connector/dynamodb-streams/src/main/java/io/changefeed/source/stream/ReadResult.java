/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.source.lineage.Position;
import io.changefeed.source.stream.SnapshotWindows.SnapshotWindow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/** What a reader brings: of a shard, in order, pages, then its end, or a gap; of a segment of a table, rows. */
public sealed interface ReadResult {
    /** How many bytes of changes it holds, as DynamoDB counts them. */
    default long bytes() {
        return 0;
    }

    /** Calls the method of {@code visitor} that fits and returns its answer. */
    <R> R accept(Visitor<R> visitor);

    /** One GetRecords answer that has records to be handed over. */
    record Page(ShardRef shard, List<Record> records, long bytes) implements ReadResult {
        /** Of a record in bytes: emulators may leave it out, and the queue must have a bound all the same. */
        private static final long UNTOLD_SIZE = 1024;

        public Page {
            records = List.copyOf(records);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("a page has at least one record");
            }
        }

        static Page of(ShardRef shard, List<Record> records) {
            long bytes = records.stream()
                    .mapToLong(record ->
                            Optional.ofNullable(record.dynamodb().sizeBytes()).orElse(UNTOLD_SIZE))
                    .sum();
            return new Page(shard, records, bytes);
        }

        /** When the first of its changes was made. */
        Instant firstChanged() {
            return records.get(0).dynamodb().approximateCreationDateTime();
        }

        /** When the last of its changes was made. */
        public Instant lastChanged() {
            return last().approximateCreationDateTime();
        }

        private StreamRecord last() {
            return records.get(records.size() - 1).dynamodb();
        }

        /** Where the shard is to be read once this page has been handed over. */
        public Position after() {
            return new Position.After(last().sequenceNumber());
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.page(this);
        }
    }

    /** Everything of the shard has been read and taken; these grew out of it. None: the stream is disabled. */
    record ShardEnd(ShardRef shard, List<String> children) implements ReadResult {
        public ShardEnd {
            children = List.copyOf(children);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.shardEnd(this);
        }
    }

    /**
     * DynamoDB no longer has what comes next at this position.
     *
     * @param shardLeft whether it still has later records of the shard; otherwise the shard is gone
     * @param reason in DynamoDB's words
     */
    record Gap(ShardRef shard, Position position, boolean shardLeft, String reason) implements ReadResult {
        /** Up to where changes are missing: the trim horizon of what is left of the shard, or its end. */
        public Position to() {
            return shardLeft ? new Position.TrimHorizon() : new Position.End();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.gap(this);
        }
    }

    /**
     * Items that were read for a snapshot.
     *
     * @param reader that goes on when they have been handed over
     * @param last the key behind which to go on; empty at the segment's end
     * @param left keys of the page that are still to be read
     * @param window of the read and the stream
     * @param readAt when it was answered
     * @param readUnits what it cost
     */
    record Rows(
            SegmentReader reader,
            List<Map<String, AttributeValue>> items,
            Optional<Map<String, AttributeValue>> last,
            List<Map<String, AttributeValue>> left,
            SnapshotWindow window,
            Instant readAt,
            double readUnits)
            implements ReadResult {
        /** A consistent read unit is for up to 4 KB ("Read/write capacity", Developer Guide). */
        private static final int BYTES_A_UNIT = 4096;

        @Override
        public long bytes() {
            return (long) (readUnits * BYTES_A_UNIT);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.rows(this);
        }
    }

    /** One method per kind of arrival. */
    interface Visitor<R> {
        R page(Page page);

        R shardEnd(ShardEnd end);

        R gap(Gap gap);

        R rows(Rows rows);
    }
}
