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
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Random items of all ten types: empty texts and sets, 38-digit numbers, names with dots and beyond ASCII. */
final class Items extends DomainContextBase {
    @Provide
    Arbitrary<Item> items() {
        return Arbitraries.maps(names(), values()).ofMaxSize(6).map(Item::new);
    }

    static Arbitrary<String> names() {
        return Arbitraries.oneOf(
                Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8),
                Arbitraries.of(
                        " ", "\u200b", "a.b", "a_b", "item", "item_", "'", "\"", "\\", "0", "S", "Ü", "订单", "😀",
                        "\u0000"),
                texts());
    }

    /** Any text that UTF-8 can hold: no half of a surrogate pair. */
    static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .all()
                .ofMaxLength(12)
                .filter(text ->
                        text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    /** Numbers in the forms in which DynamoDB and emulators of it give them. */
    static Arbitrary<N> numbers() {
        Arbitrary<String> integers =
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(38);
        Arbitrary<String> fractions =
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(20);
        Arbitrary<String> exponents =
                Arbitraries.integers().between(-130, 125).map(exponent -> (exponent % 2 == 0 ? "E" : "e") + exponent);
        Arbitrary<String> signs = Arbitraries.of("", "-");
        return Arbitraries.oneOf(
                        Combinators.combine(signs, integers).as(String::concat),
                        Combinators.combine(signs, integers, fractions).as((s, i, f) -> s + i + "." + f),
                        Combinators.combine(signs, integers, exponents).as((s, i, e) -> s + i + e),
                        Arbitraries.of("0", "-0", "0.0", ".5", "+7", "007", "9".repeat(38), "1E-130", "9.9E+125"))
                .map(N::new);
    }

    static Arbitrary<B> binaries() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(9).map(B::of);
    }

    private static Arbitrary<ItemValue> values() {
        return Arbitraries.recursive(Items::scalars, Items::nested, 0, 4);
    }

    private static Arbitrary<ItemValue> scalars() {
        return Arbitraries.oneOf(
                texts().map(S::new),
                numbers().map(number -> number),
                binaries().map(binary -> binary),
                Arbitraries.of(true, false).map(Bool::new),
                Arbitraries.just(new Null()),
                texts().list().uniqueElements().ofMaxSize(3).map(SS::new),
                numbers().list().uniqueElements().ofMaxSize(3).map(NS::new),
                binaries().list().uniqueElements().ofMaxSize(3).map(BS::new));
    }

    private static Arbitrary<ItemValue> nested(Arbitrary<ItemValue> values) {
        return Arbitraries.oneOf(
                values,
                values.list().ofMaxSize(3).map(L::new),
                Arbitraries.maps(names(), values).ofMaxSize(3).map(M::new));
    }
}
