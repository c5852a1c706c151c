/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.service.DynamoDb;
import io.changefeed.simulator.stream.Listing;
import io.changefeed.simulator.stream.TableStream;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.Change;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.Oracle;
import io.changefeed.simulator.table.Oracle.Written;
import io.changefeed.simulator.table.RandomChanges;
import io.changefeed.simulator.table.Table;
import io.changefeed.simulator.table.TableName;
import io.changefeed.simulator.table.UserIdentity;
import java.util.List;
import java.util.Optional;

/** Commands for tables and their items. A table in another account or region is named by its ARN. */
public final class TableCommands {
    private TableCommands() {}

    private static Table find(DynamoDb db, String name) {
        return db.findTable(name)
                .orElseThrow(() -> new IllegalArgumentException("no table '" + name + "': create it first"));
    }

    /** Creates a table without a stream. */
    public record CreateTable(String table, KeySchema keySchema) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            db.createTable(TableName.parse(table, DynamoDb.REGION, DynamoDb.ACCOUNT), keySchema);
            return new NoResult();
        }
    }

    /** Deletes a table and disables its stream, which can be read for another day. */
    public record DeleteTable(String table) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            db.deleteTable(find(db, table));
            return new NoResult();
        }
    }

    /** Enables a new stream for a table and returns its ARN. */
    public record EnableStream(String table, ViewType viewType, int shards, Optional<Listing> listing)
            implements Command<String> {
        @Override
        public String run(DynamoDb db) {
            TableStream stream = db.enableStream(find(db, table), viewType, shards);
            listing.ifPresent(stream::setListing);
            return stream.arn();
        }
    }

    /** Disables the stream of a table: all its shards are closed without children. */
    public record DisableStream(String table) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, table).stream()
                    .filter(TableStream::isEnabled)
                    .orElseThrow(() -> new IllegalStateException("the stream of '" + table + "' is not enabled"))
                    .disable();
            return new NoResult();
        }
    }

    /** Ends the stream of a table as a day after it was disabled; the table still names it. */
    public record ExpireStream(String table) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, table).stream()
                    .orElseThrow(() -> new IllegalStateException("'" + table + "' has no stream"))
                    .expire();
            return new NoResult();
        }
    }

    /** Writes an item in DynamoDB JSON and returns its stream record, if there is one. */
    public record Put(String table, ObjectNode item) implements Command<Optional<Written>> {
        @Override
        public Optional<Written> run(DynamoDb db) {
            return find(db, table).put(item);
        }
    }

    /** Writes items in DynamoDB JSON. */
    public record PutAll(String table, List<ObjectNode> items) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            items.forEach(find(db, table)::put);
            return new NoResult();
        }
    }

    /** Removes an item and returns its stream record, if there is one. */
    public record Remove(String table, ObjectNode key, Optional<UserIdentity> identity)
            implements Command<Optional<Written>> {
        @Override
        public Optional<Written> run(DynamoDb db) {
            return find(db, table).remove(key, identity);
        }
    }

    /** Applies any change, valid or not, and returns its stream record, if there is one. */
    public record Append(String table, Change change) implements Command<Optional<Written>> {
        @Override
        public Optional<Written> run(DynamoDb db) {
            return find(db, table).append(change);
        }
    }

    /** Limits the pages of scans to this number of items. */
    public record ScanInPages(String table, int items) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, table).scanInPagesOf(items);
            return new NoResult();
        }
    }

    /** Makes random writes to a number of items and returns the number of stream records. */
    public record Generate(String table, int writes, int items) implements Command<Integer> {
        @Override
        public Integer run(DynamoDb db) {
            return new RandomChanges(find(db, table), items, db.random()).make(writes);
        }
    }

    /** Fills every open shard, which must be new, with prepared MODIFY records of items with these attributes. */
    public record Fill(String table, int recordsPerShard, int itemsPerShard, ObjectNode attributes)
            implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, table).fill(recordsPerShard, itemsPerShard, attributes);
            return new NoResult();
        }
    }

    /** Makes scans return only this number of prepared items with these attributes. */
    public record FillItems(String table, int count, ObjectNode attributes) implements Command<NoResult> {
        @Override
        public NoResult run(DynamoDb db) {
            find(db, table).fillItems(count, attributes);
            return new NoResult();
        }
    }

    /** Returns the records that were written to the streams of the table. */
    public record ReadOracle(String table) implements Command<Oracle> {
        @Override
        public Oracle run(DynamoDb db) {
            return find(db, table).oracle();
        }
    }

    /** Returns the items of the table. */
    public record Items(String table) implements Command<List<ObjectNode>> {
        @Override
        public List<ObjectNode> run(DynamoDb db) {
            return List.copyOf(find(db, table).items().values());
        }
    }
}
