/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.L;
import io.changefeed.event.ItemValue.M;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.S;
import io.changefeed.event.ItemValue.SS;
import io.changefeed.testing.RandomInputs;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ItemValueTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'N':'1'} | {'N':'1.0'}",
                "{'N':'100'} | {'N':'1e2'}",
                "{'N':'0'} | {'N':'-0.00'}",
                "{'NS':['1','2.50']} | {'NS':['25E-1','1.0']}",
                "{'SS':['a','b']} | {'SS':['b','a']}",
                "{'BS':['AA==','/w==']} | {'BS':['/w==','AA==']}",
                "{'M':{'a':{'N':'5'},'b':{'S':''}}} | {'M':{'b':{'S':''},'a':{'N':'5.0'}}}",
                "{'L':[{'M':{'a':{'NS':['1','2']}}}]} | {'L':[{'M':{'a':{'NS':['2.0','1']}}}]}"
            })
    void valuesThatDynamoDbConsidersEqualHaveTheSameValue(String left, String right) {
        assertThat(value(left).hasSameValueAs(value(right))).isTrue();
        assertThat(value(right).hasSameValueAs(value(left))).isTrue();
        assertThat(value(left).canonical()).isEqualTo(value(right).canonical());
        assertThat(json(value(left).canonical()))
                .as("rows whose key is JSON have one key")
                .isEqualTo(json(value(right).canonical()));
    }

    @ParameterizedTest
    @MethodSource("differentValues")
    void otherValuesDiffer(ItemValue left, ItemValue right) {
        assertThat(left.hasSameValueAs(right)).isFalse();
        assertThat(right.hasSameValueAs(left)).isFalse();
    }

    static Stream<Arguments> differentValues() {
        return Stream.of(
                Arguments.of(new N("1"), new S("1")),
                Arguments.of(new N("1"), new N("1.00000000000000000000000000000000000001")),
                Arguments.of(new L(List.of(new S("a"), new S("b"))), new L(List.of(new S("b"), new S("a")))),
                Arguments.of(new L(List.of(new S("a"))), new SS(List.of("a"))),
                Arguments.of(new SS(List.of("a")), new SS(List.of("a", "b"))),
                Arguments.of(new S("AA=="), B.of((byte) 0)),
                Arguments.of(value("{'M':{'a':{'N':'1'}}}"), value("{'M':{'a':{'N':'1'},'b':{'N':'1'}}}")));
    }

    @Test
    void canonicalFormIsIdempotentAndKeepsTheValue() {
        RandomInputs.check(500, inputs -> {
            ItemValue value = new M(RandomItems.item(inputs).attributes());

            assertThat(value.canonical().canonical()).isEqualTo(value.canonical());
            assertThat(value.hasSameValueAs(value.canonical())).isTrue();
        });
    }

    private static ItemValue value(String json) {
        return ItemFormat.DYNAMODB_JSON
                .json()
                .item("{\"v\":" + json.replace('\'', '"') + "}")
                .attributes()
                .values()
                .iterator()
                .next();
    }

    private static String json(ItemValue value) {
        return ItemFormat.DYNAMODB_JSON.json().text(value);
    }
}
