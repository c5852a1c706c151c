/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.readmodel.sql.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs histories on PostgreSQL and MariaDB. */
class SqlHistoryTest {
    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, ITEM, false",
        "POSTGRESQL, ITEM, true",
        "POSTGRESQL, GROUP_AND_ITEM, false",
        "POSTGRESQL, GROUP_AND_ITEM, true",
        "POSTGRESQL, GROUP, false",
        "POSTGRESQL, ITEM_OF_TWO_TABLES, false",
        "MARIADB, ITEM, false",
        "MARIADB, ITEM, true",
        "MARIADB, GROUP_AND_ITEM, false",
        "MARIADB, GROUP_AND_ITEM, true",
        "MARIADB, GROUP, false",
        "MARIADB, ITEM_OF_TWO_TABLES, false"
    })
    void rowsAreThoseOfTheAcceptedChanges(TestDatabase database, RowKeyShape shape, boolean hasSoftDeletes) {
        try (SqlStore store = new SqlStore(database, shape, hasSoftDeletes)) {
            Histories.assertNoDifferences(
                    shape,
                    database + ", " + shape + (hasSoftDeletes ? ", soft deletes" : ""),
                    Histories.REAL_TABLES,
                    Histories.LONG,
                    () -> store);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, ITEM, false",
        "POSTGRESQL, ITEM, true",
        "POSTGRESQL, GROUP, false",
        "MARIADB, ITEM, false",
        "MARIADB, ITEM, true",
        "MARIADB, GROUP, false"
    })
    void tableReplacedByOneWithALowerGenerationFailsTheTask(
            TestDatabase database, RowKeyShape shape, boolean hasSoftDeletes) {
        try (SqlStore store = new SqlStore(database, shape, hasSoftDeletes)) {
            assertThat(Histories.runWithOlderGeneration(1, shape, store, new HistoryCounts()))
                    .hasValueSatisfying(
                            reason -> assertThat(reason).contains("/writes", "/writes-restored", "snapshot"));
        }
    }

    /** In a row that is found by old images, the items that left it by a change that was skipped remain. */
    @ParameterizedTest
    @CsvSource({"POSTGRESQL, ITEM, true", "POSTGRESQL, GROUP, false", "MARIADB, GROUP_AND_ITEM, false"})
    void taskOfTableWithALowerGenerationRecoversFromItsSnapshot(
            TestDatabase database, RowKeyShape shape, boolean hasSoftDeletes) {
        try (SqlStore store = new SqlStore(database, shape, hasSoftDeletes)) {
            assertThat(Histories.recoverFromOlderGeneration(1, shape, store, new HistoryCounts()))
                    .isEmpty();
        }
    }
}
