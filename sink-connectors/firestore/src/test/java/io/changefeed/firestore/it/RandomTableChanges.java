/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.it;

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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes random changes to a table and tracks its items. */
final class RandomTableChanges {
    private static final List<String> NAMES = List.of("a", "a.b-ü", "__x__", "%", "list");
    private static final int PARTITIONS = 40;

    private final DynamoDbTable table;
    private final RandomGenerator random;
    private final int items;
    private final Map<String, Item> currentItems = new HashMap<>();

    RandomTableChanges(DynamoDbTable table, RandomGenerator random, int items) {
        this.table = table;
        this.random = random;
        this.items = items;
    }

    /** The items of the table, by document id. */
    Map<String, Item> currentItems() {
        return currentItems;
    }

    /** Puts random items. One in four is deleted immediately, and one in three of these is put again. */
    void change(int changes) {
        int made = 0;
        while (made < changes) {
            int n = random.nextInt(items);
            put(n);
            made++;
            if (random.nextInt(4) == 0) {
                table.delete(pk(n), sk(n));
                currentItems.remove(id(n));
                made++;
                if (random.nextInt(3) == 0) {
                    put(n);
                    made++;
                }
            }
        }
    }

    private void put(int n) {
        Map<String, ItemValue> attributes = new LinkedHashMap<>();
        attributes.put("customer", new S(pk(n)));
        attributes.put("order", new S(sk(n)));
        for (int i = random.nextInt(4); i >= 0; i--) {
            attributes.put(NAMES.get(random.nextInt(NAMES.size())), value(2));
        }
        Item item = new Item(attributes);
        table.put(item);
        currentItems.put(id(n), item);
    }

    private static String pk(int n) {
        return "c/" + n % PARTITIONS;
    }

    private static String sk(int n) {
        return "o|" + n / PARTITIONS;
    }

    private static String id(int n) {
        return "c%2F" + n % PARTITIONS + "|o|" + n / PARTITIONS;
    }

    private ItemValue value(int depth) {
        return switch (random.nextInt(depth > 0 ? 12 : 10)) {
            case 0 -> new S(random.nextBoolean() ? "" : "text-\"\\é" + random.nextInt(1000));
            case 1 -> new N("1234567890123456789012345678901234567." + random.nextInt(1, 10));
            case 2 -> new N(Integer.toString(random.nextInt()));
            case 3 -> new N(random.nextInt(1000) + "." + random.nextInt(1, 10));
            case 4 -> B.of((byte) random.nextInt(256), (byte) -1, (byte) 0);
            case 5 -> new Bool(random.nextBoolean());
            case 6 -> new Null();
            case 7 -> new SS(List.of("x" + random.nextInt(9)));
            case 8 -> new NS(List.of(new N(Integer.toString(random.nextInt(2, 99)))));
            case 9 -> new BS(List.of(B.of((byte) random.nextInt(256))));
            case 10 -> new M(Map.of("k" + random.nextInt(3), value(depth - 1)));
            default -> new L(List.of(value(depth - 1), new L(List.of(value(0)))));
        };
    }
}
