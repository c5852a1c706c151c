/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.ItemValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ItemValuesTest {
    private static final SdkBytes BYTES = SdkBytes.fromByteArray(new byte[] {0, -1, 127});
    private static final AttributeValue UNTYPED = AttributeValue.builder().build();

    static Stream<Arguments> valuesOfAllTypes() {
        return Stream.of(
                Arguments.of(AttributeValue.fromS(""), new ItemValue.S("")),
                Arguments.of(AttributeValue.fromS("ü😀"), new ItemValue.S("ü😀")),
                Arguments.of(AttributeValue.fromN("1.50"), new ItemValue.N("1.50")),
                Arguments.of(AttributeValue.fromN("9".repeat(38)), new ItemValue.N("9".repeat(38))),
                Arguments.of(AttributeValue.fromB(BYTES), ItemValue.B.of((byte) 0, (byte) -1, (byte) 127)),
                Arguments.of(AttributeValue.fromBool(true), new ItemValue.Bool(true)),
                Arguments.of(AttributeValue.fromBool(false), new ItemValue.Bool(false)),
                Arguments.of(AttributeValue.fromNul(true), new ItemValue.Null()),
                Arguments.of(
                        AttributeValue.fromM(Map.of("a.b", AttributeValue.fromS("x"))),
                        new ItemValue.M(Map.of("a.b", new ItemValue.S("x")))),
                Arguments.of(AttributeValue.fromM(Map.of()), new ItemValue.M(Map.of())),
                Arguments.of(
                        AttributeValue.fromL(List.of(AttributeValue.fromL(List.of(AttributeValue.fromN("1"))))),
                        new ItemValue.L(List.of(new ItemValue.L(List.of(new ItemValue.N("1")))))),
                Arguments.of(AttributeValue.fromL(List.of()), new ItemValue.L(List.of())),
                Arguments.of(AttributeValue.fromSs(List.of("b", "a")), new ItemValue.SS(List.of("b", "a"))),
                Arguments.of(
                        AttributeValue.fromNs(List.of("2", "1.0")),
                        new ItemValue.NS(List.of(new ItemValue.N("2"), new ItemValue.N("1.0")))),
                Arguments.of(
                        AttributeValue.fromBs(List.of(BYTES)),
                        new ItemValue.BS(List.of(ItemValue.B.of((byte) 0, (byte) -1, (byte) 127)))));
    }

    @ParameterizedTest
    @MethodSource("valuesOfAllTypes")
    void attributeValueIsConvertedExactly(AttributeValue value, ItemValue expected) {
        assertThat(ItemValues.value(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("valuesOfAllTypes")
    void itemValueIsConvertedExactly(AttributeValue value, ItemValue converted) {
        assertThat(AttributeValues.of(Map.of("v", converted))).isEqualTo(Map.of("v", value));
    }

    @Test
    void attributeNamesAndTheirOrderArePreserved() {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        List.of("z", "a.b", "a_b", " ", "订单").forEach(name -> attributes.put(name, AttributeValue.fromS(name)));

        assertThat(ItemValues.item(attributes).attributes().keySet()).containsExactly("z", "a.b", "a_b", " ", "订单");
    }

    @ParameterizedTest
    @MethodSource("valuesOfUnknownType")
    void errorOfAnUnknownTypeContainsThePathOfTheValue(Map<String, AttributeValue> item, String path) {
        assertThatThrownBy(() -> ItemValues.item(item))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        path + ": this version of Changefeed does not support the type of the value. Install a newer"
                                + " version");
    }

    static List<Arguments> valuesOfUnknownType() {
        AttributeValue price = AttributeValue.fromM(Map.of("price", UNTYPED));
        AttributeValue other = AttributeValue.fromS("x");
        return List.of(
                Arguments.of(Map.of("price", UNTYPED), "price"),
                Arguments.of(Map.of("order", price), "order.price"),
                Arguments.of(
                        Map.of("lines", AttributeValue.fromL(List.of(other, other, other, price))), "lines[3].price"),
                Arguments.of(
                        Map.of("a.b", AttributeValue.fromL(List.of(AttributeValue.fromL(List.of(other, UNTYPED))))),
                        "['a.b'][0][1]"));
    }

    @Test
    void errorOfAnInvalidNumberContainsItsPathButNotItsText() {
        assertThatThrownBy(() -> ItemValues.item(Map.of("sizes", AttributeValue.fromNs(List.of("1", "secret")))))
                .isInstanceOf(DataException.class)
                .hasMessage("sizes: not a decimal number");
    }
}
