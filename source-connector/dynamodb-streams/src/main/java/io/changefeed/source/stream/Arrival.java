/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.source.lineage.Position;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** What a reader brings of a shard, in order: pages, then its end, or a gap. */
public sealed interface Arrival {
    ShardRef shard();

    /** How many bytes of changes it holds, as DynamoDB counts them. */
    default long bytes() {
        return 0;
    }

    /** Calls the method of {@code receiver} that fits and returns its answer. */
    <R> R handOver(Receiver<R> receiver);

    /** One GetRecords answer that has records to be handed over. */
    record Page(ShardRef shard, List<Record> records, long bytes) implements Arrival {
        public Page {
            records = List.copyOf(records);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("a page has at least one record");
            }
        }

        static Page of(ShardRef shard, List<Record> records) {
            // Emulators may leave the size out.
            long bytes = records.stream()
                    .mapToLong(record ->
                            Optional.ofNullable(record.dynamodb().sizeBytes()).orElse(0L))
                    .sum();
            return new Page(shard, records, bytes);
        }

        /** Where the shard is to be read once this page has been handed over. */
        public Position after() {
            return new Position.After(records.get(records.size() - 1).dynamodb().sequenceNumber());
        }

        @Override
        public <R> R handOver(Receiver<R> receiver) {
            return receiver.page(this);
        }
    }

    /** Everything of the shard has been read and taken; these grew out of it. None: the stream is disabled. */
    record ShardEnd(ShardRef shard, List<String> children) implements Arrival {
        public ShardEnd {
            children = List.copyOf(children);
        }

        @Override
        public <R> R handOver(Receiver<R> receiver) {
            return receiver.shardEnd(this);
        }
    }

    /**
     * DynamoDB no longer has what comes next at this position.
     *
     * @param shardLeft whether it still has later records of the shard; otherwise the shard is gone
     * @param reason in DynamoDB's words
     */
    record Gap(ShardRef shard, Position position, boolean shardLeft, String reason) implements Arrival {
        /** Up to where changes are missing: the trim horizon of what is left of the shard, or its end. */
        public Position to() {
            return shardLeft ? new Position.TrimHorizon() : new Position.End();
        }

        @Override
        public <R> R handOver(Receiver<R> receiver) {
            return receiver.gap(this);
        }
    }

    /** One method per kind of arrival. */
    interface Receiver<R> {
        R page(Page page);

        R shardEnd(ShardEnd end);

        R gap(Gap gap);
    }
}
