/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel;

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
import java.util.Map;
import java.util.Optional;

/**
 * Change events of a table with the key {@code id} (S). The time of the n-th change is n seconds after {@link #TIME}.
 */
public final class TestEvents {
    public static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");

    private TestEvents() {}

    /**
     * An insert.
     *
     * @param json the non-key attributes as DynamoDB JSON, without the braces
     */
    public static ChangeEvent insert(String id, String json, long number) {
        return event(Operation.INSERT, id, Optional.empty(), Optional.of(item(id, json)), number, "NEW_AND_OLD_IMAGES");
    }

    public static ChangeEvent modify(String id, String before, String after, long number) {
        return event(
                Operation.MODIFY,
                id,
                Optional.of(item(id, before)),
                Optional.of(item(id, after)),
                number,
                "NEW_AND_OLD_IMAGES");
    }

    public static ChangeEvent remove(String id, String before, long number) {
        return event(
                Operation.REMOVE, id, Optional.of(item(id, before)), Optional.empty(), number, "NEW_AND_OLD_IMAGES");
    }

    /** A read event of a snapshot. */
    public static ChangeEvent read(String id, String json, long number) {
        return event(Operation.READ, id, Optional.empty(), Optional.of(item(id, json)), number, "NEW_AND_OLD_IMAGES");
    }

    public static ChangeEvent event(
            Operation operation, String id, Optional<Item> before, Optional<Item> after, long number, String viewType) {
        return new ChangeEvent(
                operation,
                new ItemKey(Map.of("id", new ItemValue.S(id))),
                before,
                after,
                source(operation == Operation.READ, number, ViewType.valueOf(viewType)),
                TIME);
    }

    public static Item item(String id, String json) {
        return ItemFormat.DYNAMODB_JSON
                .json()
                .item("{\"id\":{\"S\":\"" + id + "\"}" + (json.isEmpty() ? "" : "," + json) + "}");
    }

    public static Order order(long number) {
        return Order.of(1, Long.toString(number));
    }

    private static Source source(boolean isSnapshot, long number, ViewType viewType) {
        return new Source(
                "0.2.0",
                "shop",
                TIME.plusSeconds(number),
                isSnapshot ? Source.Snapshot.TRUE : Source.Snapshot.FALSE,
                "eu-central-1",
                "messages",
                "123456789012",
                Optional.of("arn"),
                Optional.empty(),
                Optional.empty(),
                order(number),
                "event-" + number,
                Optional.of(viewType),
                100,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
