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
import java.math.BigDecimal;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RoundTripProperties {
    @Property
    void everyItemComesBackExactly(@ForAll("items") Item item) {
        assertThat(ValueInverse.fields(new FirestoreValues(NumberMode.PRECISE).fields(item, Path.ROOT)))
                .isEqualTo(ValueInverse.expected(item));
    }

    @Property
    void aNumberIsNeverChanged(@ForAll("numbers") N number) {
        Item item = new Item(Map.of("n", number));
        Object back = ValueInverse.fields(new FirestoreValues(NumberMode.PRECISE).fields(item, Path.ROOT))
                .get("n");

        assertThat(new BigDecimal(String.valueOf(back))).isEqualByComparingTo(number.decimal());
    }

    @Provide
    Arbitrary<Item> items() {
        return Arbitraries.maps(names(), values()).ofMaxSize(6).map(Item::new);
    }

    @Provide
    Arbitrary<N> numbers() {
        Arbitrary<String> integers =
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(38);
        Arbitrary<String> fractions =
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(19);
        Arbitrary<Integer> exponents = Arbitraries.integers().between(-130, 125);
        Arbitrary<String> signs = Arbitraries.of("", "-");
        return Arbitraries.oneOf(
                        Combinators.combine(signs, integers).as(String::concat),
                        Combinators.combine(signs, integers, fractions).as((s, i, f) -> s + i + "." + f),
                        Combinators.combine(signs, fractions, exponents).as((s, f, e) -> s + "0." + f + "E" + e),
                        Arbitraries.longs().map(String::valueOf),
                        Arbitraries.doubles().between(-1e15, 1e15).map(String::valueOf),
                        Arbitraries.of("9223372036854775807", "9223372036854775808", "-9223372036854775809", "2E+23"))
                .map(N::new);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.oneOf(
                texts(), Arbitraries.of("", "%", "%25", "%array", "__a__", "____", "%5F_a__", "a.b", "`", "values"));
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .all()
                .ofMaxLength(8)
                .filter(text ->
                        text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    private Arbitrary<ItemValue> values() {
        return Arbitraries.recursive(this::scalars, RoundTripProperties::nested, 0, 4);
    }

    private Arbitrary<ItemValue> scalars() {
        Arbitrary<B> binaries =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(5).map(B::of);
        return Arbitraries.oneOf(
                texts().map(S::new),
                numbers().map(number -> number),
                binaries.map(binary -> binary),
                Arbitraries.of(true, false).map(Bool::new),
                Arbitraries.just(new Null()),
                texts().list().uniqueElements().ofMaxSize(3).map(SS::new),
                numbers().list().uniqueElements().ofMaxSize(3).map(NS::new),
                binaries.list().uniqueElements().ofMaxSize(3).map(BS::new));
    }

    private static Arbitrary<ItemValue> nested(Arbitrary<ItemValue> values) {
        return Arbitraries.oneOf(
                values,
                values.list().ofMaxSize(3).map(L::new),
                Arbitraries.maps(names(), values).ofMaxSize(3).map(M::new));
    }
}
