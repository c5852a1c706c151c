/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.benchmarks.measure.BareLoop;
import io.changefeed.benchmarks.measure.Target;
import io.changefeed.benchmarks.readmodel.sql.BareWrites.Batch;
import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.SharedDatabases;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BareWritesTest {
    private static final int ROWS = 40;
    private static final int BATCH = 10;
    private static final String OLD_VERSION = "1-" + "0".repeat(20) + "@1/r/a/t";

    static Stream<DatabaseServer> servers() {
        return Stream.of(SharedDatabases.postgreSql(), SharedDatabases.mariaDb());
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("servers")
    void eachWriteRaisesRevisionsAndVersionsOfItsBatch(DatabaseServer server) {
        String name = RowStorage.OWNED_HARD.tableName();
        server.execute(
                "CREATE TABLE " + name + "_versions (item varchar(40) PRIMARY KEY, version varchar(400))",
                "CREATE TABLE " + name + " (id varchar(40) PRIMARY KEY, revision bigint)");
        server.execute(IntStream.range(0, ROWS)
                .mapToObj(row -> List.of(
                        "INSERT INTO " + name + "_versions VALUES ('hash-" + row + "', '" + OLD_VERSION + "')",
                        "INSERT INTO " + name + " VALUES ('order-" + row + "', 0)"))
                .flatMap(List::stream)
                .toArray(String[]::new));
        List<Batch> batches = BareWrites.batches(
                RowStorage.OWNED_HARD.tables(server, "").stream()
                        .map(TargetTable::rows)
                        .toList(),
                BATCH);
        List<TargetTable> copies =
                RowStorage.OWNED_HARD.copyEmpty(RowStorage.OWNED_HARD.tables(server, ""), name + "_copy");
        TargetTable versions = copies.get(0);
        TargetTable rows = copies.get(1);

        Target counted;
        try (BareWrites writes = new BareWrites(server.url(), RowStorage.OWNED_HARD, copies, BATCH, 2);
                BareLoop<Batch> loop = BareLoop.start(batches, 2, writes::write)) {
            counted = loop.counted(rows, BATCH);
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                loop.requireNotFailed();
                return counted.written() >= 3 * ROWS;
            });
        }

        assertThat(rows.written()).isEqualTo(counted.written());
        assertThat(rows.rows()).hasSize(ROWS);
        assertThat(versions.rows())
                .hasSize(ROWS)
                .allSatisfy(row -> assertThat(row[1])
                        .isGreaterThan(OLD_VERSION)
                        .hasSameSizeAs(OLD_VERSION)
                        .endsWith("@1/r/a/t"));
    }
}
