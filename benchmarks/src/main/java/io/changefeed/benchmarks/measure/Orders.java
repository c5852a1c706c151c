/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

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

/** Change events of a table with items of 1 KB, each with both images. */
public final class Orders {
    /** The event with number 7 has the id {@code benchmark-event-7}. */
    public static final String EVENT_ID = "benchmark-event-";

    /** The number of items; the items change in rotation. */
    public static final int ITEMS = 10_000;

    /** The number of customers; the items of a customer change in turn, {@link #CUSTOMERS} changes apart. */
    public static final int CUSTOMERS = ITEMS / 2;

    /** The attribute that two items have in common. */
    public static final String CUSTOMER = "customer";

    /** The attribute with the number of changes of its item. */
    public static final String REVISION = "revision";

    private static final String ID_PREFIX = "order-";
    private static final int ATTRIBUTES = 12;
    private static final String TEXT = "the quick brown fox jumps over the lazy dog, and is back in time for tea: ";
    private static final int SIZE_BYTES = 2_000;
    private static final long GENERATION = 1_700_000_000_000L;
    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

    private Orders() {}

    /** Returns the event with this number. */
    public static ChangeEvent event(int number) {
        int item = number % ITEMS;
        int revision = number / ITEMS;
        return new ChangeEvent(
                Operation.MODIFY,
                new ItemKey(Map.of("id", new ItemValue.S(id(item)))),
                Optional.of(image(item, revision)),
                Optional.of(image(item, revision + 1)),
                source(number),
                TIME);
    }

    /** Returns the key of the item with this number. */
    public static String id(int item) {
        return ID_PREFIX + item;
    }

    public static String customer(int item) {
        return "customer-" + item % CUSTOMERS;
    }

    /**
     * Returns the number of changes of all items of a customer, if the given one is the last of them.
     *
     * @param id the item that changed last, with its revision
     */
    public static long changesOfCustomer(String id, long revision) {
        int item = Integer.parseInt(id.substring(ID_PREFIX.length()));
        return (revision - 1) * (ITEMS / CUSTOMERS) + item / CUSTOMERS + 1;
    }

    private static Item image(int item, int revision) {
        Map<String, ItemValue> attributes = new LinkedHashMap<>();
        attributes.put("id", new ItemValue.S(id(item)));
        attributes.put(CUSTOMER, new ItemValue.S(customer(item)));
        attributes.put(REVISION, new ItemValue.N(Integer.toString(revision)));
        for (int i = 0; i < ATTRIBUTES; i++) {
            attributes.put("line" + i, new ItemValue.S(TEXT + i));
        }
        return new Item(attributes);
    }

    private static Source source(int number) {
        String sequenceNumber = String.format("4%020d", number);
        return new Source(
                "0.2.0",
                "benchmark",
                TIME,
                Source.Snapshot.FALSE,
                "us-east-1",
                "orders",
                "000000000000",
                Optional.of("arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2026-01-02T03:04:05.678"),
                Optional.of("shardId-00000001700000000000-00000001"),
                Optional.of(sequenceNumber),
                Order.of(GENERATION, sequenceNumber),
                EVENT_ID + number,
                Optional.of(ViewType.NEW_AND_OLD_IMAGES),
                SIZE_BYTES,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
