/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs histories on DynamoDB Local. */
class DynamoDbHistoryTest {
    @ParameterizedTest
    @CsvSource({
        "ITEM, false",
        "ITEM, true",
        "GROUP_AND_ITEM, false",
        "GROUP_AND_ITEM, true",
        "GROUP, false",
        "ITEM_OF_TWO_TABLES, false"
    })
    void rowsAreThoseOfTheAcceptedChanges(RowKeyShape shape, boolean hasSoftDeletes) {
        try (DynamoDbStore store = new DynamoDbStore(shape, hasSoftDeletes)) {
            Histories.assertNoDifferences(
                    shape,
                    "DynamoDB, " + shape + (hasSoftDeletes ? ", soft deletes" : ""),
                    Histories.REAL_TABLES,
                    Histories.LONG,
                    () -> store);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RowKeyShape.class,
            names = {"ITEM", "GROUP"})
    void tableReplacedByOneWithALowerGenerationFailsTheTask(RowKeyShape shape) {
        try (DynamoDbStore store = new DynamoDbStore(shape, false)) {
            assertThat(Histories.runWithOlderGeneration(1, shape, store, new HistoryCounts()))
                    .hasValueSatisfying(
                            reason -> assertThat(reason).contains("/writes", "/writes-restored", "snapshot"));
        }
    }

    @Test
    void taskOfTableWithALowerGenerationRecoversFromItsSnapshot() {
        try (DynamoDbStore store = new DynamoDbStore(RowKeyShape.ITEM, false)) {
            assertThat(Histories.recoverFromOlderGeneration(1, RowKeyShape.ITEM, store, new HistoryCounts()))
                    .isEmpty();
        }
    }
}
