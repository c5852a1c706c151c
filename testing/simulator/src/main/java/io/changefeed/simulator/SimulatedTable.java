/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.control.Commander;
import io.changefeed.simulator.control.StreamCommands.AddGoneShards;
import io.changefeed.simulator.control.StreamCommands.ExpireIterators;
import io.changefeed.simulator.control.StreamCommands.Report;
import io.changefeed.simulator.control.StreamCommands.Rotate;
import io.changefeed.simulator.control.StreamCommands.RotateAll;
import io.changefeed.simulator.control.StreamCommands.ScriptListing;
import io.changefeed.simulator.control.StreamCommands.ScriptReading;
import io.changefeed.simulator.control.StreamCommands.ScriptRotation;
import io.changefeed.simulator.control.StreamCommands.Split;
import io.changefeed.simulator.control.StreamCommands.TrimBefore;
import io.changefeed.simulator.control.StreamCommands.TrimOldest;
import io.changefeed.simulator.control.StreamReport;
import io.changefeed.simulator.control.TableCommands.Append;
import io.changefeed.simulator.control.TableCommands.DeleteTable;
import io.changefeed.simulator.control.TableCommands.DisableStream;
import io.changefeed.simulator.control.TableCommands.EnableStream;
import io.changefeed.simulator.control.TableCommands.Fill;
import io.changefeed.simulator.control.TableCommands.FillItems;
import io.changefeed.simulator.control.TableCommands.Generate;
import io.changefeed.simulator.control.TableCommands.Items;
import io.changefeed.simulator.control.TableCommands.Put;
import io.changefeed.simulator.control.TableCommands.ReadOracle;
import io.changefeed.simulator.control.TableCommands.Remove;
import io.changefeed.simulator.control.TableCommands.ScanInPages;
import io.changefeed.simulator.stream.Listing;
import io.changefeed.simulator.stream.Reading;
import io.changefeed.simulator.stream.Rotation;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.Change;
import io.changefeed.simulator.table.Oracle;
import io.changefeed.simulator.table.Oracle.Written;
import io.changefeed.simulator.table.UserIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A table and its stream, to be written to and scripted while SDK clients read it.
 *
 * <p>Every method throws IllegalArgumentException or IllegalStateException when the table, shard or stream does not exist.
 */
public final class SimulatedTable {
    private final String name;
    private final Commander commander;

    SimulatedTable(String name, Commander commander) {
        this.name = name;
        this.commander = commander;
    }

    public String name() {
        return name;
    }

    /** Writes an item in DynamoDB JSON; an unchanged item makes no record. */
    public Optional<Written> put(ObjectNode item) {
        return commander.run(new Put(name, item));
    }

    /** Removes an item; without an item there is no record. */
    public Optional<Written> remove(ObjectNode key) {
        return commander.run(new Remove(name, key, Optional.empty()));
    }

    /** Removes an item as time to live does. */
    public Optional<Written> expire(ObjectNode key) {
        return commander.run(new Remove(name, key, Optional.of(UserIdentity.TIME_TO_LIVE)));
    }

    /** Makes any change, even one that DynamoDB would not make. */
    public Optional<Written> append(Change change) {
        return commander.run(new Append(name, change));
    }

    /** Makes random writes to a number of items and returns how many records they made. */
    public int generate(int writes, int items) {
        return commander.run(new Generate(name, writes, items));
    }

    /**
     * Fills every open shard, which must be new, with millions of records that take no memory: modifies, in turn, of
     * items that only this shard knows. A shard that is filled takes no further record; rotate it to go on writing.
     *
     * @param itemBytes about the size of each image
     */
    public void fill(int recordsPerShard, int itemsPerShard, int itemBytes) {
        commander.run(new Fill(name, recordsPerShard, itemsPerShard, itemBytes));
    }

    /**
     * Makes scans return millions of generated items that take no memory, and no others. They are in no stream.
     *
     * @param itemBytes about the size of each
     */
    public void fillItems(int count, int itemBytes) {
        commander.run(new FillItems(name, count, itemBytes));
    }

    /** Limits the pages of scans to this many items, instead of 1 MB. */
    public void scanInPagesOf(int items) {
        commander.run(new ScanInPages(name, items));
    }

    /** What was written to the table's streams, per item and in order. */
    public Oracle oracle() {
        return commander.run(new ReadOracle(name));
    }

    /** What is in the table. */
    public List<ObjectNode> items() {
        return commander.run(new Items(name));
    }

    /** The latest stream, all its shards and their readers. */
    public StreamReport report() {
        return commander.run(new Report(name));
    }

    /** An older stream, by its ARN. */
    public StreamReport report(String streamArn) {
        return commander.run(new Report(streamArn));
    }

    /** How the latest stream is listed from now on. */
    public void listing(Listing listing) {
        commander.run(new ScriptListing(name, listing));
    }

    /** How the latest stream is read from now on. */
    public void reading(Reading reading) {
        commander.run(new ScriptReading(name, reading));
    }

    /** When shards of the latest stream rotate by themselves from now on. */
    public void rotation(Rotation rotation) {
        commander.run(new ScriptRotation(name, rotation));
    }

    /** Closes an open shard and returns the id of its child. */
    public String rotate(String shardId) {
        return commander.run(new Rotate(name, shardId));
    }

    /** Closes an open shard and returns the ids of its two children. */
    public List<String> split(String shardId) {
        return commander.run(new Split(name, shardId));
    }

    /** Rotates every open shard and returns the ids of the children. */
    public List<String> rotateAll() {
        return commander.run(new RotateAll(name));
    }

    /** Adds shards to the listing that cannot be read. */
    public void addGoneShards(int count) {
        commander.run(new AddGoneShards(name, count));
    }

    /** Trims records older than this by the simulator's clock. */
    public void trimBefore(Instant horizon) {
        commander.run(new TrimBefore(name, horizon));
    }

    /** Trims the first {@code count} records that a shard ever held. */
    public void trimOldest(String shardId, int count) {
        commander.run(new TrimOldest(name, shardId, count));
    }

    /** Expires every iterator of the latest stream. */
    public void expireIterators() {
        commander.run(new ExpireIterators(name));
    }

    /** Closes every shard of the stream; their records can be read for another day. */
    public void disableStream() {
        commander.run(new DisableStream(name));
    }

    /** Gives the table a new stream and returns its ARN. */
    public String enableStream(ViewType viewType, int shards) {
        return commander.run(new EnableStream(name, viewType, shards));
    }

    /** Deletes the table; its stream is disabled and can be read for another day. */
    public void delete() {
        commander.run(new DeleteTable(name));
    }
}
