/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.L;
import io.changefeed.event.ItemValue.M;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.NS;
import io.changefeed.event.ItemValue.S;
import io.changefeed.event.ItemValue.SS;
import io.changefeed.testing.RandomInputs;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DynamoDbJsonTest {
    private final DynamoDbJson json = new DynamoDbJson();

    @Test
    void randomItemsAreReadAsWritten() {
        RandomInputs.check(500, inputs -> {
            Item item = RandomItems.item(inputs);
            assertThat(json.item(json.text(item))).isEqualTo(item);
            assertThat(json.item(json.nested(item))).isEqualTo(item);
        });
    }

    @Test
    void attributesKeepTheirOrder() {
        RandomInputs.check(200, inputs -> {
            Item item = RandomItems.item(inputs);
            assertThat(json.item(json.text(item)).attributes().keySet())
                    .containsExactlyElementsOf(item.attributes().keySet());
        });
    }

    @Test
    void allTypesAreWrittenAsDynamoDbJson() {
        assertThat(json.text(TestEvents.NEW))
                .isEqualTo(
                        "{\"pk\":{\"S\":\"customer-7\"},\"sk\":{\"N\":\"42\"},"
                                + "\"total\":{\"N\":\"12345678901234567890.123456789012345678\"},\"note\":{\"S\":\"\"},"
                                + "\"paid\":{\"BOOL\":true},\"coupon\":{\"NULL\":true},\"blob\":{\"B\":\"AP8=\"},"
                                + "\"tags\":{\"SS\":[\"a\",\"b\"]},\"sizes\":{\"NS\":[\"1\",\"2.0\"]},"
                                + "\"address.lines\":{\"L\":[{\"S\":\"Ümläutstraße 1\"},{\"M\":{\"zip\":{\"N\":\"01234\"}}}]}}");
    }

    @Test
    void emptyValuesAreReadAsWritten() {
        Item item = new Item(TestEvents.ordered(
                "s",
                new S(""),
                "b",
                B.of(),
                "ss",
                new SS(List.of()),
                "l",
                new L(List.of()),
                "m",
                new M(Map.of()),
                "",
                new S("x")));
        assertThat(json.item(json.text(item))).isEqualTo(item);
    }

    @Test
    void nestingMayExceedTheLimitOfAnItem() {
        ItemValue value = new N("1");
        for (int level = 0; level < 240; level++) {
            value = level % 2 == 0 ? new M(Map.of("m", value)) : new L(List.of(value));
        }
        Item item = new Item(Map.of("deep", value));
        assertThat(json.item(json.text(item))).isEqualTo(item);
    }

    @Test
    void namesOfTheMaximumLengthAreReadAsWritten() {
        Item item = new Item(Map.of("n".repeat(65_535), new S("x")));
        assertThat(json.item(json.text(item))).isEqualTo(item);
    }

    @Test
    void setsKeepTheirOrder() {
        Item item = new Item(Map.of("ns", new NS(List.of(new N("3"), new N("1"), new N("2")))));
        assertThat(json.text(item)).isEqualTo("{\"ns\":{\"NS\":[\"3\",\"1\",\"2\"]}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":{"M":{"lines":{"L":[{"S":"x"},{"Q":1}]}}}} | a.lines[1]: expected one of DynamoDB's types S, N, B, BOOL, NULL, M, L, SS, NS, BS but found 'Q'
            {"a":{"N":"one"}}            | a: not a decimal number
            {"a":{"N":1}}                | a: expected a string but found the number 1
            {"a":{"NS":["1","x"]}}       | a[1]: not a decimal number
            {"a":{"B":"a*aa"}}              | a: expected Base64: Illegal base64 character 2a
            {"a":{"BS":["AA==",true]}}   | a[1]: expected a string but found the boolean true
            {"a":{"BOOL":"true"}}        | a: expected a boolean but found a string
            {"a":{"NULL":false}}         | a: expected true as the content of NULL but found the boolean false
            {"a":{"M":[]}}               | a: expected an object as the content of M but found an array
            {"a":{"L":{"0":1}}}          | a: expected an array but found an object with the names [0]
            {"a":{"S":null}}             | a: expected a string but found nothing
            {"a.b":{"S":1}}              | ['a.b']: expected a string but found the number 1
            {"a":"plain"}                | a: expected an object with one type and its content, like {"S":"text"}, but found a string
            {"a":{}}                     | a: expected an object with one type and its content, like {"S":"text"}, but found an empty object
            {"a":{"S":"x"},"a":{"S":"y"}} | value: duplicate name 'a' in an object
            []                           | value: expected an item as a JSON object but found an array
            {} {}                        | value: unexpected content after the JSON value
            {"a"                         | value: not JSON: Unexpected end-of-input
            ``                           | value: expected JSON but the text is empty
            """)
    void errorsContainThePathOfTheInvalidValue(String text, String message) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> json.item(text == null ? "" : text))
                .withMessageStartingWith(message);
    }

    @Test
    void nestedMapsReportTheSameErrors() {
        assertThatThrownBy(() -> json.item(Map.of("a", Map.of("L", List.of(Map.of("N", 1L))))))
                .isInstanceOf(DataException.class)
                .hasMessage("a[0]: expected a string but found the number 1");
    }
}
