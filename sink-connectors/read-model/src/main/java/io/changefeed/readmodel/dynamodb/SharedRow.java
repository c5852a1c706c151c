/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static java.util.Collections.unmodifiableNavigableMap;
import static java.util.Comparator.comparing;

import io.changefeed.readmodel.row.ItemId;
import io.changefeed.readmodel.row.RowVersion;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The items of a shared row, and those that left it. The row shows the live item that changed last. The state of an
 * item is a register in which the greater version wins, and a maximum of change times, so changes can be merged in any
 * order.
 *
 * @param entries the states of the items
 */
record SharedRow(NavigableMap<ItemId, Entry> entries) {
    /** Bounds the size of a row that many items pass through. */
    static final int MAX_TOMBSTONES = 100;

    private static final Comparator<Map.Entry<ItemId, Entry>> BY_CHANGE = comparing(
                    (Map.Entry<ItemId, Entry> entry) -> entry.getValue().changed())
            .thenComparing(Map.Entry::getKey);

    /** What the row contains of an item. */
    sealed interface Content {}

    /** The item is in the row. */
    record Live(Map<String, AttributeValue> columns) implements Content {}

    /**
     * The item left the row.
     *
     * @param expires when its version is no longer needed; a whole number of seconds
     */
    record Tombstone(Instant expires) implements Content {}

    /**
     * The state of an item.
     *
     * @param changed the greatest {@link io.changefeed.readmodel.row.ChangeTime} of the item's changes in this row;
     *     empty if there was none, which is less than any other
     */
    record Entry(RowVersion version, String changed, Content content) {
        private Entry merge(Entry arriving) {
            Entry newer = arriving.version.compareTo(version) > 0 ? arriving : this;
            return new Entry(
                    newer.version, arriving.changed.compareTo(changed) > 0 ? arriving.changed : changed, newer.content);
        }
    }

    SharedRow {
        entries = unmodifiableNavigableMap(new TreeMap<>(entries));
    }

    /** A row that only this item has ever been in. */
    static SharedRow of(ItemId item, Entry entry) {
        return new SharedRow(new TreeMap<>(Map.of(item, entry)));
    }

    Optional<Entry> entry(ItemId item) {
        return Optional.ofNullable(entries.get(item));
    }

    /** This row after a change of an item, without the tombstones of other items that are not needed. */
    SharedRow with(ItemId item, Entry arriving, Instant now) {
        NavigableMap<ItemId, Entry> merged = new TreeMap<>(entries);
        merged.merge(item, arriving, Entry::merge);
        List<ItemId> newestFirst = merged.entrySet().stream()
                .filter(entry -> entry.getValue().content() instanceof Tombstone)
                .sorted(comparing((Map.Entry<ItemId, Entry> entry) -> expiry(entry.getValue()))
                        .thenComparing(BY_CHANGE)
                        .reversed())
                .map(Map.Entry::getKey)
                .toList();
        newestFirst.stream().skip(MAX_TOMBSTONES).forEach(merged::remove);
        merged.entrySet()
                .removeIf(entry -> !entry.getKey().equals(item)
                        && entry.getValue().content() instanceof Tombstone tombstone
                        && !tombstone.expires.isAfter(now));
        return new SharedRow(merged);
    }

    private static Instant expiry(Entry entry) {
        return entry.content instanceof Tombstone tombstone ? tombstone.expires : Instant.MAX;
    }

    /** This row after the table has rejected the columns of an item: it leaves the row, and can be put again. */
    SharedRow without(ItemId rejected, Instant expires) {
        NavigableMap<ItemId, Entry> others = new TreeMap<>(entries);
        others.computeIfPresent(
                rejected, (item, entry) -> new Entry(entry.version.rejected(), entry.changed, new Tombstone(expires)));
        return new SharedRow(others);
    }

    /** The live item that changed last; empty if all items left the row. */
    Optional<ItemId> shown() {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().content() instanceof Live)
                .max(BY_CHANGE)
                .map(Map.Entry::getKey);
    }

    /** The columns that readers of the row see; empty if all items left it. */
    Optional<Map<String, AttributeValue>> columns() {
        return shown().flatMap(this::entry).map(Entry::content).map(content -> ((Live) content).columns());
    }

    /** The number of items in the row. */
    long liveItems() {
        return entries.values().stream()
                .filter(entry -> entry.content() instanceof Live)
                .count();
    }

    /** When the last tombstone expires; empty if an item is in the row. */
    Optional<Instant> expires() {
        return shown().isPresent()
                ? Optional.empty()
                : entries.values().stream().map(SharedRow::expiry).max(Comparator.naturalOrder());
    }
}
