/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.testing.RandomInputs;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExactNumbersTest {
    private static final String LARGEST = "9.9999999999999999999999999999999999999E+125";

    /** The text of a short number with more digits than the heap can hold. */
    private static final String HUGE = "100E+2147483647";

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "0E+125, 0",
        "0E-2147483647, 0",
        "7.000, 7",
        "-1.50E+1, -15",
        "2147483647, 2147483647",
        "-2147483648, -2147483648",
        "2147483647.0000000000000000000000000000, 2147483647"
    })
    void integersOf32BitsAreConverted(String number, int expected) {
        assertThat(ExactNumbers.toInt(new BigDecimal(number))).isEqualTo(OptionalInt.of(expected));
        assertThat(ExactNumbers.toLong(new BigDecimal(number))).isEqualTo(OptionalLong.of(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "2147483648, 2147483648",
        "-2147483649, -2147483649",
        "4294967297, 4294967297",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808",
        "9223372036854775807.00, 9223372036854775807",
        "1E+18, 1000000000000000000"
    })
    void integersOf64BitsAreConverted(String number, long expected) {
        assertThat(ExactNumbers.toLong(new BigDecimal(number))).isEqualTo(OptionalLong.of(expected));
        assertThat(ExactNumbers.toInt(new BigDecimal(number))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1",
                "-1.5",
                "1E-130",
                "1E-2147483647",
                "9223372036854775808",
                "-9223372036854775809",
                "9223372036854775807.5",
                "1E+19",
                LARGEST,
                "1E+400",
                HUGE
            })
    void otherNumbersAreNoIntegers(String number) {
        assertThat(ExactNumbers.toLong(new BigDecimal(number))).isEmpty();
        assertThat(ExactNumbers.toInt(new BigDecimal(number))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 5, 2, 0.00",
        "-0, 5, 2, 0.00",
        "0E+2147483647, 5, 2, 0.00",
        "0E-2147483647, 5, 2, 0.00",
        "1, 5, 2, 1.00",
        "0.1, 5, 2, 0.10",
        "1.5000000, 5, 2, 1.50",
        "1E+2, 5, 2, 100.00",
        "-999.99, 5, 2, -999.99",
        "12345, 5, 0, 12345",
        "0.12345, 5, 5, 0.12345",
        "99999999999999999999999999999999999999, 38, 0, 99999999999999999999999999999999999999",
        "0.99999999999999999999999999999999999999, 38, 38, 0.99999999999999999999999999999999999999",
        "1234567890123456789.0123456789012345678, 38, 19, 1234567890123456789.0123456789012345678"
    })
    void decimalsHaveTheDeclaredScale(String number, int precision, int scale, BigDecimal expected) {
        assertThat(ExactNumbers.toDecimal(new BigDecimal(number), precision, scale))
                .isEqualTo(Optional.of(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 5, 2",
        "-1000, 5, 2",
        "1E+3, 5, 2",
        "0.001, 5, 2",
        "1.001, 5, 2",
        "0.5, 5, 0",
        "1, 5, 5",
        "1E-130, 38, 38",
        "1E-2147483647, 38, 38",
        "100000000000000000000000000000000000000, 38, 0",
        "0.999999999999999999999999999999999999999, 38, 38",
        LARGEST + ", 38, 0",
        "1E+400, 38, 0",
        HUGE + ", 38, 0"
    })
    void decimalsAreNeitherRoundedNorTruncated(String number, int precision, int scale) {
        assertThat(ExactNumbers.toDecimal(new BigDecimal(number), precision, scale))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0.1",
                "-0.1",
                "1.50",
                "0.30000000000000004",
                "1E-130",
                "1.234567890123456E+125",
                "1E+23",
                "2E+23",
                "8.41E+21",
                "9007199254740992",
                "1.7976931348623157E+308",
                "4.9E-324"
            })
    void numbersThatADoubleGivesBackAreConverted(String number) {
        assertThat(ExactNumbers.toDouble(new BigDecimal(number)))
                .isEqualTo(OptionalDouble.of(Double.parseDouble(number)));
    }

    @Test
    void negativeZeroIsZero() {
        assertThat(ExactNumbers.toDouble(new BigDecimal("-0"))).isEqualTo(OptionalDouble.of(0.0));
        assertThat(ExactNumbers.toDouble(new BigDecimal("-0.0E+125"))).isEqualTo(OptionalDouble.of(0.0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9007199254740993",
                "12345678901234567890",
                "1152921504606846976",
                "0.1000000000000000055511151231257827021",
                "1.0000000000000000001",
                "12345678901234567890123456789012345678",
                "9.999999999999999E+125",
                LARGEST,
                "1E+400",
                "-1E+400",
                "1E-400",
                HUGE
            })
    void otherNumbersAreNoDoubles(String number) {
        assertThat(ExactNumbers.toDouble(new BigDecimal(number))).isEmpty();
    }

    @Test
    void everyResultEqualsTheNumber() {
        RandomInputs.check(2_000, inputs -> {
            BigDecimal number = RandomItems.number(inputs).decimal();

            ExactNumbers.toInt(number)
                    .ifPresent(value -> assertThat(BigDecimal.valueOf(value)).isEqualByComparingTo(number));
            ExactNumbers.toLong(number)
                    .ifPresent(value -> assertThat(BigDecimal.valueOf(value)).isEqualByComparingTo(number));
            ExactNumbers.toDecimal(number, 38, 10)
                    .ifPresent(value -> assertThat(value).isEqualByComparingTo(number));
            ExactNumbers.toDouble(number).ifPresent(value -> assertThat(value).isEqualTo(number.doubleValue()));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "-1", "123456789012345", "-0.5", "0.001", "1234567890.12345"})
    void shortNumbersAreRecognized(String text) {
        assertThat(ExactNumbers.isShort(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                ".",
                "-.",
                "1.",
                ".5",
                "-.5",
                "01",
                "-0",
                "00",
                "1.0",
                "0.0",
                "1.50",
                "1E2",
                "+1",
                "1.2.3",
                "1-",
                "٣",
                "1234567890123456",
                "0.1234567890123456",
                "NaN"
            })
    void otherTextsAreNotShortNumbers(String text) {
        assertThat(ExactNumbers.isShort(text)).isFalse();
    }

    @Test
    void shortNumberIsTheTextOfItsPlainNumber() {
        RandomInputs.check(10_000, inputs -> {
            String text = inputs.text("0123456789.-", 1, 17);
            if (ExactNumbers.isShort(text)) {
                assertThat(new BigDecimal(text)).hasToString(text);
                assertThat(ExactNumbers.toDouble(new BigDecimal(text))).isPresent();
            }
        });
    }
}
