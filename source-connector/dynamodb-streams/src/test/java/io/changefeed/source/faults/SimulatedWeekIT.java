/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.control.ShardReport;
import io.changefeed.simulator.stream.Rotation;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Restarts of a connector that has run for a week: all shards in its task configurations have expired. */
@EnabledIf(TestRounds.ARE_MANY)
class SimulatedWeekIT {
    private static final int SHARDS = 4;
    private static final int STEPS = 8;
    /** Less than the retention of 24 hours, so that no change expires. */
    private static final Duration STEP = Duration.ofHours(21);

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(TestRounds.SEEDS)
    void restartAfterAWeekFindsNoGapAndRereadsNothing(long seed) throws IOException {
        try (FaultTestBed testBed = FaultTestBed.start(FaultTestBed.settings(seed)
                // The broker's clock is not advanced, and it rejects timestamps in the future.
                .brokerProperty("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)))) {
            SimulatedTable table = testBed.table("orders", SHARDS);
            table.rotation(Rotation.every(20));
            try (PublishedTable published = testBed.published(table)) {
                testBed.read(List.of(table), Map.of());
                change(table, published);
                for (int step = 0; step < STEPS; step++) {
                    testBed.simulator().advance(STEP);
                    change(table, published);
                }
                assertThat(table.report().shards().subList(0, SHARDS)).allMatch(ShardReport::gone);

                restart(
                        table,
                        published,
                        () -> awaitTaskStart(testBed, () -> testBed.connect().restartTask(FaultTestBed.CONNECTOR, 0)));
                restart(table, published, () -> testBed.connect().restartConnector(FaultTestBed.CONNECTOR));
                restart(
                        table,
                        published,
                        () -> awaitTaskStart(testBed, () -> {
                            testBed.stack().worker().stop();
                            testBed.stack().worker().start();
                        }));

                System.out.println("a week, seed " + seed + ": " + published.stopAndAssertExactlyOnce());
            }
            assertThat(Files.readString(testBed.stack().worker().log()))
                    .doesNotContain("were lost")
                    .doesNotContain(" ERROR ");
        }
    }

    private static void change(SimulatedTable table, PublishedTable published) {
        table.generate(100, 60);
        published.awaitAll();
    }

    /**
     * Restarts a component while no change is in flight, and asserts that no published change is read again.
     *
     * <p>Later changes, which are in other shards, can be read again: the connector reassigns the shards when it starts,
     * Connect restarts the task, and a page that was fetched but not emitted is fetched again.
     */
    private static void restart(SimulatedTable table, PublishedTable published, Runnable restart) {
        table.rotateAll();
        Map<String, Integer> before = servedAgain(table);
        restart.run();
        change(table, published);
        assertThat(servedAgain(table)).as("records read again").containsAllEntriesOf(before);
    }

    private static Map<String, Integer> servedAgain(SimulatedTable table) {
        return table.report().shards().stream()
                .filter(shard -> !shard.open())
                .collect(toMap(ShardReport::id, ShardReport::servedAgain));
    }

    /** Restarts the task, and waits until it has started. */
    private static void awaitTaskStart(FaultTestBed testBed, Runnable restart) {
        long before = testBed.taskStarts();
        restart.run();
        await().atMost(Duration.ofMinutes(3)).until(() -> testBed.taskStarts() > before);
    }
}
