/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.event.Item;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.record.PageConversion;
import io.changefeed.source.record.SnapshotRow;
import io.changefeed.source.stream.HeapBudget.Allocation;
import io.changefeed.source.stream.SnapshotWindows.SnapshotWindow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A result of a reader: pages of a shard in order, then its end or a gap; or rows of a segment of a table. */
public sealed interface ReadResult {
    /** The heap that the response takes, in bytes. */
    default long bytes() {
        return 0;
    }

    /** Calls the method of the visitor for this kind of result. */
    <R> R accept(Visitor<R> visitor);

    /**
     * The converted records of one GetRecords response, at least one, or the failure of the first one.
     *
     * @param lastChanged the time of the last change
     * @param allocation whose reference is released when the page has been emitted
     */
    record Page(ShardRef shard, PageConversion conversion, Instant lastChanged, Allocation allocation)
            implements ReadResult {
        public Page {
            if (conversion.changes().isEmpty() && conversion.failure().isEmpty()) {
                throw new IllegalArgumentException("a page has no records");
            }
        }

        @Override
        public long bytes() {
            return allocation.bytes();
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
     * @param allocation of the page, whose reference is released when the page has been emitted or dropped
     */
    record Rows(
            SegmentReader reader,
            List<SnapshotRow> rows,
            Optional<Item> last,
            List<Item> unread,
            SnapshotWindow window,
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
