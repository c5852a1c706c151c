/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms;

import static io.changefeed.transforms.TestEvents.record;
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
import io.changefeed.testing.RandomInputs;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A row contains the values of the item exactly, or the event is rejected. */
class RoundTripPropertyTest {
    private static final int CASES = 1_000;
    private static final String DIGITS = "0123456789";
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

    @Test
    void dynamoDbJsonFieldKeepsTheValue() {
        RandomInputs.check(CASES, inputs -> dynamoDbJsonFieldKeepsTheValue(value(inputs)));
    }

    private static void dynamoDbJsonFieldKeepsTheValue(ItemValue value) {
        Struct row = declared(value, "dynamodb_json");

        if (value instanceof Null) {
            assertThat(row.get("v")).isNull();
        } else {
            assertThat(parse(row.getString("v"))).isEqualTo(value);
        }
    }

    @Test
    void undeclaredAttributesKeepTheirValues() {
        RandomInputs.check(CASES, inputs -> undeclaredAttributesKeepTheirValues(value(inputs)));
    }

    private static void undeclaredAttributesKeepTheirValues(ItemValue value) {
        Struct row = (Struct) requireNonNull(TestEvents.flattened(
                        record(TestEvents.insert(item(value))),
                        Map.of("fields", "id string", "undeclared.attributes", "json")))
                .value();

        assertThat(parse(row.getString("__undeclared"))).isEqualTo(new M(Map.of("v", value)));
    }

    @Test
    void declaredFieldKeepsTheValueOrTheEventIsRejected() {
        RandomInputs.check(
                CASES, inputs -> declaredFieldKeepsTheValueOrTheEventIsRejected(value(inputs), inputs.oneOf(TYPES)));
    }

    private static void declaredFieldKeepsTheValueOrTheEventIsRejected(ItemValue value, String type) {
        Struct row;
        try {
            row = declared(value, type);
        } catch (DataException e) {
            assertThat(e).hasMessageStartingWith("after.item.v").hasMessageContaining("declare");
            return;
        }
        row.validate();
        Object actual = row.get("v");
        if (value instanceof Null) {
            assertThat(actual).isNull();
        } else if (value instanceof N number) {
            assertThat(decimal(actual, type)).isEqualByComparingTo(number.decimal());
        } else if (value instanceof S string && type.equals("string")) {
            assertThat(actual).isEqualTo(string.text());
        } else if (value instanceof B binary && type.equals("binary")) {
            assertThat(B.of((byte[]) actual)).isEqualTo(binary);
        } else if (value instanceof NS set && type.equals("array<decimal(38,10)>")) {
            List<?> numbers = (List<?>) actual;
            assertThat(numbers).hasSameSizeAs(set.numbers());
            for (int i = 0; i < numbers.size(); i++) {
                assertThat((BigDecimal) numbers.get(i))
                        .isEqualByComparingTo(set.numbers().get(i).decimal());
            }
        } else if (value instanceof BS set && type.equals("array<binary>")) {
            assertThat(((List<?>) actual).stream().map(each -> B.of((byte[]) each)))
                    .containsExactlyElementsOf(set.binaries());
        } else if (value instanceof M map && type.startsWith("struct")) {
            assertThat(List.of("a", "b")).containsAll(map.entries().keySet());
        } else {
            assertThat(actual).isNotNull();
        }
    }

    @Test
    void schemalessRowKeepsNumbersExactly() {
        RandomInputs.check(CASES, inputs -> schemalessRowKeepsNumbersExactly(number(inputs), inputs.bool()));
    }

    private static void schemalessRowKeepsNumbersExactly(N number, boolean precise) {
        Map<?, ?> row = (Map<?, ?>) requireNonNull(TestEvents.flattened(
                        record(TestEvents.insert(item(number))), Map.of("number.mode", precise ? "precise" : "string")))
                .value();

        assertThat(exact(row.get("v"))).isEqualByComparingTo(number.decimal());
    }

