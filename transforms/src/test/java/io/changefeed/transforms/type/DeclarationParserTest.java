/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclarationParserTest {
    @Test
    void fieldsAreDeclaredLikeSqlColumns() {
        assertThat(DeclaredFields.parse(
                                "id STRING,\n `a.b ``c` decimal( 12 , 2 ) default -1.5, flag boolean default true,"
                                        + " m map<string,array<struct<x: int, y dynamodb_json>>>, note string default 'it''s'")
                        .toString())
                .isEqualTo("`id` string, `a.b `c` decimal(12,2), `flag` boolean,"
                        + " `m` map<string,array<struct<`x` int, `y` dynamodb_json>>>, `note` string");
    }

    @Test
    void defaultsAreConvertedToTheTypeOfTheField() {
        Schema schema = DeclaredFields.parse(
                        "d decimal(12,2) default -1.5, s string default 'it''s', b bigint default 7,"
                                + " f boolean default FALSE")
                .schema()
                .build();

        assertThat(schema.field("d").schema().defaultValue()).isEqualTo(new BigDecimal("-1.50"));
        assertThat(schema.field("s").schema().defaultValue()).isEqualTo("it's");
        assertThat(schema.field("b").schema().defaultValue()).isEqualTo(7L);
        assertThat(schema.field("f").schema().defaultValue()).isEqualTo(false);
    }

    @Test
    void blankTextDeclaresNoFields() {
        assertThat(DeclaredFields.parse("  ").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "id| expected string, boolean",
                "id string,| expected a name",
                "a.b string| found '.' near character 2",
                "id string other string| expected a comma or the end but found 'other' near character 11",
                "id string, id int| the field 'id' is declared twice",
                "n decimal(39,2)| the precision must be 1 to 38",
                "n decimal(4,5)| the scale 0 to the precision",
                "n decimal(x,5)| expected digits but found 'x'",
                "n decimal| expected '(' but found the end",
                "a array<int| expected '>' but found the end",
                "m map<int,int>| expected 'string' but found 'int'",
                "n int default 'x'| type S does not fit int",
                "n int default| expected a default",
                "`n int| expected a name (in backticks if it has characters other than letters, digits and _) but found '`'",
                "`` int| expected a name",
                "n string default 'x| expected a string in quotes, a number, true or false but found",
                "n int default x| expected a string in quotes, a number, true or false but found 'x'",
            })
    void malformedDeclarationsAreRejectedWithTheirPosition(String text, String message) {
        assertThatThrownBy(() -> DeclaredFields.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
