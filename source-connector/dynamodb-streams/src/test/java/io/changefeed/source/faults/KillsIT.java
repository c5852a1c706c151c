/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.stream.Rotation;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SIGKILL of the worker at random times, while shards rotate every 300 records and split. */
class KillsIT {
    private static final int CHANGES = TestRounds.MANY ? 20_000 : 5_000;
    private static final int ITEMS = 300;
    private static final int KILLS = TestRounds.MANY ? 3 : 2;
    /** A page and a half, so that full and partial pages are in flight when the worker is killed. */
    private static final int AHEAD = 1_500;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(TestRounds.SEEDS)
    void everyChangeIsPublishedOnceWithExactlyOnce(long seed) {
        try (FaultTestBed testBed = FaultTestBed.start(FaultTestBed.settings(seed))) {
            SimulatedTable table = rotatingTable(testBed);
            killWhileWriting(testBed, table, seed);

            try (PublishedTable published = testBed.published(table)) {
                System.out.println("kills, exactly once, seed " + seed + ": " + published.stopAndAssertExactlyOnce());
            }
            assertThat(table.report().openedBeforeTheirParentsEnd()).isEmpty();
        }
    }

    /** A single round kills such a worker in {@link KillPointsIT} only. */
    @ParameterizedTest(name = "seed {0}")
    @EnabledIf(TestRounds.ARE_MANY)
    @MethodSource(TestRounds.SEEDS)
    void noChangeIsLostWithoutExactlyOnce(long seed) {
        try (FaultTestBed testBed = FaultTestBed.start(FaultTestBed.settings(seed)
                .workerProperty("exactly.once.source.support", "disabled")
                // With the default of one minute, each kill would send the connector back to its start.
                .workerProperty("offset.flush.interval.ms", "1000"))) {
            SimulatedTable table = rotatingTable(testBed);
            killWhileWriting(testBed, table, seed);

            try (PublishedTable published = testBed.published(table)) {
                System.out.println("kills, at least once, seed " + seed + ": " + published.stopAndAssertAtLeastOnce());
            }
            assertThat(table.report().openedBeforeTheirParentsEnd()).isEmpty();
        }
    }

    private static SimulatedTable rotatingTable(FaultTestBed testBed) {
        SimulatedTable table = testBed.table("orders", 4);
        table.rotation(Rotation.every(300).splittingEvery(5));
        testBed.read(List.of(table), Map.of());
        return table;
    }

    private static void killWhileWriting(FaultTestBed testBed, SimulatedTable table, long seed) {
        Random random = new Random(seed);
        BackgroundWrites writes = BackgroundWrites.start(table, CHANGES, ITEMS, AHEAD);
        for (int kill = 1; kill <= KILLS; kill++) {
            writes.awaitRead(kill * CHANGES / (KILLS + 1) - random.nextInt(AHEAD));
            testBed.killWorker();
            testBed.stack().worker().start();
        }
        writes.awaitEnd();
    }
}