    @Test
    void schemalessRowKeepsNestedValues() {
        RandomInputs.check(CASES, inputs -> schemalessRowKeepsNestedValues(value(inputs)));
    }

    private static void schemalessRowKeepsNestedValues(ItemValue value) {
        Map<?, ?> row = (Map<?, ?>) requireNonNull(TestEvents.flattened(
                        record(TestEvents.insert(item(value))), Map.of("nested.format", "dynamodb-json")))
                .value();

        if (value instanceof M
                || value instanceof L
                || value instanceof SS
                || value instanceof NS
                || value instanceof BS) {
            assertThat(parse(String.valueOf(row.get("v")))).isEqualTo(value);
        } else if (value instanceof Null) {
            assertThat(row.get("v")).isNull();
        } else {
            assertThat(row.get("v")).isNotNull();
        }
    }

    private static BigDecimal decimal(Object actual, String type) {
        return type.equals("dynamodb_json") ? ((N) parse(String.valueOf(actual))).decimal() : exact(actual);
    }

    private static BigDecimal exact(@Nullable Object actual) {
        // Before JDK 19, Double.toString does not return the shortest form.
        return new BigDecimal(
                actual instanceof Double number ? NumberOutput.toString(number, true) : String.valueOf(actual));
    }

    private static Struct declared(ItemValue value, String type) {
        return (Struct) requireNonNull(TestEvents.flattened(
                        record(TestEvents.insert(item(value))), Map.of("fields", "id string, v " + type)))
                .value();
    }

    private static Item item(ItemValue value) {
        Map<String, ItemValue> attributes = new LinkedHashMap<>();
        attributes.put("id", new S("a"));
        attributes.put("v", value);
        return new Item(attributes);
    }

    private static ItemValue parse(String json) {
        return requireNonNull(ItemFormat.DYNAMODB_JSON
                .json()
                .item("{\"v\":" + json + "}")
                .attributes()
                .get("v"));
    }

    private static N number(RandomInputs inputs) {
        String sign = inputs.oneOf("", "-");
        return new N(inputs.<String>choose(
                () -> sign + inputs.text(DIGITS, 1, 38),
                () -> sign + inputs.text(DIGITS, 1, 38) + "." + inputs.text(DIGITS, 1, 19),
                () -> sign + "0." + inputs.text(DIGITS, 1, 19) + "E" + inputs.integer(-130, 125),
                () -> String.valueOf(inputs.integer(Long.MIN_VALUE, Long.MAX_VALUE)),
                () -> String.valueOf((inputs.random().nextDouble() * 2 - 1) * 1e15),
                () -> inputs.oneOf("0", "0E+125", "9223372036854775807", "9223372036854775808", "2E+23", "1E-10")));
    }

    private static ItemValue value(RandomInputs inputs) {
        return value(inputs, 4);
    }

    private static ItemValue value(RandomInputs inputs, int depth) {
        if (depth == 0 || inputs.bool()) {
            return scalar(inputs);
        }
        return inputs.<ItemValue>choose(
                () -> new L(inputs.list(0, 3, () -> value(inputs, depth - 1))), () -> map(inputs, depth - 1));
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

    private static M map(RandomInputs inputs, int depth) {
        Map<String, ItemValue> entries = new LinkedHashMap<>();
        for (int i = inputs.integer(0, 3); i > 0; i--) {
            String name = inputs.choose(() -> text(inputs), () -> inputs.oneOf("a", "b", "", "a.b", "__op"));
            entries.put(name, value(inputs, depth));
        }
        return new M(entries);
    }

    private static <T> List<T> set(RandomInputs inputs, Supplier<T> element) {
        return inputs.list(0, 3, element).stream().distinct().toList();
    }

    private static B binary(RandomInputs inputs) {
        return B.of(inputs.bytes(0, 5));
    }

    private static String text(RandomInputs inputs) {
        return inputs.text(0, 8);
    }
}
