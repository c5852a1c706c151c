/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.testing.RandomInputs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameAdjustmentTest {
    @ParameterizedTest
    @CsvSource({
        "orders, orders",
        "orders-prod, orders_u002dprod",
        "line_no, line_u005fno",
        "7up, _u0037up",
        "up7, up7",
        "a.b, a_u002eb",
        "Ü, _u00dc",
        "😀, _ud83d_ude00",
    })
    void avroUnicodeEscapesIllegalCharacters(String name, String adjusted) {
        assertThat(NameAdjustment.AVRO_UNICODE.fieldName(name)).isEqualTo(adjusted);
    }

    @ParameterizedTest
    @CsvSource({"cdc.orders-prod.Key, cdc.orders_u002dprod.Key", "1.2, _u0031._u0032", "a..b., a._.b._"})
    void schemaNamesKeepTheirDots(String name, String adjusted) {
        assertThat(NameAdjustment.AVRO_UNICODE.schemaName(name)).isEqualTo(adjusted);
    }

    @Test
    void differentNamesStayDifferent() {
        RandomInputs.check(2_000, inputs -> {
            String one = name(inputs);
            String other = name(inputs);
            if (!one.equals(other)) {
                assertThat(NameAdjustment.AVRO_UNICODE.fieldName(one))
                        .isNotEqualTo(NameAdjustment.AVRO_UNICODE.fieldName(other));
                assertThat(NameAdjustment.AVRO_UNICODE.schemaName(one))
                        .isNotEqualTo(NameAdjustment.AVRO_UNICODE.schemaName(other));
            }
        });
    }

    @Test
    void adjustedNamesAreLegalInAvro() {
        RandomInputs.check(
                1_000,
                inputs -> assertThat(NameAdjustment.AVRO_UNICODE.fieldName(name(inputs)))
                        .matches("[A-Za-z_][A-Za-z0-9_]*"));
    }

    /** Uses few characters, so that names resemble each other and adjusted names. */
    private static String name(RandomInputs inputs) {
        return inputs.text("_u0-2d.5f", 0, 7);
    }

    @Test
    void modeNoneKeepsNames() {
        assertThat(NameAdjustment.NONE.fieldName("a.b-c_😀")).isEqualTo("a.b-c_😀");
        assertThat(NameAdjustment.NONE.schemaName("..a-b.")).isEqualTo("..a-b.");
    }

    @Test
    void itemFormatsAreParsedFromTheirText() {
        for (ItemFormat format : ItemFormat.values()) {
            assertThat(ItemFormat.parse(format.text())).contains(format);
        }
        assertThat(ItemFormat.parse("")).isEmpty();
    }
}
