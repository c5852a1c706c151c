/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.row.ColumnType.Kind;
import io.changefeed.readmodel.row.TargetTable;
import io.changefeed.readmodel.store.WriteMode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LayoutTest {
    private static Layout layout(boolean isOwned, WriteMode mode, Optional<String> deletedColumn) {
        return new Layout(
                new TargetTable(
                        "shop.rows",
                        List.of(new Column("pk", ColumnType.of(Kind.STRING))),
                        List.of(new Column("n", ColumnType.of(Kind.INTEGER))),
                        isOwned),
                mode,
                deletedColumn,
                "__order");
    }

    @Test
    void aRowOfOneItemThatStaysHoldsItsVersion() {
        Layout layout = layout(true, WriteMode.GUARDED, Optional.of("gone"));

        assertThat(layout.hasVersionInRow()).isTrue();
        assertThat(layout.hasClaims()).isFalse();
        assertThat(layout.rows().columns().stream().map(Column::name)).containsExactly("pk", "n", "gone", "__order");
        assertThat(layout.rows().isFilledInParts()).isTrue();
    }

    @Test
    void aRowThatIsDeletedOrHasSeveralOwnersHasItsVersionsBesideIt() {
        for (Layout layout : List.of(
                layout(true, WriteMode.GUARDED, Optional.empty()),
                layout(false, WriteMode.GUARDED, Optional.empty()))) {
            assertThat(layout.hasVersionInRow()).isFalse();
            assertThat(layout.hasClaims()).isTrue();
            assertThat(layout.rows().columns().stream().map(Column::name)).containsExactly("pk", "n");
            assertThat(layout.rows().isFilledInParts()).isFalse();
        }
        assertThat(layout(false, WriteMode.GUARDED, Optional.of("gone")).rows().columns().stream()
                        .map(Column::name))
                .containsExactly("pk", "n", "gone");
    }

    @Test
    void withoutTheGuardThereAreNoVersions() {
        Layout layout = layout(true, WriteMode.BATCH, Optional.of("gone"));

        assertThat(layout.hasVersionInRow()).isFalse();
        assertThat(layout.hasClaims()).isFalse();
    }

    @Test
    void theClaimsTableStandsBesideTheTable() {
        Wanted claims = layout(true, WriteMode.GUARDED, Optional.empty()).claims();

        assertThat(claims.name()).hasToString("shop.rows_claims");
        assertThat(claims.columns().stream().map(Column::name))
                .containsExactly("row_hash", "row_key", "claims", "expires");
    }
}
