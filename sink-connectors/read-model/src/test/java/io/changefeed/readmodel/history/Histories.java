/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ViewType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Runs random histories. A seed always results in the same history. */
final class Histories {
    /** Steps of a history: each kind of change is likely. */
    static final int SHORT = 30;
    /** Steps of a history for stores in which it is expensive to start a task. */
    static final int LONG = 120;
    /** The number of kinds of tables in databases: 6 in each of PostgreSQL, MariaDB and DynamoDB. */
    static final int REAL_TABLES = 18;

    private static final int FEW_CHANGES = 4_000;
    /** The changes of all histories on all kinds of tables. The profile "faults" runs more. */
    private static final int CHANGES = Integer.getInteger("history.changes", FEW_CHANGES);

    private static final Optional<Long> SEED = Optional.ofNullable(Long.getLong("history.seed"));

    private Histories() {}

    /**
     * Runs a kind of table's share of the histories and prints their counts. With {@code -Dhistory.seed}, runs only the
     * history with this seed. A few histories are always the same.
     *
     * @param name of the kind of table
     * @param kinds the number of kinds of tables that share the changes
     * @param steps of each history
     * @param stores returns the store for the next history, which can contain rows of earlier ones
     */
    static void assertNoDifferences(
            RowKeyShape shape, String name, int kinds, int steps, Supplier<TargetStore> stores) {
        HistoryCounts counts = new HistoryCounts();
        long first = SEED.orElseGet(() -> CHANGES > FEW_CHANGES ? new Random().nextInt(Integer.MAX_VALUE) : 1L);
        Map<String, Object> wrong = new LinkedHashMap<>();
        for (long seed = first; counts.changes < CHANGES / kinds && (SEED.isEmpty() || seed == first); seed++) {
            Map<List<String>, String> differences = run(seed, steps, shape, stores.get(), counts);
            if (!differences.isEmpty()) {
                wrong.put("-Dhistory.seed=" + seed, differences);
            }
        }
        System.out.println(name + ", first seed " + first + ": " + counts);
        assertThat(wrong).as("histories of %s with wrong rows", name).isEmpty();
    }

    /**
     * Delivers a history to a store.
     *
     * @return the rows that differ from the expected ones, or why a task failed
     */
    static Map<List<String>, String> run(
            long seed, int steps, RowKeyShape shape, TargetStore store, HistoryCounts counts) {
        Random random = new Random(seed);
        HistoryProfile profile = profile(seed, random, shape, store);
        HistoryRun run = new HistoryRun(SourceTable.random(random, profile, steps), store, random, counts);
        try {
            Optional<String> failure = run.run();
            return failure.isPresent() ? Map.of(List.of("failure"), failure.get()) : run.differences(profile);
        } catch (RuntimeException e) {
            throw new AssertionError("-Dhistory.seed=" + seed, e);
        }
    }

    /**
     * Delivers the history of a table that was replaced by a copy with a lower generation.
     *
     * @return why a task failed
     */
    static Optional<String> runWithOlderGeneration(
            long seed, RowKeyShape shape, TargetStore store, HistoryCounts counts) {
        Random random = new Random(seed);
        HistoryProfile profile = profile(seed, random, shape, store);
        return new HistoryRun(SourceTable.replacedByOlderGeneration(random, profile, SHORT), store, random, counts)
                .run();
    }

    /**
     * Delivers the same history, followed by a snapshot. The task fails, and an operator moves its offset to the
     * snapshot.
     *
     * @return the rows that differ from the expected ones
     */
    static Map<List<String>, String> recoverFromOlderGeneration(
            long seed, RowKeyShape shape, TargetStore store, HistoryCounts counts) {
        Random random = new Random(seed);
        HistoryProfile profile = profile(seed, random, shape, store);
        List<SourceChange> log = SourceTable.replacedByOlderGenerationWithSnapshot(random, profile, SHORT)
                .log();
        List<SourceChange> old = log.stream()
                .filter(change -> !change.table().endsWith("-restored"))
                .toList();
        List<SourceChange> copy = log.subList(old.size(), log.size());
        List<SourceChange> snapshot = copy.stream()
                .filter(change -> change.generation() > SourceTable.SNAPSHOT_GENERATION)
                .toList();
        assertThat(deliver(old, store, random, counts)).isEmpty();
        for (int start = 0; start < 2; start++) {
            assertThat(deliver(copy, store, random, counts))
                    .as("a restarted task reads the same changes first")
                    .hasValueSatisfying(reason -> assertThat(reason).contains("lower generation"));
        }
        assertThat(deliver(snapshot, store, random, counts)).isEmpty();
        List<SourceChange> accepted = new ArrayList<>(old);
        accepted.addAll(snapshot);
        return HistoryRun.differences(accepted, profile, store);
    }

    /** Delivers changes by a new task. Returns why it failed; empty if it did not. */
    private static Optional<String> deliver(
            List<SourceChange> changes, TargetStore store, Random random, HistoryCounts counts) {
        List<ChangeEvent> events = HistoryRun.events(changes);
        HistoryTask task = new HistoryTask(store, events, random, counts);
        task.seek(0, events.size());
        while (!task.isDone() && task.failure().isEmpty()) {
            task.start();
            store.awaitProgress(task.inFlight(), random);
            task.collect();
        }
        task.close();
        return task.failure();
    }

    private static HistoryProfile profile(long seed, Random random, RowKeyShape shape, TargetStore store) {
        boolean hasOldImages = store.rule() == RowRule.BY_ROW || random.nextBoolean();
        return new HistoryProfile(
                seed + "-",
                shape,
                hasOldImages ? ViewType.NEW_AND_OLD_IMAGES : ViewType.NEW_IMAGE,
                store.unstorable(),
                random.nextBoolean());
    }
}
