/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.table.KeySchema.KeyAttribute;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Makes random writes to a table: mostly puts, some removes, some of them by TTL, and some that change nothing and
 * cause no record.
 */
public final class RandomChanges {
    private static final int PERCENT = 100;
    private static final int REMOVES = 15;
    private static final int EXPIRIES = 5;
    private static final int REPEATS = 10;

    private final Table table;
    private final RandomGenerator random;
    private final int keys;
    private long revision;

    /**
     * Prepares random writes.
     *
     * @param keys the number of different items
     */
    public RandomChanges(Table table, int keys, RandomGenerator random) {
        this.table = table;
        this.keys = keys;
        this.random = random;
    }

    /** Makes this number of writes and returns the number of stream records. */
    public int make(int writes) {
        int records = 0;
        for (int i = 0; i < writes; i++) {
            records += write().isPresent() ? 1 : 0;
        }
        return records;
    }

    private Optional<Oracle.Written> write() {
        ObjectNode key = key(random.nextInt(keys));
        int dice = random.nextInt(PERCENT);
        if (dice < REMOVES) {
            boolean expiry = dice < EXPIRIES;
            return table.remove(key, expiry ? Optional.of(UserIdentity.TIME_TO_LIVE) : Optional.empty());
        }
        if (dice < REMOVES + REPEATS) {
            return table.item(key).flatMap(table::put);
        }
        revision++;
        key.putObject("revision").put("N", Long.toString(revision));
        key.putObject("text").put("S", Long.toString(random.nextLong(), Character.MAX_RADIX));
        return table.put(key);
    }

    private ObjectNode key(int number) {
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        set(key, table.keySchema().partition(), number);
        table.keySchema().sort().ifPresent(attribute -> set(key, attribute, number % 10));
        return key;
    }

    private static void set(ObjectNode key, KeyAttribute attribute, int number) {
        String text = switch (attribute.type()) {
            case S -> "item-" + number;
            case N -> Integer.toString(number);
            case B -> Base64.getEncoder().encodeToString(("item-" + number).getBytes(UTF_8));
        };
        key.putObject(attribute.name()).put(attribute.type().name(), text);
    }
}
