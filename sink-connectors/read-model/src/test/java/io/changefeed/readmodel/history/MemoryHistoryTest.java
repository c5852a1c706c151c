/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs histories on tables in memory, which show that the rules of the stores are right. */
class MemoryHistoryTest {
    static Stream<Arguments> tables() {
        return Arrays.stream(MemoryLayout.values())
                .flatMap(layout -> Arrays.stream(RowKeyShape.values())
                        .filter(layout::suits)
                        .map(shape -> Arguments.of(layout, shape)));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void rowsAreThoseOfTheAcceptedChanges(MemoryLayout layout, RowKeyShape shape) {
        Histories.assertNoDifferences(
                shape,
                "memory, " + layout + ", " + shape,
                (int) tables().count(),
                Histories.SHORT,
                () -> new MemoryStore(shape, layout, Set.of()));
    }
}
