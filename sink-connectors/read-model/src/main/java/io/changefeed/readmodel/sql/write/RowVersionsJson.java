/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Order;
import io.changefeed.readmodel.row.ItemId;
import io.changefeed.readmodel.row.RowVersion;
import io.changefeed.readmodel.row.RowVersions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Converts row versions to and from DynamoDB JSON. For each item, it contains the order, the time, and the columns or the
 * expiry of the tombstone.
 *
 * @param withColumns whether columns are included, because a version that is not shown can be shown later
 */
record RowVersionsJson(boolean withColumns) {
    private static final String ORDER = "order";
    private static final String TIME = "time";
    private static final String COLUMNS = "columns";
    private static final String EXPIRES = "expires";

    String format(RowVersions versions) {
        Map<String, ItemValue> byItem = new LinkedHashMap<>();
        versions.byItem().forEach((item, version) -> byItem.put(item.id(), value(version)));
        return ItemFormat.DYNAMODB_JSON.json().text(new Item(byItem));
    }

    private ItemValue value(RowVersion version) {
        Map<String, ItemValue> value = new LinkedHashMap<>();
        value.put(ORDER, new ItemValue.S(version.order().text()));
        value.put(TIME, new ItemValue.S(version.time().toString()));
        if (version instanceof RowVersion.Live live) {
            value.put(COLUMNS, new ItemValue.M(withColumns ? live.columns() : Map.of()));
        } else if (version instanceof RowVersion.Tombstone tombstone) {
            value.put(EXPIRES, new ItemValue.S(tombstone.expires().toString()));
        }
        return new ItemValue.M(value);
    }

    /** Parses a text that {@link #format} has returned. An empty text contains no versions. */
    RowVersions parse(String text) {
        if (text.isEmpty()) {
            return RowVersions.none();
        }
        Map<ItemId, RowVersion> versions = new LinkedHashMap<>();
        ItemFormat.DYNAMODB_JSON
                .json()
                .item(text)
                .attributes()
                .forEach((item, value) -> versions.put(new ItemId(item), version(((ItemValue.M) value).entries())));
        return new RowVersions(versions);
    }

    private static RowVersion version(Map<String, ItemValue> value) {
        Order order = new Order(text(value, ORDER));
        Instant time = Instant.parse(text(value, TIME));
        return value.get(COLUMNS) instanceof ItemValue.M columns
                ? new RowVersion.Live(order, time, columns.entries())
                : new RowVersion.Tombstone(order, time, Instant.parse(text(value, EXPIRES)));
    }

    private static String text(Map<String, ItemValue> value, String name) {
        if (value.get(name) instanceof ItemValue.S text) {
            return text.text();
        }
        throw new IllegalStateException(
                "a stored row version has no '" + name + "': another application has changed the version table");
    }
}
