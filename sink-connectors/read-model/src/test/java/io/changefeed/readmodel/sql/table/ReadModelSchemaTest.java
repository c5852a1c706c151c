/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.row.ColumnType.Kind;
import io.changefeed.readmodel.row.TargetTable;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadModelSchemaTest {
    private static ReadModelSchema schema(boolean hasOneItemPerRow, boolean isGuarded, Optional<String> deletedColumn) {
        return new ReadModelSchema(
                new TargetTable(
                        "shop.rows",
                        List.of(new Column("pk", ColumnType.of(Kind.STRING))),
                        List.of(new Column("n", ColumnType.of(Kind.INTEGER))),
                        hasOneItemPerRow),
                isGuarded,
                deletedColumn,
                "__order");
    }

    @Test
    void unsharedRowWithSoftDeleteContainsVersion() {
        ReadModelSchema schema = schema(true, true, Optional.of("gone"));

        assertThat(schema.hasVersionInRow()).isTrue();
        assertThat(schema.hasVersionTable()).isFalse();
        assertThat(schema.rowTable().columns().stream().map(Column::name))
                .containsExactly("pk", "n", "gone", "__order");
        assertThat(schema.rowTable().omittedColumns()).containsExactlyInAnyOrder("n", "gone");
        assertThat(schema.rowTable().nullColumns()).containsExactly("gone");
    }

    @Test
    void hardDeletedRowUsesVersionTable() {
        ReadModelSchema schema = schema(true, true, Optional.empty());

        assertThat(schema.hasVersionInRow()).isFalse();
        assertThat(schema.hasVersionTable()).isTrue();
        assertThat(schema.knowsRowsOfItems()).isTrue();
        assertThat(schema.rowTable().columns().stream().map(Column::name)).containsExactly("pk", "n");
        assertThat(schema.rowTable().omittedColumns()).isEmpty();
    }

    @Test
    void sharedRowsAreViewOfItems() {
        ReadModelSchema schema = schema(false, true, Optional.empty());

        assertThat(schema.hasItemTable()).isTrue();
        assertThat(schema.hasVersionTable()).isFalse();
        assertThat(schema.knowsRowsOfItems()).isTrue();
        assertThat(schema.itemTable().name()).hasToString("shop.rows_items");
        assertThat(schema.itemTable().columns().stream().map(Column::name))
                .containsExactly("__item", "pk", "n", "__row", "__expires", "__changed", "__version");
        assertThat(schema.itemTable().omittedColumns()).containsExactlyInAnyOrder("pk", "n", "__row", "__expires");
        assertThat(schema.itemTable().nullColumns())
                .isEqualTo(schema.itemTable().omittedColumns());
        assertThat(schema.view().name()).hasToString("shop.rows");
        assertThat(schema.view().columns()).containsExactly("pk", "n");
    }

    @Test
    void unguardedRowsHaveNoVersions() {
        ReadModelSchema schema = schema(true, false, Optional.of("gone"));

        assertThat(schema.hasVersionInRow()).isFalse();
        assertThat(schema.hasVersionTable()).isFalse();
        assertThat(schema.hasItemTable()).isFalse();
    }

    @Test
    void versionTableIsInSchemaOfRowTable() {
        TableDefinition versions = schema(true, true, Optional.empty()).versionTable();

        assertThat(versions.name()).hasToString("shop.rows_versions");
        assertThat(versions.columns().stream().map(Column::name))
                .containsExactly("item", "version", "row_key", "expires");
        assertThat(versions.omittedColumns()).containsExactlyInAnyOrder("row_key", "expires");
    }
}
