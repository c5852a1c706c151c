/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageLimitTest {
    private static final int MAX_BYTES = 8_000_000;

    private final HeapBudget budget = new HeapBudget(MAX_BYTES);
    private final PageLimit.Weights weights = new PageLimit.Weights();
    private final PageLimit limit = new PageLimit(budget, weights, 1000);

    @Test
    void firstPagesOfATaskReserveAQuarterOfTheBudget() {
        assertThat(limit.bytes()).isEqualTo(MAX_BYTES / 4);
        assertThat(limit.records()).isEqualTo(100);
    }

    @Test
    void limitDoublesWhilePagesAreFullUpToTheMaximum() {
        for (int expected : new int[] {100, 200, 400, 800, 1000, 1000}) {
            assertThat(limit.records()).isEqualTo(expected);
            limit.pageRead(expected, expected, expected * 500L, expected);
        }
        assertThat(limit.bytes()).isEqualTo(500_000);
    }

    @Test
    void pageWeighsAtMostAnEighthOfTheBudget() {
        limit.pageRead(100, 100, 100 * 50_000L, 100);

        assertThat(limit.records()).isEqualTo(20);
        assertThat(limit.bytes()).isEqualTo(1_000_000);
    }

    @Test
    void recordHeavierThanTheShareIsReadAlone() {
        limit.pageRead(1, 1, 50_000_000, 100);

        assertThat(limit.records()).isEqualTo(1);
        assertThat(limit.bytes()).isEqualTo(50_000_000);
    }

    @Test
    void newReaderExpectsTheHeaviestRecordsOfTheTask() {
        new PageLimit(budget, weights, 1000).pageRead(10, 10, 10 * 20_000L, 100);
        new PageLimit(budget, weights, 1000).pageRead(10, 10, 10 * 500L, 100);

        assertThat(limit.records()).isBetween(50, 55);
        assertThat(limit.bytes()).isBetween(950_000L, 1_000_000L);
    }

    @Test
    void heavyRecordsAreForgottenGradually() {
        limit.pageRead(10, 10, 10 * 20_000L, 100);
        limit.pageRead(10, 10, 10 * 1_000L, 100);
        assertThat(limit.records()).isBetween(90, 100);

        for (int page = 0; page < 20; page++) {
            limit.pageRead(0, 0, 0, 100);
            limit.pageRead(10, 10, 10 * 1_000L, 100);
        }

        assertThat(limit.records()).isEqualTo(100);
        assertThat(limit.bytes()).isBetween(100_000L, 101_000L);
    }

    @Test
    void filterOfASnapshotDoesNotHideTheWeightOfRecords() {
        PageLimit snapshot = new PageLimit(budget, weights, 100_000);
        snapshot.pageRead(5_000, 0, 0, 5_000);
        assertThat(limit.bytes()).as("nothing was returned yet").isEqualTo(MAX_BYTES / 4);

        snapshot.pageRead(5_000, 1, 20_000, 5_000);

        assertThat(limit.bytes()).isEqualTo(50 * 20_000);
    }

    @Test
    void pagesBeforeTheStartOfAStreamAreLargeAndDoNotHideTheWeightOfRecords() {
        limit.pageSkipped(100, 100);
        limit.pageSkipped(200, 200);

        assertThat(limit.bytes()).as("nothing was weighed yet").isEqualTo(MAX_BYTES / 4);
        assertThat(limit.records()).isEqualTo(400);
    }
}
