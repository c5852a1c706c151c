/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.event.ChangeEvent;
import io.changefeed.simulator.SimulatedTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@EnabledIf(TestRounds.ARE_MANY)
class ManyShardsIT {
    private static final int SHARDS = 200;
    private static final int ITEMS = 4_000;
    /** The first rotation is slower, because the worker's JVM has not compiled the code yet. */
    private static final int ROTATIONS = 3;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(TestRounds.SEEDS)
    void noTaskIsRestartedWhenAllShardsRotateAtOnce(long seed) {
        try (FaultTestBed testBed = FaultTestBed.start(seed)) {
            SimulatedTable table = testBed.table("orders", SHARDS);
            testBed.read(List.of(table), Map.of("tasks.max", "2"));
            try (PublishedTable published = testBed.published(table)) {
                table.generate(3_000, ITEMS);
                published.awaitAll();
                long starts = testBed.taskStarts();

                for (int rotation = 1; rotation <= ROTATIONS; rotation++) {
                    List<Duration> times = rotateAll(table, published);
                    System.out.println("rotation " + rotation + " of " + SHARDS + " shards, seed " + seed
                            + ": from the parents' end to the first record on the topic of " + times.size()
                            + " children, median "
                            + times.get(times.size() / 2).toMillis() + " ms, worst "
                            + times.get(times.size() - 1).toMillis() + " ms");
                }

                System.out.println("rotations, seed " + seed + ": " + published.stopAndAssertExactlyOnce());
                assertThat(testBed.taskStarts()).isEqualTo(starts);
            }
            assertThat(table.report().openedBeforeTheirParentsEnd()).isEmpty();
        }
    }

    /**
     * Closes all shards, writes to their children, and returns the times until the first record of each child is
     * published.
     */
    private static List<Duration> rotateAll(SimulatedTable table, PublishedTable published) {
        Clock clock = Clock.systemUTC();
        // Keeps the readers from backing off before the shards end.
        int written = published.readToEnd().size() + table.generate(400, ITEMS);
        published.awaitAll();
        Set<String> children = Set.copyOf(table.rotateAll());
        Instant end = clock.instant();
        int total = written + table.generate(1_000, ITEMS);
        Map<String, Duration> seen = new HashMap<>();
        await("all changes")
                .atMost(Duration.ofMinutes(3))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    List<ChangeEvent> events = published.readToEnd();
                    Duration now = Duration.between(end, clock.instant());
                    events.stream()
                            .flatMap(event -> event.source().shardId().stream())
                            .filter(children::contains)
                            .forEach(child -> seen.putIfAbsent(child, now));
                    return events.size() >= total;
                });
        return seen.values().stream().sorted().toList();
    }
}
