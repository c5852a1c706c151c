/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.stream.Shard;
import io.changefeed.simulator.stream.TableStream;
import io.changefeed.simulator.table.Oracle.Written;
import io.changefeed.simulator.table.ScanPage.Position;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/** A table: its items and its latest stream. Not thread-safe. */
public final class Table {
    private final TableName name;
    private final String id;
    private final KeySchema keySchema;
    private final Instant created;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<ObjectNode, ObjectNode> items = new LinkedHashMap<>();
    private final Map<String, List<Written>> written = new LinkedHashMap<>();
    private int scanPageItems = Integer.MAX_VALUE;
    private Optional<PreparedItems> prepared = Optional.empty();
    private Optional<TableStream> stream = Optional.empty();

    /** A table without items and without a stream. */
    public Table(TableName name, KeySchema keySchema, Clock clock, RandomGenerator random) {
        this.name = name;
        this.id = new UUID(random.nextLong(), random.nextLong()).toString();
        this.keySchema = keySchema;
        this.created = clock.instant();
        this.clock = clock;
        this.random = random;
    }

    public TableName name() {
        return name;
    }

    /** Unique for each creation of a table with this name. */
    public String id() {
        return id;
    }

    public KeySchema keySchema() {
        return keySchema;
    }

    public Instant created() {
        return created;
    }

    /** Returns the latest stream, even if disabled; empty if the table never had one. */
    public Optional<TableStream> stream() {
        return stream;
    }

    /** Sends the records of writes to this stream from now on. */
    public void streamTo(TableStream next) {
        stream = Optional.of(next);
    }

    /** Returns all items by key. */
    public Map<ObjectNode, ObjectNode> items() {
        return Map.copyOf(items);
    }

    /** Returns the item with this key. */
    public Optional<ObjectNode> item(ObjectNode key) {
        return Optional.ofNullable(items.get(keySchema.keyOf(key)));
    }

    /** Returns the records that were written to all streams of this table. */
    public Oracle oracle() {
        return new Oracle(Map.copyOf(written));
    }

    /** Writes an item. There is no stream record if the item is unchanged or no stream is enabled. */
    public Optional<Written> put(ObjectNode item) {
        ObjectNode key = keySchema.keyOf(item);
        return change(new Change(
                key,
                Optional.ofNullable(items.get(key)),
                Optional.of(item.deepCopy()),
                clock.instant(),
                Optional.empty()));
    }

    /** Removes an item. A missing item causes no stream record. */
    public Optional<Written> remove(ObjectNode keyOrItem, Optional<UserIdentity> identity) {
        ObjectNode key = keySchema.keyOf(keyOrItem);
        return change(
                new Change(key, Optional.ofNullable(items.get(key)), Optional.empty(), clock.instant(), identity));
    }

    private Optional<Written> change(Change change) {
        return change.before().equals(change.after()) ? Optional.empty() : append(change);
    }

    /** Applies the change and its record unchanged, whatever the current item is. */
    public Optional<Written> append(Change change) {
        change.after().ifPresentOrElse(image -> items.put(change.key(), image), () -> items.remove(change.key()));
        return stream.filter(TableStream::isEnabled).map(open -> record(change, open));
    }

    private Written record(Change change, TableStream open) {
        RecordJson json = new RecordJson(name.region(), open.viewType());
        String eventId = String.format("%016x%016x", random.nextLong(), random.nextLong());
        String key = change.key().toString();
        Shard shard = open.append(hash(key), json.sizeBytes(change), number -> {
            byte[] bytes = json.of(change, number, eventId);
            return () -> bytes;
        });
        String number = shard.newest().sequenceNumber().toString();
        Written record = new Written(eventId, number, shard.id(), change.eventName());
        written.computeIfAbsent(key, unused -> new ArrayList<>()).add(record);
        return record;
    }

    /**
     * Fills every open shard of the enabled stream, which must be empty, with prepared MODIFY records. Each shard has
     * different items. The oracle does not contain these records, and no item is written.
     *
     * @param attributes the attributes of both images besides the key
     */
    public void fill(int recordsPerShard, int itemsPerShard, ObjectNode attributes) {
        TableStream open = stream.filter(TableStream::isEnabled)
                .orElseThrow(() -> new IllegalStateException("the stream of " + name.arn() + " is not enabled"));
        RecordJson json = new RecordJson(name.region(), open.viewType());
        AtomicLong firstItem = new AtomicLong();
        open.fill(
                recordsPerShard,
                first -> new PreparedRecords(
                        recordsPerShard,
                        attributes,
                        itemsPerShard,
                        firstItem.getAndAdd(itemsPerShard),
                        first,
                        keySchema,
                        json,
                        clock.instant()));
    }

    /**
     * Makes scans return only this number of prepared items with these attributes besides the key. They cannot be read by
     * key.
     *
     * @throws IllegalArgumentException if the key of the table is not a single string attribute
     */
    public void fillItems(int count, ObjectNode attributes) {
        prepared = Optional.of(new PreparedItems(count, attributes, keySchema));
    }

    /** The items that scans return instead of the table's items. */
    public Optional<PreparedItems> preparedItems() {
        return prepared;
    }

    /** The number of items that a scan returns. */
    public int itemCount() {
        return prepared.map(PreparedItems::count).orElse(items.size());
    }

    /** Limits the pages of scans to this number of items, in addition to 1 MB. */
    public void scanInPagesOf(int items) {
        scanPageItems = items;
    }

    /**
     * Returns a page of a scan, up to the limit or 1 MB.
     *
     * @param after the key after which the page starts
     */
    public ScanPage scan(int segment, int segments, Optional<ObjectNode> after, int limit) {
        Optional<String> afterKey = after.map(keySchema::keyOf).map(ObjectNode::toString);
        List<Position> positions = items.entrySet().stream()
                .map(entry -> position(entry.getKey().toString(), entry.getValue()))
                .filter(position -> position.hash() % segments == segment)
                .filter(position -> afterKey.isEmpty() || position.isAfter(hash(afterKey.get()), afterKey.get()))
                .sorted()
                .toList();
        return ScanPage.of(positions, keySchema, Math.min(limit, scanPageItems));
    }

    private static Position position(String key, ObjectNode item) {
        return new Position(hash(key), key, item);
    }

    private static long hash(String key) {
        CRC32 crc = new CRC32();
        crc.update(key.getBytes(UTF_8));
        return crc.getValue();
    }
}
