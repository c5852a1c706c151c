/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A connector that has read for a week: every shard that its tasks were configured with is gone. */
@Tag("long")
class SimulatedWeekIT {
    private static final int SHARDS = 4;
    private static final int STEPS = 14;
    private static final Duration STEP = Duration.ofHours(12);

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Rounds.SEEDS)
    void aRestartWithTheOldConfigurationSeesNoGapAndReadsNothingAgain(long seed) throws IOException {
        try (ProcessStage stage = ProcessStage.start(ProcessStage.settings(seed)
                // The broker does not live in the simulator's week, and refuses records from its own future.
                .brokerProperty("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)))) {
            SimulatedTable table = stage.table("orders", SHARDS);
            table.rotation(Rotation.every(20));
            try (Published published = stage.published(table)) {
                stage.read(List.of(table), Map.of());
                change(table, published);
                for (int step = 0; step < STEPS; step++) {
                    stage.simulator().advance(STEP);
                    change(table, published);
                }
                assertThat(table.report().shards().subList(0, SHARDS)).allMatch(ShardReport::gone);

                awaitStartOfTask(stage, () -> stage.connect().restartTask(ProcessStage.CONNECTOR, 0));
                change(table, published);
                stage.connect().restartConnector(ProcessStage.CONNECTOR);
                change(table, published);
                awaitStartOfTask(stage, () -> {
                    stage.stack().worker().stop();
                    stage.stack().worker().start();
                });
                change(table, published);

                System.out.println("a week, seed " + seed + ": " + published.settleExactlyOnce());
            }
            assertThat(table.report().servedAgain()).as("records read again").isZero();
            assertThat(Files.readString(stage.stack().worker().log()))
                    .doesNotContain("Changes were lost")
                    .doesNotContain(" ERROR ");
        }
    }

    private static void change(SimulatedTable table, Published published) {
        table.generate(400, 200);
        published.awaitAll();
    }

    /** Does what starts the task once more, and waits until it has started. */
    private static void awaitStartOfTask(ProcessStage stage, Runnable restart) {
        long before = stage.startsOfTasks();
        restart.run();
        await().atMost(Duration.ofSeconds(60)).until(() -> stage.startsOfTasks() > before);
    }
}
