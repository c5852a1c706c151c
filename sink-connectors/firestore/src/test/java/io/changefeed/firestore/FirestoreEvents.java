/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.event.Order;
import io.changefeed.event.Source;
import io.changefeed.event.ViewType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Change events for tests. */
public final class FirestoreEvents {
    private FirestoreEvents() {}

    public static ItemKey key(ItemValue pk) {
        return new ItemKey(Map.of("pk", pk));
    }

    public static ItemKey key(ItemValue pk, ItemValue sk) {
        Map<String, ItemValue> key = new LinkedHashMap<>();
        key.put("pk", pk);
        key.put("sk", sk);
        return new ItemKey(key);
    }

    public static ItemKey key(String pk, String sk) {
        return key(new ItemValue.S(pk), new ItemValue.S(sk));
    }

    /** Creates an item from the attributes of the key and attributes in DynamoDB JSON without the outer braces. */
    public static Item item(ItemKey key, String attributes) {
        Map<String, ItemValue> all = new LinkedHashMap<>(key.attributes());
        all.putAll(ItemFormat.DYNAMODB_JSON.json().item("{" + attributes + "}").attributes());
        return new Item(all);
    }

    public static ChangeEvent insert(ItemKey key, String attributes, long number) {
        return insert("orders", key, attributes, number);
    }

    public static ChangeEvent insert(String table, ItemKey key, String attributes, long number) {
        return event(table, Operation.INSERT, key, Optional.empty(), Optional.of(item(key, attributes)), number);
    }

    public static ChangeEvent snapshotRow(ItemKey key, String attributes, long number) {
        return event(Operation.READ, key, Optional.empty(), Optional.of(item(key, attributes)), number);
    }

    public static ChangeEvent modify(ItemKey key, String before, String after, long number) {
        return event(Operation.MODIFY, key, Optional.of(item(key, before)), Optional.of(item(key, after)), number);
    }

    public static ChangeEvent remove(ItemKey key, long number) {
        return event(Operation.REMOVE, key, Optional.of(item(key, "")), Optional.empty(), number);
    }

    public static ChangeEvent event(
            Operation operation, ItemKey key, Optional<Item> before, Optional<Item> after, long number) {
        return event("orders", operation, key, before, after, number);
    }

    private static ChangeEvent event(
            String table, Operation operation, ItemKey key, Optional<Item> before, Optional<Item> after, long number) {
        Source source = new Source(
                "1.2.3",
                "cdc",
                Instant.ofEpochSecond(1_700_000_000L),
                Source.Snapshot.FALSE,
                "eu-central-1",
                table,
                "123456789012",
                Optional.empty(),
                Optional.empty(),
                Optional.of(Long.toString(number)),
                Order.of(1_700_000_000_000L, Long.toString(number)),
                "event-" + number,
                Optional.of(ViewType.NEW_AND_OLD_IMAGES),
                100,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new ChangeEvent(operation, key, before, after, source, Instant.ofEpochSecond(1_700_000_001L));
    }
}
