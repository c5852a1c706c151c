/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.ItemValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {
    private static final String OPEN = """
            {"expression": "#s = :open", "names": {"#s": "status"}, "values": {":open": {"S": "open"}}}""";

    @Test
    void aFilterIsReadAndWrittenAsItIs() {
        Filter filter = Filter.parse(OPEN);

        assertThat(filter.expression()).isEqualTo("#s = :open");
        assertThat(filter.names()).containsOnlyKeys("#s").containsValue("status");
        assertThat(filter.values().attributes()).containsEntry(":open", new ItemValue.S("open"));
        assertThat(Filter.parse(filter.text())).isEqualTo(filter);
    }

    @Test
    void namesAndValuesMayBeAbsentWhereTheExpressionHasNone() {
        Filter filter = Filter.parse("{\"expression\": \"attribute_exists(status)\"}");

        assertThat(Filter.parse(filter.text())).isEqualTo(filter);
        assertThat(filter.text()).doesNotContain("names").doesNotContain("values");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"expression\": | this is no JSON",
                "[] | expected a JSON object with the field 'expression'",
                "{} | field 'expression' is missing, or no text",
                "{\"expression\": \" \"} | field 'expression' is empty",
                "{\"expression\": \"a = :a\"} | field 'values' lacks :a, which the expression has",
                "{\"expression\": \"#a = b\"} | field 'names' lacks #a, which the expression has",
                "{\"expression\": \"a = b\", \"values\": {\":a\": {\"S\": \"x\"}}} | field 'values' has :a, which the expression does not have",
                "{\"expression\": \"a = b\", \"names\": {\"#a\": \"x\"}} | field 'names' has #a, which the expression does not have",
                "{\"expression\": \"#a = b\", \"names\": {\"#a\": 1}} | field 'names.#a' is no attribute's name",
                "{\"expression\": \"a = :a\", \"values\": {\":a\": \"x\"}} | field 'values': [':a']: expected an object with one type",
                "{\"expression\": \"a = :a\", \"values\": []} | field 'values' is no JSON object",
                "{\"expression\": \"a = b\", \"where\": 1} | field 'where' is unknown",
                "{\"expression\": \"#changefeed0 = b\", \"names\": {\"#changefeed0\": \"x\"}} | field 'names': placeholders that begin with '#changefeed' are taken"
            })
    void nonsenseIsRefusedWithTheFieldAndTheReason(String json, String reason) {
        assertThatThrownBy(() -> Filter.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }
}
