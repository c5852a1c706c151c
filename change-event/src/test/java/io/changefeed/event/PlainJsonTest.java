/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.ItemValue.Bool;
import io.changefeed.event.ItemValue.L;
import io.changefeed.event.ItemValue.M;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.Null;
import io.changefeed.event.ItemValue.S;
import io.changefeed.testing.RandomInputs;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainJsonTest {
    private final PlainJson json = new PlainJson();

    @Test
    void itemIsWrittenAsPlainJson() {
        assertThat(json.text(TestEvents.NEW))
                .isEqualTo("{\"pk\":\"customer-7\",\"sk\":42,\"total\":12345678901234567890.123456789012345678,"
                        + "\"note\":\"\",\"paid\":true,\"coupon\":null,\"blob\":\"AP8=\",\"tags\":[\"a\",\"b\"],"
                        + "\"sizes\":[1,2.0],\"address.lines\":[\"Ümläutstraße 1\",{\"zip\":1234}]}");
    }

    @Test
    void typesAreInferredOnReading() {
        assertThat(json.item("{\"s\":\"\",\"n\":1.50,\"t\":true,\"z\":null,\"l\":[1,\"x\"],\"m\":{\"a\":-0}}"))
                .isEqualTo(new Item(TestEvents.ordered(
                        "s", new S(""),
                        "n", new N("1.50"),
                        "t", new Bool(true),
                        "z", new Null(),
                        "l", new L(List.of(new N("1"), new S("x"))),
                        "m", new M(Map.of("a", new N("-0"))))));
    }

    @Test
    void inferredTypesAreStable() {
        RandomInputs.check(500, inputs -> {
            Item item = RandomItems.item(inputs);
            Item inferred = json.item(json.text(item));
            assertThat(json.item(json.text(inferred))).isEqualTo(inferred);
            assertThat(inferred.attributes().keySet())
                    .isEqualTo(item.attributes().keySet());
        });
    }

    @Test
    void numbersKeepTheirValue() {
        RandomInputs.check(1_000, inputs -> {
            N number = RandomItems.number(inputs);
            Item read = json.item(json.text(new Item(Map.of("n", number))));
            assertThat(read.attributes().get("n"))
                    .isInstanceOfSatisfying(
                            N.class, n -> assertThat(n.decimal()).isEqualByComparingTo(number.decimal()));
        });
    }

    @Test
    void numbersInMapsAreExactOrStrings() {
        RandomInputs.check(1_000, inputs -> {
            N number = RandomItems.number(inputs);
            Object nested = json.nested(new Item(Map.of("n", number))).get("n");
            assertThat(nested).isInstanceOfAny(Long.class, Double.class, String.class);
            assertThat(new BigDecimal(String.valueOf(nested))).isEqualByComparingTo(number.decimal());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.0", "1E3", "9223372036854775807", "-9223372036854775808", "100e-2"})
    void integersInTheRangeOfLongBecomeLongsInMaps(String digits) {
        assertThat(plain(digits)).isEqualTo(new BigDecimal(digits).longValueExact());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1", "1.50", "-2.5E-7", "1E22", "1E-130"})
    void numbersThatADoubleHoldsExactlyBecomeDoublesInMaps(String digits) {
        assertThat(plain(digits)).isEqualTo(Double.valueOf(digits));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775809",
                "0.1234567890123456789",
                "12345678901234567890123456789012345678",
                "1E999999999",
                "1E-999999999"
            })
    void otherNumbersBecomeStringsInMaps(String digits) {
        assertThat(plain(digits)).isEqualTo(digits);
    }

    @ParameterizedTest
    @CsvSource({".5,0.5", "+7,7", "007,7", "1.,1", "1.50,1.50", "1E5,1E5", "1e-5,1e-5"})
    void illegalJsonNumbersAreWrittenWithTheSameValue(String digits, String token) {
        assertThat(json.text(new Item(Map.of("n", new N(digits))))).isEqualTo("{\"n\":" + token + "}");
    }

    @Test
    void nullsAndNestingAreReadAsWritten() {
        Item item = new Item(Map.of("a", new L(List.of(new Null(), new M(Map.of("b", new Bool(false)))))));
        assertThat(json.nested(item)).isEqualTo(Map.of("a", Arrays.asList(null, Map.of("b", false))));
        assertThat(json.item(json.nested(item))).isEqualTo(item);
    }

    @Test
    void errorsContainThePathOfTheInvalidValue() {
        assertThatThrownBy(() -> json.item(Map.of("a", Map.of("b", List.of(1, new Object())))))
                .isInstanceOf(DataException.class)
                .hasMessage("a.b[1]: expected a JSON value but found a java.lang.Object");
        assertThatThrownBy(() -> json.item(Map.of("a", Double.NaN)))
                .isInstanceOf(DataException.class)
                .hasMessage("a: not a decimal number");
    }

    private @Nullable Object plain(String digits) {
        return json.nested(new Item(Map.of("n", new N(digits)))).get("n");
    }
}
