/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.readmodel.dynamodb.SharedRow.Content;
import io.changefeed.readmodel.dynamodb.SharedRow.Entry;
import io.changefeed.readmodel.dynamodb.SharedRow.Live;
import io.changefeed.readmodel.dynamodb.SharedRow.Tombstone;
import io.changefeed.readmodel.row.ItemId;
import io.changefeed.readmodel.row.RowVersion;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Converts shared rows to and from items of the target table. The version attribute is a map with an entry for each
 * item: {@value #VERSION}, {@value #CHANGED}, and {@value #EXPIRY} of a tombstone or {@value #COLUMNS} of a hidden
 * item. The columns of the shown item are the attributes of the row.
 */
final class SharedRowFormat {
    static final String VERSION = "v";
    static final String CHANGED = "c";
    static final String EXPIRY = "x";
    static final String COLUMNS = "w";

    /** The levels of maps that contain a column of a hidden item. */
    static final int LEVELS = 3;

    private final String table;
    private final MetadataAttributes metadata;

    SharedRowFormat(String table, MetadataAttributes metadata) {
        this.table = table;
        this.metadata = metadata;
    }

    Map<String, AttributeValue> item(Map<String, AttributeValue> key, SharedRow row) {
        Map<String, AttributeValue> item = new HashMap<>(key);
        row.columns().ifPresent(item::putAll);
        row.expires().ifPresent(time -> item.put(metadata.expiry(), RowItemConverter.seconds(time)));
        Optional<ItemId> shown = row.shown();
        Map<String, AttributeValue> entries = new HashMap<>();
        row.entries().forEach((id, entry) -> entries.put(id.id(), entry(entry, shown.equals(Optional.of(id)))));
        item.put(metadata.version(), AttributeValue.fromM(entries));
        return item;
    }

    private static AttributeValue entry(Entry entry, boolean isShown) {
        Map<String, AttributeValue> stored = new HashMap<>();
        stored.put(VERSION, AttributeValue.fromS(entry.version().text()));
        stored.put(CHANGED, AttributeValue.fromS(entry.changed()));
        if (entry.content() instanceof Tombstone tombstone) {
            stored.put(EXPIRY, RowItemConverter.seconds(tombstone.expires()));
        } else if (entry.content() instanceof Live live && !isShown) {
            stored.put(COLUMNS, AttributeValue.fromM(live.columns()));
        }
        return AttributeValue.fromM(stored);
    }

    /**
     * Parses a stored item. A row without versions is older than any change.
     *
     * @param key the names of the key attributes
     * @throws FatalWriteException if the version attribute has another format
     */
    SharedRow row(Set<String> key, Map<String, AttributeValue> item) {
        AttributeValue stored = item.get(metadata.version());
        NavigableMap<ItemId, Entry> entries = new TreeMap<>();
        if (stored != null) {
            Map<String, AttributeValue> shown = new HashMap<>(item);
            shown.keySet().removeAll(key);
            shown.remove(metadata.version());
            shown.remove(metadata.expiry());
            map(stored).forEach((id, entry) -> entries.put(new ItemId(id), entry(map(entry), shown)));
        }
        return new SharedRow(entries);
    }

    private Entry entry(Map<String, AttributeValue> stored, Map<String, AttributeValue> shown) {
        AttributeValue expires = stored.get(EXPIRY);
        AttributeValue columns = stored.get(COLUMNS);
        Content content = expires != null
                ? new Tombstone(Instant.ofEpochSecond(Long.parseLong(expires.n())))
                : new Live(columns == null ? shown : map(columns));
        return new Entry(new RowVersion(text(stored, VERSION)), text(stored, CHANGED), content);
    }

    private String text(Map<String, AttributeValue> stored, String name) {
        AttributeValue value = stored.get(name);
        if (value == null || value.s() == null) {
            throw FatalWriteException.unknownVersion(table, metadata.version());
        }
        return value.s();
    }

    private Map<String, AttributeValue> map(AttributeValue value) {
        if (!value.hasM()) {
            throw FatalWriteException.unknownVersion(table, metadata.version());
        }
        return value.m();
    }
}
