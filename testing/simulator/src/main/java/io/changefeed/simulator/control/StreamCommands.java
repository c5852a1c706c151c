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

/**
 * Commands for streams and their shards. A stream is named by its ARN; a table name refers to the latest stream of the
 * table.
 */
public final class StreamCommands {
    private StreamCommands() {}

    private static TableStream find(DynamoDb db, String name) {
        return db.findStream(name)
                .or(() -> db.findTable(name).flatMap(Table::stream))
                .orElseThrow(() -> new IllegalArgumentException(
                        "no stream '" + name + "': use its ARN, or the name of a table with a stream"));
    }

    private static List<String> ids(List<Shard> shards) {
        return shards.stream().map(Shard::id).toList();
    }

    /** Sets how a stream is listed from now on. */
    public record ScriptListing(String stream, Listing listing) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, stream).setListing(listing);
            return new NoResult();
        }
    }

    /** Sets how a stream is read from now on. */
    public record ScriptReading(String stream, Reading reading) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, stream).setReading(reading);
            return new NoResult();
        }
    }

    /** Sets when the shards of a stream rotate automatically from now on. */
    public record ScriptRotation(String stream, Rotation rotation) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, stream).setRotation(rotation);
            return new NoResult();
        }
    }

    /** Closes a shard and returns the id of its child. */
    public record Rotate(String stream, String shard) implements Command<String> {
        @Override
        public String run(DynamoDb db) {
            return find(db, stream).rotate(shard).id();
        }
    }

    /** Closes a shard and returns the ids of its two children. */
    public record Split(String stream, String shard) implements Command<List<String>> {
        @Override
        public List<String> run(DynamoDb db) {
            return ids(find(db, stream).split(shard));
        }
    }

    /** Rotates every open shard and returns the ids of the children. */
    public record RotateAll(String stream) implements Command<List<String>> {
        @Override
        public List<String> run(DynamoDb db) {
            return ids(find(db, stream).rotateAll());
        }
    }

    /** Adds shards that are listed but cannot be read. */
    public record AddGoneShards(String stream, int count) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, stream).addGoneShards(count);
            return new NoResult();
        }
    }

    /** Trims records that were appended before this time by the clock of the simulator. */
    public record TrimBefore(String stream, Instant horizon) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, stream).trim(horizon);
            return new NoResult();
        }
    }

    /** Trims the first {@code count} of all records that a shard ever contained. */
    public record TrimOldest(String stream, String shard, int count) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, stream).trimOldest(shard, count);
            return new NoResult();
        }
    }

    /** Expires all iterators of the stream that were issued so far. */
    public record ExpireIterators(String stream) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, stream).expireIterators();
            return new NoResult();
        }
    }

    /** Reports the shards of the stream and their readers. */
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
