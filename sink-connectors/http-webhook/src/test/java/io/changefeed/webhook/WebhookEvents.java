/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

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
import java.util.Map;
import java.util.Optional;

/** Change events for tests. The table has the key {@code id}, and images have the attribute {@code n}. */
public final class WebhookEvents {
    public static final String STREAM =
            "arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-02T03:04:05.678";
    public static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

    private static final long GENERATION = 1_700_000_000_000L;

    private WebhookEvents() {}

    /** An insert with the event id {@code <id>-<number>}. */
    public static ChangeEvent insert(String id, int number) {
        return event(
                Operation.INSERT,
                Map.of("id", new ItemValue.S(id)),
                id + "-" + number,
                Optional.empty(),
                image(id, number));
    }

    /** A modify that sets {@code n} to the number. */
    public static ChangeEvent modify(String id, int number) {
        return event(
                Operation.MODIFY,
                Map.of("id", new ItemValue.S(id)),
                id + "-" + number,
                image(id, number - 1),
                image(id, number));
    }

    /** A row of a snapshot. */
    public static ChangeEvent snapshotRow(String id) {
        return new ChangeEvent(
                Operation.READ,
                new ItemKey(Map.of("id", new ItemValue.S(id))),
                Optional.empty(),
                image(id, 0),
                snapshotSource(),
                TIME);
    }

    public static ChangeEvent withKey(Map<String, ItemValue> key) {
        return event(Operation.REMOVE, key, "e1", Optional.empty(), Optional.empty());
    }

    public static ChangeEvent withEventId(String eventId) {
        return event(Operation.REMOVE, Map.of("id", new ItemValue.S("a")), eventId, Optional.empty(), Optional.empty());
    }

    private static Optional<Item> image(String id, int number) {
        Map<String, ItemValue> attributes = new LinkedHashMap<>();
        attributes.put("id", new ItemValue.S(id));
        attributes.put("n", new ItemValue.N(Integer.toString(number)));
        return Optional.of(new Item(attributes));
    }

    private static ChangeEvent event(
            Operation operation,
            Map<String, ItemValue> key,
            String eventId,
            Optional<Item> before,
            Optional<Item> after) {
        return new ChangeEvent(
                operation,
                new ItemKey(key),
                before,
                after,
                source(eventId, Optional.of(ViewType.NEW_AND_OLD_IMAGES)),
                TIME);
    }

    /** The source of a stream event. */
    public static Source source(String eventId, Optional<ViewType> viewType) {
        return new Source(
                "0.2.0",
                "shop",
                TIME,
                Source.Snapshot.FALSE,
                "eu-central-1",
                "orders",
                "123456789012",
                Optional.of(STREAM),
                Optional.of("shardId-1"),
                Optional.of("400000000000000000001"),
                Order.of(GENERATION, "400000000000000000001"),
                eventId,
                viewType,
                321,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The source of a snapshot row of a table without a stream. */
    public static Source snapshotSource() {
        return new Source(
                "0.2.0",
                "shop",
                TIME,
                Source.Snapshot.TRUE,
                "eu-central-1",
                "orders",
                "123456789012",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Order.ofSnapshot(GENERATION),
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                Optional.empty(),
                0,
                false,
                Optional.empty(),
                Optional.of("snapshot-1"),
                Optional.empty());
    }
}
