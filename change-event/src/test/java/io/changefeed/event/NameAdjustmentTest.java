/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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
    void avroUnicodeSpellsWhatAvroDoesNotAllow(String name, String adjusted) {
        assertThat(NameAdjustment.AVRO_UNICODE.fieldName(name)).isEqualTo(adjusted);
    }

    @ParameterizedTest
    @CsvSource({"cdc.orders-prod.Key, cdc.orders_u002dprod.Key", "1.2, _u0031._u0032", "a..b., a._.b._"})
    void schemaNamesKeepTheirDots(String name, String adjusted) {
        assertThat(NameAdjustment.AVRO_UNICODE.schemaName(name)).isEqualTo(adjusted);
    }

    @Property(tries = 2000)
    void differentNamesStayDifferent(@ForAll("names") String one, @ForAll("names") String other) {
        Assume.that(!one.equals(other));
        assertThat(NameAdjustment.AVRO_UNICODE.fieldName(one))
                .isNotEqualTo(NameAdjustment.AVRO_UNICODE.fieldName(other));
        assertThat(NameAdjustment.AVRO_UNICODE.schemaName(one))
                .isNotEqualTo(NameAdjustment.AVRO_UNICODE.schemaName(other));
    }

    @Property
    void everyAdjustedNameIsLegalInAvro(@ForAll("names") String name) {
        assertThat(NameAdjustment.AVRO_UNICODE.fieldName(name)).matches("[A-Za-z_][A-Za-z0-9_]*");
    }

    /** Few characters, so that names resemble each other and look like adjusted ones. */
    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withChars("_u0-2d.5f").ofMaxLength(7);
    }

    @Test
    void noneLeavesNamesAlone() {
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
