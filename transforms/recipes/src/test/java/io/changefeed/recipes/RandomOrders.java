/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.recipes;

import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.BS;
import io.changefeed.event.ItemValue.Bool;
import io.changefeed.event.ItemValue.L;
import io.changefeed.event.ItemValue.M;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.NS;
import io.changefeed.event.ItemValue.Null;
import io.changefeed.event.ItemValue.S;
import io.changefeed.event.ItemValue.SS;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Generates random orders that match the declared fields of the recipes, and random changes. */
final class RandomOrders {
    private static final int CUSTOMERS = 40;

    private final RandomGenerator random;
    private final int orders;

    RandomOrders(RandomGenerator random, int orders) {
        this.random = random;
        this.orders = orders;
    }

    /** Returns the first orders. */
    List<Item> first(int count) {
        return IntStream.range(0, count).mapToObj(this::order).toList();
    }

    /**
     * Makes this number of changes. They are puts; about a quarter of the items is then deleted, and a third of those
     * is put again.
     */
    void change(Orders table, int changes) {
        int made = 0;
        while (made < changes) {
            int n = random.nextInt(orders);
            table.put(order(n));
            made++;
            if (random.nextInt(4) == 0) {
                table.delete(pk(n), sk(n));
                made++;
                if (random.nextInt(3) == 0) {
                    table.put(order(n));
                    made++;
                }
            }
        }
    }

    private static String pk(int n) {
        return "c/" + n % CUSTOMERS;
    }

    private static String sk(int n) {
        return "o|" + n / CUSTOMERS;
    }

    private Item order(int n) {
        Map<String, ItemValue> order = new LinkedHashMap<>();
        order.put(Orders.PK, new S(pk(n)));
        order.put(Orders.SK, new S(sk(n)));
        Map<String, Supplier<ItemValue>> attributes = new LinkedHashMap<>();
        attributes.put("total", () -> new N(digits(28) + "." + random.nextInt(1, 10)));
        attributes.put("big", () -> new N(digits(37) + random.nextInt(1, 10) + "E" + random.nextInt(-100, 80)));
        attributes.put("paid", () -> new Bool(random.nextBoolean()));
        attributes.put("note", () -> random.nextInt(5) == 0 ? new Null() : new S("\"\\é\n" + random.nextInt(9)));
        attributes.put("blob", this::binary);
        attributes.put("tags", () -> new SS(List.of("x" + random.nextInt(9), "y", "é\"")));
        attributes.put(
                "sizes", () -> new NS(List.of(new N("1.5"), new N(random.nextInt(2, 99) + "." + digits(9) + "1"))));
        attributes.put("blobs", () -> new BS(List.of(binary(), B.of((byte) 7))));
        attributes.put("address", () -> new M(Map.of("street", new S("s" + random.nextInt(99)), "no", integer())));
        attributes.put("lines", () -> new L(List.of(new S("a"), integer(), new M(Map.of("k", new Bool(true))))));
        attributes.put("anything", this::anything);
        // This attribute is not declared.
        attributes.put("extra", () -> new S("e" + random.nextInt(99)));
        attributes.forEach((name, value) -> {
            if (random.nextInt(3) > 0) {
                order.put(name, value.get());
            }
        });
        return new Item(order);
    }

    /**
     * Returns a value of a random type that becomes text without a schema: no booleans, and sets with one element only,
     * because sets have no order.
     */
    private ItemValue anything() {
        return switch (random.nextInt(5)) {
            case 0 -> new S("");
            case 1 -> new N(digits(38));
            case 2 -> binary();
            case 3 -> new L(List.of(new L(List.of(new Null(), integer())), new NS(List.of(integer()))));
            default -> new M(Map.of("a.b-ü", new BS(List.of(binary()))));
        };
    }

    private N integer() {
        return new N(Integer.toString(random.nextInt(1, 1_000_000)));
    }

    private B binary() {
        return B.of((byte) random.nextInt(8, 128), (byte) -1, (byte) 0);
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder(count).append(random.nextInt(1, 10));
        while (digits.length() < count) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }
}
