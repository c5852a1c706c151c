/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.value;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.changefeed.event.Path;
import io.changefeed.testing.RandomInputs;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RoundTripPropertyTest {
    private static final String DIGITS = "0123456789";
    private static final int MAX_DEPTH = 4;

    @Test
    void itemsAreRestoredExactly() {
        RandomInputs.check(1000, in -> {
            Item item = new Item(map(in, 6, () -> value(in, MAX_DEPTH)));
            assertThat(ValueInverse.fields(new FirestoreValues(NumberMode.PRECISE).fields(item, Path.ROOT)))
                    .isEqualTo(ValueInverse.expected(item));
        });
    }

    @Test
    void numbersAreNeverChanged() {
        RandomInputs.check(1000, in -> {
            N number = number(in);
            Item item = new Item(Map.of("n", number));
            Object restored = ValueInverse.fields(new FirestoreValues(NumberMode.PRECISE).fields(item, Path.ROOT))
                    .get("n");
            assertThat(new BigDecimal(String.valueOf(restored))).isEqualByComparingTo(number.decimal());
        });
    }

    private static N number(RandomInputs in) {
        Supplier<String> fraction = () -> in.text(DIGITS, 1, 19);
        Supplier<String> sign = () -> in.oneOf("", "-");
        return new N(in.choose(
                () -> sign.get() + in.text(DIGITS, 1, 38),
                () -> sign.get() + in.text(DIGITS, 1, 19) + "." + fraction.get(),
                () -> sign.get() + "0." + fraction.get() + "E" + in.integer(-130, 125),
                () -> Long.toString(in.integer(Long.MIN_VALUE, Long.MAX_VALUE)),
                () -> Double.toString((in.random().nextDouble() * 2 - 1) * 1e15),
                () -> in.oneOf("9223372036854775807", "9223372036854775808", "-9223372036854775809", "2E+23")));
    }

    private static String name(RandomInputs in) {
        return in.choose(
                () -> in.text(0, 8),
                () -> in.oneOf("", "%", "%25", "%array", "__a__", "____", "%5F_a__", "a.b", "`", "values"));
    }

    private static ItemValue value(RandomInputs in, int depth) {
        if (depth == 0 || in.bool()) {
            return scalar(in);
        }
        return in.bool()
                ? new L(in.list(0, 3, () -> value(in, depth - 1)))
                : new M(map(in, 3, () -> value(in, depth - 1)));
    }

    private static ItemValue scalar(RandomInputs in) {
        return in.choose(
                () -> new S(in.text(0, 8)),
                () -> number(in),
                () -> B.of(in.bytes(0, 5)),
                () -> new Bool(in.bool()),
                Null::new,
                () -> new SS(distinct(in, () -> in.text(0, 8))),
                () -> new NS(distinct(in, () -> number(in))),
                () -> new BS(distinct(in, () -> B.of(in.bytes(0, 5)))));
    }

    private static <T> List<T> distinct(RandomInputs in, Supplier<T> element) {
        return in.list(0, 3, element).stream().distinct().toList();
    }

    private static Map<String, ItemValue> map(RandomInputs in, int maxSize, Supplier<ItemValue> value) {
        Map<String, ItemValue> map = new LinkedHashMap<>();
        for (int size = in.integer(0, maxSize); size > 0; size--) {
            map.put(name(in), value.get());
        }
        return map;
    }
}
