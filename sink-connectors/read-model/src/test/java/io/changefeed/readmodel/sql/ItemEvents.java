/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static io.changefeed.delivery.Changes.item;
import static io.changefeed.delivery.Changes.number;
import static io.changefeed.delivery.Changes.text;

import io.changefeed.delivery.Changes;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.event.Order;
import io.changefeed.event.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Events of items with the attributes {@code place} (S), {@code n} (N) and {@code note} (S, optional). The change with
 * the number n happens n seconds after the first one.
 */
final class ItemEvents {
    private ItemEvents() {}

    static Optional<Item> at(String pk, String place, long n) {
        return item(pk, Map.of("place", text(place), "n", number(n)));
    }

    static ChangeEvent insert(String pk, String place, long n) {
        return Changes.change(Operation.INSERT, "orders", pk, n, Optional.empty(), at(pk, place, n));
    }

    static ChangeEvent insert(String pk, String place, long n, String note) {
        return Changes.change(Operation.INSERT, "orders", pk, n, Optional.empty(), withNote(pk, place, n, note));
    }

    /** A change of an item that stays in its place. */
    static ChangeEvent update(String pk, String place, long n) {
        return move(pk, place, place, n);
    }

    static ChangeEvent move(String pk, String from, String to, long n) {
        return Changes.change(Operation.MODIFY, "orders", pk, n, at(pk, from, n - 1), at(pk, to, n));
    }

    static ChangeEvent move(String pk, String from, String to, long n, String note) {
        return Changes.change(Operation.MODIFY, "orders", pk, n, at(pk, from, n - 1), withNote(pk, to, n, note));
    }

    /** A change whose value of {@code n} is not a number. */
    static ChangeEvent moveWithoutNumber(String pk, String from, String to, long n) {
        return Changes.change(
                Operation.MODIFY,
                "orders",
                pk,
                n,
                at(pk, from, n - 1),
                item(pk, Map.of("place", text(to), "n", text("many"))));
    }

    static ChangeEvent remove(String pk, String place, long n) {
        return Changes.change(Operation.REMOVE, "orders", pk, n, at(pk, place, n - 1), Optional.empty());
    }

    /** The item in a snapshot. */
    static ChangeEvent read(String pk, String place, long n) {
        return Changes.row(pk, n, Map.of("place", text(place), "n", number(n)));
    }

    /** The same event of another source table, with another generation, a number of seconds later. */
    static ChangeEvent of(String table, long generation, long seconds, ChangeEvent event) {
        Source source = event.source();
        Source other = new Source(
                source.version(),
                source.name(),
                source.time().plusSeconds(seconds),
                source.snapshot(),
                source.region(),
                table,
                source.account(),
                source.streamArn(),
                source.shardId(),
                source.sequenceNumber(),
                Order.of(generation, source.sequenceNumber().orElse("0")),
                source.eventId(),
                source.viewType(),
                source.sizeBytes(),
                source.timeToLive(),
                source.userIdentity(),
                source.snapshotId(),
                source.droppedImages());
        return new ChangeEvent(event.operation(), event.key(), event.before(), event.after(), other, event.time());
    }

    private static Optional<Item> withNote(String pk, String place, long n, String note) {
        Map<String, ItemValue> attributes = new HashMap<>();
        attributes.put("place", text(place));
        attributes.put("n", number(n));
        attributes.put("note", text(note));
        return item(pk, attributes);
    }

    /** Delivers an event alone. */
    static EventResult deliver(Destination<?> destination, ChangeEvent event) {
        return results(destination, event).get(0);
    }

    static List<EventResult> results(Destination<?> destination, ChangeEvent... events) {
        return ((DeliveryResult.PerEvent) DeliveryResults.of(destination, events)).results();
    }
}
