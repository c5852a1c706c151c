/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms;

import static io.changefeed.transforms.Events.record;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
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
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** What a row holds is what the item held; what it cannot hold is rejected. */
class RoundTripProperties {
    private static final List<String> TYPES = List.of(
            "string",
            "boolean",
            "int",
            "bigint",
            "double",
            "decimal(38,10)",
            "decimal(5,0)",
            "binary",
            "json",
            "dynamodb_json",
            "array<string>",
            "array<decimal(38,10)>",
            "array<binary>",
            "map<string,dynamodb_json>",
            "struct<a: string, b: double>");

    @Property
    void everyItemComesBackExactlyAsDynamoDbJson(@ForAll("values") ItemValue value) {
        Struct row = declared(value, "dynamodb_json");

        if (value instanceof Null) {
            assertThat(row.get("v")).isNull();
        } else {
            assertThat(back(row.getString("v"))).isEqualTo(value);
        }
    }

    @Property
    void everyUndeclaredAttributeComesBackExactly(@ForAll("values") ItemValue value) {
        Struct row = (Struct) requireNonNull(Events.flat(
                        record(Events.insert(item(value))),
                        Map.of("fields", "id string", "undeclared.attributes", "json")))
                .value();

        assertThat(back(row.getString("__undeclared"))).isEqualTo(new M(Map.of("v", value)));
    }

    @Property
    void aDeclaredFieldHoldsTheValueOrTheEventIsRejected(
            @ForAll("values") ItemValue value, @ForAll("types") String type) {
        Struct row;
        try {
            row = declared(value, type);
        } catch (DataException e) {
            assertThat(e).hasMessageStartingWith("after.item.v").hasMessageContaining("declare");
            return;
        }
        row.validate();
        Object held = row.get("v");
        if (value instanceof Null) {
            assertThat(held).isNull();
        } else if (value instanceof N number) {
            assertThat(decimal(held, type)).isEqualByComparingTo(number.decimal());
        } else if (value instanceof S string && type.equals("string")) {
            assertThat(held).isEqualTo(string.text());
        } else if (value instanceof B binary && type.equals("binary")) {
            assertThat(B.of((byte[]) held)).isEqualTo(binary);
        } else if (value instanceof NS set && type.equals("array<decimal(38,10)>")) {
            List<?> numbers = (List<?>) held;
            assertThat(numbers).hasSameSizeAs(set.numbers());
            for (int i = 0; i < numbers.size(); i++) {
                assertThat((BigDecimal) numbers.get(i))
                        .isEqualByComparingTo(set.numbers().get(i).decimal());
            }
        } else if (value instanceof BS set && type.equals("array<binary>")) {
            assertThat(((List<?>) held).stream().map(each -> B.of((byte[]) each)))
                    .containsExactlyElementsOf(set.binaries());
        } else if (value instanceof M map && type.startsWith("struct")) {
            assertThat(List.of("a", "b")).containsAll(map.entries().keySet());
        } else {
            assertThat(held).isNotNull();
        }
    }

    @Property
    void aRowWithoutASchemaHoldsEveryNumberWithAllDigits(@ForAll("numbers") N number, @ForAll boolean precise) {
        Map<?, ?> row = (Map<?, ?>) requireNonNull(Events.flat(
                        record(Events.insert(item(number))), Map.of("number.mode", precise ? "precise" : "string")))
                .value();

        assertThat(exact(row.get("v"))).isEqualByComparingTo(number.decimal());
    }

    @Property
    void aRowWithoutASchemaHoldsEveryNestedValue(@ForAll("values") ItemValue value) {
        Map<?, ?> row = (Map<?, ?>) requireNonNull(
                        Events.flat(record(Events.insert(item(value))), Map.of("nested.format", "dynamodb-json")))
                .value();

        if (value instanceof M
                || value instanceof L
                || value instanceof SS
                || value instanceof NS
                || value instanceof BS) {
            assertThat(back(String.valueOf(row.get("v")))).isEqualTo(value);
        } else if (value instanceof Null) {
            assertThat(row.get("v")).isNull();
        } else {
            assertThat(row.get("v")).isNotNull();
        }
    }

    private static BigDecimal decimal(Object held, String type) {
        return type.equals("dynamodb_json") ? ((N) back(String.valueOf(held))).decimal() : exact(held);
    }

    private static BigDecimal exact(@Nullable Object held) {
        // Not Double.toString: before JDK 19 it is not the shortest.
        return new BigDecimal(
                held instanceof Double number ? NumberOutput.toString(number, true) : String.valueOf(held));
    }

    private static Struct declared(ItemValue value, String type) {
        return (Struct) requireNonNull(
                        Events.flat(record(Events.insert(item(value))), Map.of("fields", "id string, v " + type)))
                .value();
    }

    private static Item item(ItemValue value) {
        Map<String, ItemValue> attributes = new LinkedHashMap<>();
        attributes.put("id", new S("a"));
        attributes.put("v", value);
        return new Item(attributes);
    }

    private static ItemValue back(String json) {
        return requireNonNull(ItemFormat.DYNAMODB_JSON
                .json()
                .item("{\"v\":" + json + "}")
                .attributes()
                .get("v"));
    }

    @Provide
    Arbitrary<String> types() {
        return Arbitraries.of(TYPES);
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
                        Arbitraries.of("0", "0E+125", "9223372036854775807", "9223372036854775808", "2E+23", "1E-10"))
                .map(N::new);
    }

    @Provide
    Arbitrary<ItemValue> values() {
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

    private static Arbitrary<String> names() {
        return Arbitraries.oneOf(texts(), Arbitraries.of("a", "b", "", "a.b", "__op"));
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .all()
                .ofMaxLength(8)
                .filter(text ->
                        text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }
}
