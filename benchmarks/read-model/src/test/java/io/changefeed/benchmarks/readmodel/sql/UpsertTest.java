/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.benchmarks.readmodel.sql.RowStorage.Part;
import io.changefeed.benchmarks.readmodel.sql.TargetTable.Column;
import io.changefeed.benchmarks.readmodel.sql.TargetTable.Layout;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.row.ColumnType.Kind;
import io.changefeed.readmodel.sql.dialect.MySqlDialect;
import io.changefeed.readmodel.sql.dialect.PostgreSqlDialect;
import io.changefeed.readmodel.sql.dialect.UpdateRule;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import io.changefeed.readmodel.sql.table.TableName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UpsertTest {
    private static final int ROWS = 3;
    private static final SqlColumn CHANGED = new SqlColumn("changed", ColumnType.of(Kind.STRING), "text", 0);
    private static final SqlColumn VERSION = new SqlColumn("version", ColumnType.of(Kind.STRING), "text", 0);
    private static final SqlTable TABLE = new SqlTable(
            TableName.parse("bare"),
            List.of(new SqlColumn("id", ColumnType.of(Kind.STRING), "text", 0)),
            List.of(
                    new SqlColumn("revision", ColumnType.of(Kind.INTEGER), "int8", 0),
                    new SqlColumn("deleted_at", ColumnType.of(Kind.TIMESTAMP), "timestamptz", 0),
                    CHANGED,
                    VERSION));
    private static final Layout LAYOUT = new Layout(
            TABLE.columns().stream()
                    .map(column -> new Column(column.name(), column.databaseType()))
                    .toList(),
            List.of("id"));

    static Stream<Arguments> rules() {
        Optional<String> version = Optional.of(VERSION.name());
        return Stream.of(
                Arguments.of(RowStorage.UNGUARDED, UpdateRule.ALWAYS),
                Arguments.of(new Part("", version, Optional.empty()), UpdateRule.ifNewer(VERSION)),
                Arguments.of(
                        new Part("", version, Optional.of(CHANGED.name())),
                        UpdateRule.ifNewer(VERSION).keepingMaximum(CHANGED)));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void bareLoopExecutesStatementOfConnector(Part part, UpdateRule rule) {
        assertThat(Upsert.postgreSql("bare", LAYOUT, part).sql())
                .isEqualTo(new PostgreSqlDialect().rows().upsert(TABLE, rule, ROWS));
        assertThat(Upsert.mariaDb("bare", LAYOUT, part, ROWS).sql())
                .isEqualTo(MySqlDialect.forMariaDb().rows().upsert(TABLE, rule, ROWS));
    }
}
