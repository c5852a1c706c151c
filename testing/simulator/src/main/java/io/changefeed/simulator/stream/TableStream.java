/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import io.changefeed.simulator.protocol.ServiceException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A stream of a table, from when it is enabled until a day after it is disabled. Not safe for use by two threads. */
public final class TableStream {
    private final String arn;
    private final String label;
    private final ViewType viewType;
    private final Instant created;
    private final StreamContext context;
    private final ShardForest forest;
    private final ShardDirectory directory;
    private final ShardReader reader;
    private Rotation rotation = Rotation.NONE;
    private Optional<Instant> disabled = Optional.empty();

    /**
     * @param label of the stream, the end of {@code arn}
     * @param shards that it starts with, at least 1
     */
    public TableStream(
            String arn, String label, ViewType viewType, int shards, SequenceNumbers numbers, StreamContext context) {
        this.arn = arn;
        this.label = label;
        this.viewType = viewType;
        this.context = context;
        this.created = context.clock().instant();
        this.forest = new ShardForest(shards, numbers, context);
        this.directory = new ShardDirectory(forest, context);
        this.reader = new ShardReader(arn, forest, context);
    }

    public String arn() {
        return arn;
    }

    public String label() {
        return label;
    }

    public ViewType viewType() {
        return viewType;
    }

    public Instant created() {
        return created;
    }

    public boolean isEnabled() {
        return disabled.isEmpty();
    }

    /** Whether a disabled stream's records are all trimmed, and the stream with them. */
    public boolean isGone() {
        return disabled.isPresent() && disabled.get().isBefore(context.trimHorizon());
    }

    public Listing listing() {
        return directory.listing();
    }

    public void list(Listing how) {
        directory.list(how);
    }

    public Reading reading() {
        return reader.reading();
    }

    public void read(Reading how) {
        reader.read(how);
    }

    public Rotation rotation() {
        return rotation;
    }

    /** Rotates by itself from the next record on. */
    public void rotate(Rotation when) {
        rotation = when;
    }

    /** From where sequence numbers come from now on; they must be above those used so far to rise along a lineage. */
    public void number(SequenceNumbers by) {
        forest.number(by);
    }

    /** All shards that there ever were, the gone ones included, in the order of their ids. */
    public Collection<Shard> shards() {
        trim(context.trimHorizon());
        return forest.all();
    }

    /**
     * A shard, the gone ones included.
     *
     * @throws IllegalArgumentException when there was never such a shard
     */
    public Shard shard(String id) {
        return forest.find(id).orElseThrow(() -> new IllegalArgumentException("no shard " + id + " in " + arn));
    }

    /** Appends a record to the open shard that owns the hash and returns that shard. */
    public Shard append(long hash, int sizeBytes, Function<SequenceNumber, Supplier<byte[]>> json) {
        Shard shard = forest.owner(hash);
        SequenceNumber number = forest.numbers().next();
        shard.append(new StreamRecord(number, context.clock().instant(), sizeBytes, json.apply(number)));
        forest.rotateIfFull(shard, rotation, directory.descriptions());
        return shard;
    }

    /** Fills every open shard with so many prepared records, which {@code prepare} makes from the first's number. */
    public void fill(int recordsPerShard, Function<SequenceNumber, List<StreamRecord>> prepare) {
        for (Shard shard : forest.open()) {
            shard.fill(prepare.apply(forest.numbers().reserve(recordsPerShard)));
        }
    }

    /** Closes an open shard; one child owns what it owned. */
    public Shard rotate(String shardId) {
        return forest.replace(shard(shardId), 1, directory.descriptions()).get(0);
    }

    /** Closes an open shard; each of its two children owns half of what it owned. */
    public List<Shard> split(String shardId) {
        return forest.replace(shard(shardId), 2, directory.descriptions());
    }

    /** Rotates every open shard and returns the children. */
    public List<Shard> rotateAll() {
        return forest.open().stream().map(shard -> rotate(shard.id())).toList();
    }

    /** Closes every shard, for good; what is in them can be read for another day. */
    public void disable() {
        forest.open().forEach(shard -> forest.close(shard, directory.descriptions()));
        disabled = Optional.of(context.clock().instant());
    }

    /** Adds shards to the listing that are closed, have no children and cannot be read. */
    public void addGoneShards(int count) {
        forest.addGone(count);
    }

    /** Trims what came in before this moment, and the shards that were closed before it. */
    public void trim(Instant horizon) {
        forest.all().forEach(shard -> shard.trimBefore(horizon));
    }

    /** Trims the oldest records of a shard until so many of all it ever held are gone. */
    public void trimOldest(String shardId, int count) {
        shard(shardId).trimOldest(count);
    }

    public void expireIterators() {
        reader.expireIterators();
    }

    /** A page of the listing: DescribeStream without a filter. */
    public ShardPage describe(Optional<String> after, int limit) {
        trim(context.trimHorizon());
        return directory.page(after, limit);
    }

    /** DescribeStream with the shard filter CHILD_SHARDS. */
    public ShardPage describeChildren(String parent, Optional<String> after, int limit) {
        trim(context.trimHorizon());
        return directory.children(parent, after, limit);
    }

    /**
     * Where to read a shard.
     *
     * @throws ServiceException as GetShardIterator does
     */
    public ShardIterator iterator(String shardId, IteratorType type, Optional<SequenceNumber> number) {
        return reader.iterator(shardId, type, number);
    }

    /**
     * Reads on.
     *
     * @throws ServiceException as GetRecords does
     */
    public Page page(ShardIterator iterator, int limit) {
        return reader.page(iterator, limit);
    }
}
