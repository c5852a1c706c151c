/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.event.Order;
import io.changefeed.event.Source;
import io.changefeed.event.ViewType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Change events of tables whose key is {@code pk} (S). */
public final class Changes {
    public static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");

    private Changes() {}

    /** An update of an item; its event id is {@code pk/number}. */
    public static ChangeEvent update(String pk, long number) {
        return change(
                Operation.MODIFY, "orders", pk, number, item(pk, Map.of()), item(pk, Map.of("n", number(number))));
    }

    /** A delete of an item; its event id is {@code pk/number}. */
    public static ChangeEvent remove(String pk, long number) {
        return change(Operation.REMOVE, "orders", pk, number, item(pk, Map.of()), Optional.empty());
    }

    /** One update of each of a number of items. */
    public static List<ChangeEvent> updates(int items) {
        return IntStream.range(0, items).mapToObj(i -> update("item-" + i, i)).toList();
    }

    public static ChangeEvent change(
            Operation operation, String table, String pk, long number, Optional<Item> before, Optional<Item> after) {
        return new ChangeEvent(
                operation,
                new ItemKey(Map.of("pk", new ItemValue.S(pk))),
                operation.hasBefore() ? before : Optional.empty(),
                operation.hasAfter() ? after : Optional.empty(),
                source(table, pk + "/" + number, number, ViewType.NEW_AND_OLD_IMAGES),
                TIME);
    }

    /** The row of an item in a snapshot; its event id is {@code pk/number}. */
    public static ChangeEvent row(String pk, long number, Map<String, ItemValue> attributes) {
        return new ChangeEvent(
                Operation.READ,
                new ItemKey(Map.of("pk", new ItemValue.S(pk))),
                Optional.empty(),
                item(pk, attributes),
                source("orders", pk + "/" + number, number, ViewType.NEW_AND_OLD_IMAGES, Source.Snapshot.TRUE),
                TIME);
    }

    public static Source source(String table, String eventId, long number, ViewType viewType) {
        return source(table, eventId, number, viewType, Source.Snapshot.FALSE);
    }

    private static Source source(
            String table, String eventId, long number, ViewType viewType, Source.Snapshot snapshot) {
        return new Source(
                "0.2.0",
                "shop",
                TIME.plusSeconds(number),
                snapshot,
                "eu-central-1",
                table,
                "123456789012",
                Optional.of("arn:aws:dynamodb:eu-central-1:123456789012:table/" + table + "/stream/2026"),
                Optional.of("shardId-1"),
                Optional.of(Long.toString(number)),
                Order.of(1, Long.toString(number)),
                eventId,
                Optional.of(viewType),
                100,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** An image with the key {@code pk} and other attributes. */
    public static Optional<Item> item(String pk, Map<String, ItemValue> attributes) {
        Map<String, ItemValue> all = new LinkedHashMap<>();
        all.put("pk", new ItemValue.S(pk));
        all.putAll(attributes);
        return Optional.of(new Item(all));
    }

    public static ItemValue text(String text) {
        return new ItemValue.S(text);
    }

    public static ItemValue number(long number) {
        return new ItemValue.N(Long.toString(number));
    }
}
