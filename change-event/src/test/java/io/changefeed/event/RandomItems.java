/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

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
import io.changefeed.testing.RandomInputs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Random items of all ten types: empty strings and sets, 38-digit numbers, names with dots and beyond ASCII. */
final class RandomItems {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String DIGITS = "0123456789";
    private static final int MAX_DEPTH = 4;

    private RandomItems() {}

    static Item item(RandomInputs inputs) {
        return new Item(entries(inputs, 6, MAX_DEPTH));
    }

    private static Map<String, ItemValue> entries(RandomInputs inputs, int maxSize, int depth) {
        Map<String, ItemValue> entries = new LinkedHashMap<>();
        int size = inputs.integer(0, maxSize);
        for (int i = 0; i < size; i++) {
            entries.put(name(inputs), value(inputs, depth));
        }
        return entries;
    }

    private static String name(RandomInputs inputs) {
        return inputs.choose(
                () -> inputs.text(LETTERS, 1, 8),
                () -> inputs.oneOf(
                        " ", "\u200b", "a.b", "a_b", "item", "item_", "'", "\"", "\\", "0", "S", "Ü", "订单", "😀",
                        "\u0000"),
                () -> text(inputs));
    }

    private static String text(RandomInputs inputs) {
        return inputs.text(0, 12);
    }

    /** Returns a number in a notation that DynamoDB or one of its emulators uses. */
    static N number(RandomInputs inputs) {
        String sign = inputs.oneOf("", "-");
        return new N(inputs.<String>choose(
                () -> sign + inputs.text(DIGITS, 1, 38),
                () -> sign + inputs.text(DIGITS, 1, 38) + "." + inputs.text(DIGITS, 1, 20),
                () -> sign + inputs.text(DIGITS, 1, 38) + inputs.oneOf("E", "e") + inputs.integer(-130, 125),
                () -> inputs.oneOf("0", "-0", "0.0", ".5", "+7", "007", "9".repeat(38), "1E-130", "9.9E+125")));
    }

    private static B binary(RandomInputs inputs) {
        return B.of(inputs.bytes(0, 9));
    }

    private static ItemValue value(RandomInputs inputs, int depth) {
        if (depth == 0 || inputs.bool()) {
            return scalar(inputs);
        }
        return inputs.<ItemValue>choose(
                () -> new L(inputs.list(0, 3, () -> value(inputs, depth - 1))),
                () -> new M(entries(inputs, 3, depth - 1)));
    }

    private static ItemValue scalar(RandomInputs inputs) {
        return inputs.<ItemValue>choose(
                () -> new S(text(inputs)),
                () -> number(inputs),
                () -> binary(inputs),
                () -> new Bool(inputs.bool()),
                Null::new,
                () -> new SS(set(inputs, () -> text(inputs))),
                () -> new NS(set(inputs, () -> number(inputs))),
                () -> new BS(set(inputs, () -> binary(inputs))));
    }

    private static <T> List<T> set(RandomInputs inputs, Supplier<T> element) {
        return inputs.list(0, 3, element).stream().distinct().toList();
    }
}
