/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.benchmarks.readmodel.TargetTable.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.row.ColumnType.Kind;
import io.changefeed.readmodel.sql.dialect.PostgreSqlDialect;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import io.changefeed.readmodel.sql.table.TableName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuardedUpsertTest {
    @Test
    void bareLoopExecutesStatementOfConnector() {
        SqlColumn key = new SqlColumn("id", ColumnType.of(Kind.STRING), "text");
        SqlColumn revision = new SqlColumn("revision", ColumnType.of(Kind.INTEGER), "int8");
        SqlColumn deleted = new SqlColumn("deleted_at", ColumnType.of(Kind.TIMESTAMP), "timestamptz");
        SqlColumn version = new SqlColumn("__order", ColumnType.of(Kind.STRING), "text");
        SqlTable table = new SqlTable(TableName.parse("bare"), List.of(key), List.of(revision, deleted, version));

        GuardedUpsert upsert = new GuardedUpsert(
                "bare",
                table.columns().stream()
                        .map(column -> new Column(column.name(), column.databaseType()))
                        .toList());

        assertThat(upsert.sql()).isEqualTo(new PostgreSqlDialect().upsert(table, Optional.of(version), 500));
    }
}
