/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

import io.changefeed.simulator.service.DynamoDb;
import io.changefeed.simulator.stream.Listing;
import io.changefeed.simulator.stream.Reading;
import io.changefeed.simulator.stream.Rotation;
import io.changefeed.simulator.stream.Shard;
import io.changefeed.simulator.stream.TableStream;
import io.changefeed.simulator.table.Table;
import java.time.Instant;
import java.util.List;

/** Commands about streams and their shards. A stream is named by its ARN, or by its table for the table's latest. */
public final class StreamCommands {
    private StreamCommands() {}

    private static TableStream find(DynamoDb db, String name) {
        return db.findStream(name)
                .or(() -> db.findTable(name).flatMap(Table::stream))
                .orElseThrow(() -> new IllegalArgumentException(
                        "no stream '" + name + "': give its ARN, or the name of a table that has one"));
    }

    private static List<String> ids(List<Shard> shards) {
        return shards.stream().map(Shard::id).toList();
    }

    /** Says how a stream is listed from now on. */
    public record ScriptListing(String stream, Listing listing) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, stream).list(listing);
            return new NoResult();
        }
    }

    /** Says how a stream is read from now on. */
    public record ScriptReading(String stream, Reading reading) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, stream).read(reading);
            return new NoResult();
        }
    }

    /** Says when a stream's shards rotate by themselves from now on. */
    public record ScriptRotation(String stream, Rotation rotation) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, stream).rotate(rotation);
            return new NoResult();
        }
    }

    /** Closes a shard and responses the id of its child. */
    public record Rotate(String stream, String shard) implements Command<String> {
        @Override
        public String run(DynamoDb db) {
            return find(db, stream).rotate(shard).id();
        }
    }

    /** Closes a shard and responses the ids of its two children. */
    public record Split(String stream, String shard) implements Command<List<String>> {
        @Override
        public List<String> run(DynamoDb db) {
            return ids(find(db, stream).split(shard));
        }
    }

    /** Rotates every open shard and responses the ids of the children. */
    public record RotateAll(String stream) implements Command<List<String>> {
        @Override
        public List<String> run(DynamoDb db) {
            return ids(find(db, stream).rotateAll());
        }
    }

    /** Adds shards to the listing that cannot be read. */
    public record AddGoneShards(String stream, int count) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, stream).addGoneShards(count);
            return new NoResult();
        }
    }

    /** Trims what came in before this moment, by the simulator's clock. */
    public record TrimBefore(String stream, Instant horizon) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, stream).trim(horizon);
            return new NoResult();
        }
    }

    /** Trims the first so many of the records that a shard ever held. */
    public record TrimOldest(String stream, String shard, int count) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, stream).trimOldest(shard, count);
            return new NoResult();
        }
    }

    /** Makes every iterator of the stream expire that was handed out so far. */
    public record ExpireIterators(String stream) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, stream).expireIterators();
            return new NoResult();
        }
    }

    /** Says what the stream's shards are and who has read them. */
    public record Report(String stream) implements Command<StreamReport> {
        @Override
        public StreamReport run(DynamoDb db) {
            TableStream found = find(db, stream);
            return new StreamReport(
                    found.arn(),
                    found.isEnabled(),
                    found.shards().stream().map(ShardReport::of).toList());
        }
    }
}
