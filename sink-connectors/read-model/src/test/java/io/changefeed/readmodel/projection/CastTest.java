/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.ColumnType;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CastTest {
    private static ItemValue value(String json) {
        return Objects.requireNonNull(ItemFormat.DYNAMODB_JSON
                .json()
                .item("{\"v\":" + json + "}")
                .attributes()
                .get("v"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "string | {\"S\":\"\"} | {\"S\":\"\"}",
                "string | {\"N\":\"1.50\"} | {\"S\":\"1.50\"}",
                "string | {\"BOOL\":true} | {\"S\":\"true\"}",
                "integer | {\"N\":\"1.50E+1\"} | {\"N\":\"15\"}",
                "integer | {\"S\":\" -9223372036854775808 \"} | {\"N\":\"-9223372036854775808\"}",
                "integer | {\"N\":\"9223372036854775807\"} | {\"N\":\"9223372036854775807\"}",
                "decimal(5,2) | {\"N\":\"123.4\"} | {\"N\":\"123.40\"}",
                "decimal(5,2) | {\"S\":\"-999.99\"} | {\"N\":\"-999.99\"}",
                "decimal(5,2) | {\"N\":\"0E-9\"} | {\"N\":\"0.00\"}",
                "decimal(3,0) | {\"N\":\"1E+2\"} | {\"N\":\"100\"}",
                "double | {\"N\":\"0.1\"} | {\"N\":\"0.1\"}",
                "double | {\"S\":\"1.50E-7\"} | {\"N\":\"1.5E-7\"}",
                "double | {\"N\":\"-0\"} | {\"N\":\"0\"}",
                "double | {\"N\":\"1E-130\"} | {\"N\":\"1E-130\"}",
                "double | {\"S\":\"1.7976931348623157E+308\"} | {\"N\":\"1.7976931348623157E+308\"}",
                "boolean | {\"BOOL\":false} | {\"BOOL\":false}",
                "boolean | {\"S\":\"TRUE\"} | {\"BOOL\":true}",
                "boolean | {\"N\":\"0.0\"} | {\"BOOL\":false}",
                "boolean | {\"N\":\"1\"} | {\"BOOL\":true}",
                "timestamp | {\"S\":\"2026-11-21T10:30:00+01:00\"} | {\"S\":\"2026-11-21T09:30:00.000000Z\"}",
                "timestamp | {\"S\":\"2026-11-21T09:30:00.123456789Z\"} | {\"S\":\"2026-11-21T09:30:00.123456Z\"}",
                "timestamp | {\"S\":\"2026-11-21\"} | {\"S\":\"2026-11-21T00:00:00.000000Z\"}",
                "timestamp(s) | {\"N\":\"1763717400.5\"} | {\"S\":\"2025-11-21T09:30:00.500000Z\"}",
                "timestamp(ms) | {\"S\":\"1763717400001\"} | {\"S\":\"2025-11-21T09:30:00.001000Z\"}",
                "timestamp(ms) | {\"N\":\"-1\"} | {\"S\":\"1969-12-31T23:59:59.999000Z\"}",
                "timestamp(s) | {\"N\":\"-62167219200\"} | {\"S\":\"0000-01-01T00:00:00.000000Z\"}",
                "timestamp(s) | {\"N\":\"253402300799\"} | {\"S\":\"9999-12-31T23:59:59.000000Z\"}",
                "json | {\"M\":{\"a\":{\"L\":[{\"N\":\"1.50\"},{\"NULL\":true}]}}} |"
                        + " {\"S\":\"{\\\"a\\\":[1.50,null]}\"}",
                "json | {\"S\":\"x\"} | {\"S\":\"\\\"x\\\"\"}",
                "binary | {\"B\":\"AP8=\"} | {\"B\":\"AP8=\"}"
            })
    void convertsValueToColumnType(String cast, String from, String to) {
        assertThat(Cast.parse(cast).apply(value(from))).isEqualTo(value(to));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "string | {\"L\":[]} | only strings, numbers and booleans are cast to string; cast to json to accept"
                        + " any type",
                "integer | {\"N\":\"1.5\"} | it is not a 64-bit integer",
                "integer | {\"N\":\"9223372036854775808\"} | it is not a 64-bit integer",
                "integer | {\"N\":\"-9223372036854775809\"} | it is not a 64-bit integer",
                "integer | {\"S\":\"1e999999999\"} | it is not a 64-bit integer",
                "integer | {\"S\":\"one\"} | not a decimal number",
                "integer | {\"BOOL\":true} | neither a number nor a string",
                "decimal(5,2) | {\"N\":\"1234\"} | it has more digits than decimal(5,2)",
                "decimal(5,2) | {\"N\":\"0.001\"} | it has more digits than decimal(5,2)",
                "decimal(5,2) | {\"S\":\"100E+2147483647\"} | it has more digits than decimal(5,2)",
                "double | {\"N\":\"12345678901234567890\"} | a double would lose digits; cast to decimal(p,s), or to"
                        + " string, which keeps all digits",
                "double | {\"N\":\"0.12345678901234567890123456789012345678\"} | a double would lose digits; cast to"
                        + " decimal(p,s), or to string, which keeps all digits",
                "double | {\"S\":\"1E+400\"} | a double would lose digits; cast to decimal(p,s), or to string, which"
                        + " keeps all digits",
                "double | {\"S\":\"1E-400\"} | a double would lose digits; cast to decimal(p,s), or to string, which"
                        + " keeps all digits",
                "boolean | {\"N\":\"2\"} | expected true, false, 1 or 0",
                "boolean | {\"S\":\"yes\"} | expected true, false, 1 or 0",
                "timestamp | {\"N\":\"1\"} | numbers require the cast timestamp(s) or timestamp(ms)",
                "timestamp | {\"S\":\"1763717400\"} | not a time; expected ISO 8601 with an offset, for example"
                        + " 2026-11-21T09:30:00Z",
                "timestamp | {\"S\":\"2026-11-21T09:30:00\"} | not a time; expected ISO 8601 with an offset, for"
                        + " example 2026-11-21T09:30:00Z",
                "timestamp(s) | {\"N\":\"253402300800\"} | the year is not between 0 and 9999",
                "timestamp(s) | {\"N\":\"-62167219201\"} | the year is not between 0 and 9999",
                "timestamp(s) | {\"S\":\"+12026-11-21T09:30:00Z\"} | the year is not between 0 and 9999",
                "timestamp(ms) | {\"BOOL\":true} | neither a number nor a string",
                "binary | {\"S\":\"x\"} | not a binary value"
            })
    void rejectsInvalidValueWithReason(String cast, String from, String reason) {
        assertThatThrownBy(() -> Cast.parse(cast).apply(value(from)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"integer", "decimal(38,0)", "double"})
    void longTextIsNotParsedAsANumber(String cast) {
        assertThat(Cast.parse(cast).apply(new ItemValue.S("7." + "0".repeat(998))))
                .isInstanceOfSatisfying(
                        ItemValue.N.class,
                        number -> assertThat(number.decimal()).isEqualByComparingTo("7"));
        // To strip the zeros of this text would take minutes.
        assertThatThrownBy(() -> Cast.parse(cast).apply(new ItemValue.S("7." + "0".repeat(400_000))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a decimal number");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "string | a | {\"S\":\"a\"}",
                "integer | 7 | {\"N\":\"7\"}",
                "boolean | true | {\"BOOL\":true}",
                "timestamp | 2026-01-01T00:00:00Z | {\"S\":\"2026-01-01T00:00:00.000000Z\"}",
                "json | [1,{}] | {\"S\":\"[1,{}]\"}",
                "binary | AP8= | {\"B\":\"AP8=\"}"
            })
    void parsesValueOfProperty(String cast, String text, String to) {
        assertThat(Cast.parse(cast).parseValue(text)).isEqualTo(value(to));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"json | {", "json | 1,\"x\":2", "binary | ???", "integer | x", "decimal(2,1) | 10.5"})
    void rejectsInvalidValueOfProperty(String cast, String text) {
        assertThatThrownBy(() -> Cast.parse(cast).parseValue(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "any",
                "decimal",
                "decimal(5)",
                "decimal(0,0)",
                "decimal(39,0)",
                "decimal(5,6)",
                "decimal(5,-1)",
                "decimal(x,1)",
                "decimal(9999999999,1)",
                "timestamp(us)",
                "timestamp(1,2)",
                "string(5)",
                "integer(1,2)",
                "string)"
            })
    void rejectsUnknownCastAndListsKnownOnes(String text) {
        assertThatThrownBy(() -> Cast.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("decimal(p,s)");
    }

    @ParameterizedTest
    @CsvSource({"'decimal(38,38)', 38, 38", "'decimal(1,0)', 1, 0", "'decimal(10, 2)', 10, 2"})
    void decimalHasPrecisionAndScale(String text, int precision, int scale) {
        assertThat(Cast.parse(text).type()).isEqualTo(ColumnType.decimal(precision, scale));
    }

    @ParameterizedTest
    @CsvSource({
        "string, true, true",
        "integer, true, true",
        "'decimal(5,2)', true, true",
        "binary, true, true",
        "timestamp, true, false",
        "double, false, false",
        "boolean, false, false",
        "json, false, false"
    })
    void onlySomeTypesAreAllowedInKeysAndInjective(String text, boolean isAllowedInKey, boolean isInjective) {
        Cast cast = Cast.parse(text);

        assertThat(cast.isAllowedInKey()).isEqualTo(isAllowedInKey);
        assertThat(cast.isInjective()).isEqualTo(isInjective);
        assertThat(cast.keepsNull()).isFalse();
    }
}
