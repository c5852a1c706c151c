/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static java.util.stream.Collectors.toMap;

import io.changefeed.aws.AttributeValues;
import io.changefeed.aws.ItemValues;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Order;
import io.changefeed.readmodel.row.ItemId;
import io.changefeed.readmodel.row.RowVersion;
import io.changefeed.readmodel.row.RowVersions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Converts row versions to and from an attribute of the row: a map by item id. The columns of the version that the row
 * shows are not repeated in it.
 */
final class RowVersionsAttribute {
    static final String ORDER = "order";

    private static final String TIME = "time";
    private static final String EXPIRES = "expires";
    private static final String COLUMNS = "columns";

    private RowVersionsAttribute() {}

    static AttributeValue toAttribute(RowVersions versions) {
        Optional<ItemId> shownItem = versions.shownItem();
        Map<String, AttributeValue> stored = new HashMap<>();
        versions.byItem()
                .forEach((item, version) ->
                        stored.put(item.id(), toAttribute(version, shownItem.equals(Optional.of(item)))));
        return AttributeValue.fromM(stored);
    }

    private static AttributeValue toAttribute(RowVersion version, boolean isShown) {
        Map<String, AttributeValue> stored = new HashMap<>();
        stored.put(ORDER, AttributeValue.fromS(version.order().text()));
        stored.put(TIME, number(version.time().toEpochMilli()));
        if (version instanceof RowVersion.Tombstone tombstone) {
            stored.put(EXPIRES, number(tombstone.expires().getEpochSecond()));
        }
        if (version instanceof RowVersion.Live live && !isShown) {
            stored.put(COLUMNS, AttributeValue.fromM(AttributeValues.of(live.columns())));
        }
        return AttributeValue.fromM(stored);
    }

    static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    /**
     * Parses the attribute.
     *
     * @param stored null if the row was written without the guard, which makes it older than any version
     * @param shown the columns of the row
     */
    static RowVersions parse(@Nullable AttributeValue stored, Map<String, ItemValue> shown) {
        return stored == null
                ? RowVersions.none()
                : new RowVersions(stored.m().entrySet().stream()
                        .collect(toMap(
                                entry -> new ItemId(entry.getKey()),
                                entry -> parse(entry.getValue().m(), shown))));
    }

    private static RowVersion parse(Map<String, AttributeValue> stored, Map<String, ItemValue> shown) {
        Order order = new Order(required(stored, ORDER).s());
        Instant time =
                Instant.ofEpochMilli(Long.parseLong(required(stored, TIME).n()));
        AttributeValue expires = stored.get(EXPIRES);
        if (expires != null) {
            return new RowVersion.Tombstone(order, time, Instant.ofEpochSecond(Long.parseLong(expires.n())));
        }
        AttributeValue columns = stored.get(COLUMNS);
        return new RowVersion.Live(
                order,
                time,
                columns == null ? shown : ItemValues.item(columns.m()).attributes());
    }

    private static AttributeValue required(Map<String, AttributeValue> stored, String name) {
        AttributeValue value = stored.get(name);
        if (value == null) {
            throw new IllegalStateException("the stored version of a row has no '" + name + "': " + stored.keySet());
        }
        return value;
    }
}
