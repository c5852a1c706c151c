/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.ItemValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScanFilterTest {
    private static final String OPEN = """
            {"expression": "#s = :open", "names": {"#s": "status"}, "values": {":open": {"S": "open"}}}""";

    @Test
    void filterIsParsedFromItsText() {
        ScanFilter filter = ScanFilter.parse(OPEN);

        assertThat(filter.expression()).isEqualTo("#s = :open");
        assertThat(filter.names()).containsOnlyKeys("#s").containsValue("status");
        assertThat(filter.values().attributes()).containsEntry(":open", new ItemValue.S("open"));
        assertThat(ScanFilter.parse(filter.text())).isEqualTo(filter);
    }

    @Test
    void namesAndValuesAreOptional() {
        ScanFilter filter = ScanFilter.parse("{\"expression\": \"attribute_exists(status)\"}");

        assertThat(ScanFilter.parse(filter.text())).isEqualTo(filter);
        assertThat(filter.text()).doesNotContain("names").doesNotContain("values");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"expression\": | invalid JSON",
                "[] | expected a JSON object with the field 'expression'",
                "{} | field 'expression' must be a string",
                "{\"expression\": \" \"} | field 'expression' is empty",
                "{\"expression\": \"a = :a\"} | field 'values' does not define :a, which the expression uses",
                "{\"expression\": \"#a = b\"} | field 'names' does not define #a, which the expression uses",
                "{\"expression\": \"a = b\", \"values\": {\":a\": {\"S\": \"x\"}}} | field 'values' defines :a, which the expression does not use",
                "{\"expression\": \"a = b\", \"names\": {\"#a\": \"x\"}} | field 'names' defines #a, which the expression does not use",
                "{\"expression\": \"#a = b\", \"names\": {\"#a\": 1}} | field 'names.#a' is not an attribute name",
                "{\"expression\": \"a = :a\", \"values\": {\":a\": \"x\"}} | field 'values': [':a']: expected an object with one type",
                "{\"expression\": \"a = :a\", \"values\": []} | field 'values' must be a JSON object",
                "{\"expression\": \"a = b\", \"where\": 1} | field 'where' is unknown",
                "{\"expression\": \"#changefeed0 = b\", \"names\": {\"#changefeed0\": \"x\"}} | field 'names': placeholders that start with '#changefeed' are reserved"
            })
    void rejectsInvalidFilterWithFieldAndReason(String json, String reason) {
        assertThatThrownBy(() -> ScanFilter.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }
}
