/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.control.CommandRunner;
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
import io.changefeed.simulator.control.TableCommands.ExpireStream;
import io.changefeed.simulator.control.TableCommands.Fill;
import io.changefeed.simulator.control.TableCommands.FillItems;
import io.changefeed.simulator.control.TableCommands.Generate;
import io.changefeed.simulator.control.TableCommands.Items;
import io.changefeed.simulator.control.TableCommands.Put;
import io.changefeed.simulator.control.TableCommands.PutAll;
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
 * A table and its stream. Tests write to it and script its behavior while SDK clients read it.
 *
 * <p>Every method throws IllegalArgumentException or IllegalStateException if the table, shard or stream does not
 * exist.
 */
public final class SimulatedTable {
    /** The size of the key of a generated item: "id" and 12 digits. */
    private static final int KEY_BYTES = 14;

    private final String name;
    private final CommandRunner commandRunner;

    SimulatedTable(String name, CommandRunner commandRunner) {
        this.name = name;
        this.commandRunner = commandRunner;
    }

    public String name() {
        return name;
    }

    /** Writes an item in DynamoDB JSON. An unchanged item causes no stream record. */
    public Optional<Written> put(ObjectNode item) {
        return commandRunner.run(new Put(name, item));
    }

    /** Writes items, in order, with one call of a simulator in another process. */
    public void putAll(List<ObjectNode> items) {
        commandRunner.run(new PutAll(name, items));
    }

    /** Removes an item. A missing item causes no stream record. */
    public Optional<Written> remove(ObjectNode key) {
        return commandRunner.run(new Remove(name, key, Optional.empty()));
    }

    /** Removes an item as TTL does. */
    public Optional<Written> expire(ObjectNode key) {
        return commandRunner.run(new Remove(name, key, Optional.of(UserIdentity.TIME_TO_LIVE)));
    }

    /** Applies any change, even one that is impossible in DynamoDB. */
    public Optional<Written> append(Change change) {
        return commandRunner.run(new Append(name, change));
    }

    /** Makes random writes to a number of items and returns the number of stream records. */
    public int generate(int writes, int items) {
        return commandRunner.run(new Generate(name, writes, items));
    }

    /**
     * Fills every open shard, which must be new, with generated MODIFY records that take no memory. Each shard has
     * different items, which are modified in rotation. A filled shard accepts no more records until it is rotated.
     *
     * @param itemBytes the approximate size of each image
     */
    public void fill(int recordsPerShard, int itemsPerShard, int itemBytes) {
        fill(recordsPerShard, itemsPerShard, AttributeShapes.text(itemBytes - KEY_BYTES));
    }

    /**
     * Fills every open shard as {@link #fill(int, int, int)} does.
     *
     * @param attributes the attributes of both images besides the key, in DynamoDB JSON
     */
    public void fill(int recordsPerShard, int itemsPerShard, ObjectNode attributes) {
        commandRunner.run(new Fill(name, recordsPerShard, itemsPerShard, attributes));
    }

    /**
     * Makes scans return only generated items that take no memory. They have no stream records.
     *
     * @param itemBytes about the size of each
     */
    public void fillItems(int count, int itemBytes) {
        fillItems(count, AttributeShapes.text(itemBytes - KEY_BYTES));
    }

    /**
     * Makes scans return only generated items, as {@link #fillItems(int, int)} does.
     *
     * @param attributes the attributes of each besides the key, in DynamoDB JSON
     */
    public void fillItems(int count, ObjectNode attributes) {
        commandRunner.run(new FillItems(name, count, attributes));
    }

    /** Limits the pages of scans to this number of items, in addition to 1 MB. */
    public void scanInPagesOf(int items) {
        commandRunner.run(new ScanInPages(name, items));
    }

    /** Returns the records that were written to the streams of the table, in order for each item. */
    public Oracle oracle() {
        return commandRunner.run(new ReadOracle(name));
    }

    /** Returns the items of the table. */
    public List<ObjectNode> items() {
        return commandRunner.run(new Items(name));
    }

    /** Reports the latest stream, all its shards and their readers. */
    public StreamReport report() {
        return commandRunner.run(new Report(name));
    }

    /** Reports a stream by its ARN. */
    public StreamReport report(String streamArn) {
        return commandRunner.run(new Report(streamArn));
    }

    /** Sets how the latest stream is listed from now on. */
    public void listing(Listing listing) {
        commandRunner.run(new ScriptListing(name, listing));
    }

    /** Sets how the latest stream is read from now on. */
    public void reading(Reading reading) {
        commandRunner.run(new ScriptReading(name, reading));
    }

    /** Sets when shards of the latest stream rotate automatically from now on. */
    public void rotation(Rotation rotation) {
        commandRunner.run(new ScriptRotation(name, rotation));
    }

    /** Closes an open shard and returns the id of its child. */
    public String rotate(String shardId) {
        return commandRunner.run(new Rotate(name, shardId));
    }

    /** Closes an open shard and returns the ids of its two children. */
    public List<String> split(String shardId) {
        return commandRunner.run(new Split(name, shardId));
    }

    /** Rotates every open shard and returns the ids of the children. */
    public List<String> rotateAll() {
        return commandRunner.run(new RotateAll(name));
    }

    /** Adds shards that are listed but cannot be read. */
    public void addGoneShards(int count) {
        commandRunner.run(new AddGoneShards(name, count));
    }

    /** Trims records that were appended before this time by the clock of the simulator. */
    public void trimBefore(Instant horizon) {
        commandRunner.run(new TrimBefore(name, horizon));
    }

    /** Trims the first {@code count} of all records that a shard ever contained. */
    public void trimOldest(String shardId, int count) {
        commandRunner.run(new TrimOldest(name, shardId, count));
    }

    /** Expires all iterators of the latest stream. */
    public void expireIterators() {
        commandRunner.run(new ExpireIterators(name));
    }

    /** Disables the stream and closes all its shards; their records can be read for another day. */
    public void disableStream() {
        commandRunner.run(new DisableStream(name));
    }

    /** Enables a new stream and returns its ARN. */
    public String enableStream(ViewType viewType, int shards) {
        return commandRunner.run(new EnableStream(name, viewType, shards, Optional.empty()));
    }

    /**
     * Enables a new stream that is listed in this way from the first call on, such as one that has no shard yet:
     * {@code Listing.IMMEDIATE.withRoots(ListingDelay.ENDLESS)}.
     */
    public String enableStream(ViewType viewType, int shards, Listing listing) {
        return commandRunner.run(new EnableStream(name, viewType, shards, Optional.of(listing)));
    }

    /**
     * Ends the latest stream as 24 hours after it was disabled (Developer Guide, "Disabling a stream"): DescribeTable
     * still names it as the latest stream, DescribeStream answers ResourceNotFoundException.
     */
    public void expireStream() {
        commandRunner.run(new ExpireStream(name));
    }

    /**
     * Deletes the table. Its stream is disabled, all its shards are closed, and it can be described, listed and read for
     * another day by its ARN, also after a table of this name is created again.
     */
    public void delete() {
        commandRunner.run(new DeleteTable(name));
    }
}
