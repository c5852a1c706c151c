/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the histories find errors of stores. */
class MutationTest {
    private static final int MAX_HISTORIES = 300;

    static Stream<Arguments> mutants() {
        return Arrays.stream(Mutation.values())
                .flatMap(mutation -> mutation.layouts().stream().map(layout -> Arguments.of(mutation, layout)));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void mutantIsFound(Mutation mutation, MemoryLayout layout) {
        List<RowKeyShape> shapes =
                Arrays.stream(RowKeyShape.values()).filter(layout::suits).toList();

        OptionalLong found = LongStream.rangeClosed(1, MAX_HISTORIES)
                .filter(seed -> shapes.stream().anyMatch(shape -> finds(seed, shape, mutation, layout)))
                .findFirst();

        System.out.println(mutation + " in " + layout + " is found by history " + found.orElse(-1));
        assertThat(found).as("seed of the first history that finds the mutant").isPresent();
    }

    private static boolean finds(long seed, RowKeyShape shape, Mutation mutation, MemoryLayout layout) {
        MemoryStore store = new MemoryStore(shape, layout, Set.of(mutation));
        HistoryCounts counts = new HistoryCounts();
        return mutation == Mutation.CONFLICT_IS_IGNORED
                ? isConflictExpected(shape)
                        && Histories.runWithOlderGeneration(seed, shape, store, counts)
                                .isEmpty()
                : !Histories.run(seed, Histories.SHORT, shape, store, counts).isEmpty();
    }

    /** Of several tables, none replaces another. */
    private static boolean isConflictExpected(RowKeyShape shape) {
        return shape.tables().size() == 1;
    }
}
