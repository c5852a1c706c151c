/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.source.lineage.Position;
import io.changefeed.source.stream.HeapBudget.Allocation;
import io.changefeed.source.stream.SnapshotWindows.SnapshotWindow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/** A result of a reader: pages of a shard in order, then its end or a gap; or rows of a segment of a table. */
public sealed interface ReadResult {
    /** The heap that the response takes, in bytes. */
    default long bytes() {
        return 0;
    }

    /** Calls the method of the visitor for this kind of result. */
    <R> R accept(Visitor<R> visitor);

    /**
     * The records of one GetRecords response, at least one.
     *
     * @param allocation whose reference is released when the page has been emitted
     */
    record Page(ShardRef shard, List<Record> records, Allocation allocation) implements ReadResult {
        public Page {
            records = List.copyOf(records);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("a page has no records");
            }
        }

        @Override
        public long bytes() {
            return allocation.bytes();
        }

        /** The time of the first change. */
        Instant firstChanged() {
            return records.get(0).dynamodb().approximateCreationDateTime();
        }

        /** The time of the last change. */
        public Instant lastChanged() {
            return last().approximateCreationDateTime();
        }

        private StreamRecord last() {
            return records.get(records.size() - 1).dynamodb();
        }

        /** The position of the shard after this page. */
        public Position after() {
            return new Position.After(last().sequenceNumber());
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.page(this);
        }
    }

    /**
     * The end of a shard and its children. There are none when the stream is disabled.
     *
     * @param closed the children that are known to be closed
     */
    record ShardEnd(ShardRef shard, List<String> children, Set<String> closed) implements ReadResult {
        public ShardEnd {
            children = List.copyOf(children);
            closed = Set.copyOf(closed);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.shardEnd(this);
        }
    }

    /**
     * DynamoDB no longer has the records at this position.
     *
     * @param shardRemains whether DynamoDB still has later records of the shard; otherwise the shard has expired
     * @param reason the error message of DynamoDB
     */
    record Gap(ShardRef shard, Position position, boolean shardRemains, String reason) implements ReadResult {
        /** The end of the gap: the trim horizon of the remaining shard, or the end of the shard. */
        public Position to() {
            return shardRemains ? new Position.TrimHorizon() : new Position.End();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.gap(this);
        }
    }

    /**
     * Items that were read for a snapshot.
     *
     * @param reader which reads the next page after these rows were emitted
     * @param last the key after which the next page starts; empty at the end of the segment
     * @param unread keys of the page that are still to be read
     * @param window of the read
     * @param readAt when DynamoDB responded
     * @param allocation of the page, whose reference is released when the page has been emitted or dropped
     */
    record Rows(
            SegmentReader reader,
            List<Map<String, AttributeValue>> items,
            Optional<Map<String, AttributeValue>> last,
            List<Map<String, AttributeValue>> unread,
            SnapshotWindow window,
            Instant readAt,
            Allocation allocation)
            implements ReadResult {
        @Override
        public long bytes() {
            return allocation.bytes();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.rows(this);
        }
    }

    /** One method for each kind of result. */
    interface Visitor<R> {
        R page(Page page);

        R shardEnd(ShardEnd end);

        R gap(Gap gap);

        R rows(Rows rows);
    }
}
