/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableNameTest {
    @Test
    void parsesSchemaBeforeDot() {
        assertThat(TableName.parse("rows")).isEqualTo(new TableName(Optional.empty(), "rows"));
        assertThat(TableName.parse("shop.rows")).isEqualTo(new TableName(Optional.of("shop"), "rows"));
        assertThat(TableName.parse("shop.rows").withSuffix("_versions")).hasToString("shop.rows_versions");
    }

    @Test
    void rejectsInvalidName() {
        for (String text : new String[] {"a.b.c", ".a", "a.", " "}) {
            assertThatThrownBy(() -> TableName.parse(text)).hasMessage("Expected table or schema.table");
        }
    }
}
