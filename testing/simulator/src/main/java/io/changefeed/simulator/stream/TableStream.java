/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import io.changefeed.simulator.protocol.ServiceException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A stream of a table, from the time it is enabled until a day after it is disabled. Not thread-safe. */
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
     * @param label the stream label, which is the end of {@code arn}
     * @param shards the initial number of shards, at least 1
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

    /** Whether the stream is disabled and has expired with all its records. */
    public boolean isGone() {
        return disabled.isPresent() && disabled.get().isBefore(context.trimHorizon());
    }

    public Listing listing() {
        return directory.listing();
    }

    public void setListing(Listing listing) {
        directory.setListing(listing);
    }

    public Reading reading() {
        return reader.reading();
    }

    public void setReading(Reading reading) {
        reader.setReading(reading);
    }

    public Rotation rotation() {
        return rotation;
    }

    /** Sets when shards rotate automatically, starting with the next record. */
    public void setRotation(Rotation newRotation) {
        rotation = newRotation;
    }

    /**
     * Sets the source of the next sequence numbers. They increase along a lineage only if they are greater than all
     * earlier ones.
     */
    public void setSequenceNumbers(SequenceNumbers numbers) {
        forest.setSequenceNumbers(numbers);
    }

    /** Returns all shards, including expired ones, ordered by id. */
    public Collection<Shard> shards() {
        trim(context.trimHorizon());
        return forest.all();
    }

    /**
     * Returns a shard, even if it has expired.
     *
     * @throws IllegalArgumentException if the shard never existed
     */
    public Shard shard(String id) {
        return forest.find(id).orElseThrow(() -> new IllegalArgumentException("no shard " + id + " in " + arn));
    }

    /** Appends a record to the open shard that owns the hash, and returns the shard. */
    public Shard append(long hash, int sizeBytes, Function<SequenceNumber, Supplier<byte[]>> json) {
        Shard shard = forest.owner(hash);
        SequenceNumber number = forest.numbers().next();
        shard.append(new StreamRecord(number, context.clock().instant(), sizeBytes, json.apply(number)));
        forest.rotateIfFull(shard, rotation, directory.describeCalls());
        return shard;
    }

    /** Fills every open shard with prepared records. {@code prepare} creates them from the first sequence number. */
    public void fill(int recordsPerShard, Function<SequenceNumber, List<StreamRecord>> prepare) {
        for (Shard shard : forest.open()) {
            shard.fill(prepare.apply(forest.numbers().reserve(recordsPerShard)));
        }
    }

    /** Closes an open shard and opens one child with the same hash range. */
    public Shard rotate(String shardId) {
        return forest.replace(shard(shardId), 1, directory.describeCalls()).get(0);
    }

    /** Closes an open shard and opens two children, each with half of the hash range. */
    public List<Shard> split(String shardId) {
        return forest.replace(shard(shardId), 2, directory.describeCalls());
    }

    /** Rotates every open shard and returns the children. */
    public List<Shard> rotateAll() {
        return forest.open().stream().map(shard -> rotate(shard.id())).toList();
    }

    /** Closes all shards permanently; their records can be read for another day. */
    public void disable() {
        forest.open().forEach(shard -> forest.close(shard, directory.describeCalls()));
        disabled = Optional.of(context.clock().instant());
    }

    /** Ends the stream as a day after it was disabled: it can be neither described nor read. */
    public void expire() {
        if (isEnabled()) {
            disable();
        }
        disabled = Optional.of(context.trimHorizon().minusMillis(1));
        forest.all().forEach(Shard::expire);
    }

    /** Whether DescribeStream lists any shard. */
    public boolean listsShards() {
        return directory.listsShards();
    }

    /** Returns the number of the page of a listing that follows a shard, from 1. */
    public int listingPage(Optional<String> after, int limit) {
        return directory.pageNumber(after, limit);
    }

    /** Adds shards to the listing that are closed, have no children and cannot be read. */
    public void addGoneShards(int count) {
        forest.addGone(count);
    }

    /** Trims records that were appended before this time; shards that were closed before it expire. */
    public void trim(Instant horizon) {
        forest.all().forEach(shard -> shard.trimBefore(horizon));
    }

    /** Trims the first {@code count} of all records that a shard ever contained. */
    public void trimOldest(String shardId, int count) {
        shard(shardId).trimOldest(count);
    }

    public void expireIterators() {
        reader.expireIterators();
    }

    /** Returns a page of the listing: DescribeStream without a filter. */
    public ShardPage describe(Optional<String> after, int limit) {
        trim(context.trimHorizon());
        return directory.page(after, limit);
    }

    /** Returns a page of children: DescribeStream with the shard filter CHILD_SHARDS. */
    public ShardPage describeChildren(String parent, Optional<String> after, int limit) {
        trim(context.trimHorizon());
        return directory.children(parent, after, limit);
    }

    /**
     * Creates an iterator for a shard.
     *
     * @throws ServiceException as GetShardIterator does
     */
    public ShardIterator iterator(String shardId, IteratorType type, Optional<SequenceNumber> number) {
        return reader.iterator(shardId, type, number);
    }

    /**
     * Returns the next page.
     *
     * @throws ServiceException as GetRecords does
     */
    public Page page(ShardIterator iterator, int limit) {
        return reader.page(iterator, limit);
    }
}
