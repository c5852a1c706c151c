/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.event.ItemValue.S;
import io.changefeed.event.Operation;
import io.changefeed.event.ViewType;
import io.changefeed.readmodel.history.HistoryProfile.UnstorableValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExpectedRowsTest {
    private static final int HISTORIES = 200;
    private static final EventFilter FILTER = EventFilter.parse(ItemState.FILTER);

    @ParameterizedTest
    @EnumSource(
            value = RowKeyShape.class,
            names = {"ITEM", "GROUP_AND_ITEM", "GROUP"})
    void expectedRowsAreThoseOfTheRemainingItemsIfEachDeleteHasAnEvent(RowKeyShape shape) {
        HistoryProfile profile = new HistoryProfile(
                "", shape, ViewType.NEW_AND_OLD_IMAGES, List.of(new UnstorableValue("n", new S("many"))), false);
        for (long seed = 1; seed <= HISTORIES; seed++) {
            History history = SourceTable.random(new Random(seed), profile, 30);

            assertThat(ExpectedRows.of(history.log(), shape, RowRule.BY_ITEM).certainKeys())
                    .as("seed %s", seed)
                    .isEqualTo(history.remaining().stream()
                            .map(SourceChange::after)
                            .flatMap(Optional::stream)
                            .filter(item -> item.isSelected() && item.isStorable())
                            .map(item -> shape.keyOf(item).orElseThrow())
                            .collect(toSet()));
        }
    }

    /** The snapshot drops the row that it read, and the filter drops the change. No event removes the item. */
    @Test
    void itemThatLeftTheFilterInAGapKeepsItsRowIfItChangesInTheWindowOfTheSnapshot() {
        ItemState selected = ItemState.of("a", "g", true, 1, 7);
        ItemState left = ItemState.of("a", "g", false, 2, 7);
        SourceChange insert = change(Optional.empty(), selected, 1, 1);
        SourceChange read = change(Optional.empty(), left, 2, 0);
        SourceChange inWindow = change(Optional.of(left), ItemState.of("a", "g", false, 3, 7), 2, 2);

        assertThat(FILTER.apply(read.event()))
                .hasValueSatisfying(event -> assertThat(event.operation()).isEqualTo(Operation.REMOVE));
        assertThat(keys(insert, read)).isEmpty();
        assertThat(FILTER.apply(inWindow.event())).isEmpty();
        assertThat(keys(insert, inWindow)).containsExactly(List.of("a"));
    }

    private static Set<List<String>> keys(SourceChange... log) {
        return ExpectedRows.of(List.of(log), RowKeyShape.ITEM, RowRule.BY_ITEM).certainKeys();
    }

    private static SourceChange change(Optional<ItemState> before, ItemState after, long generation, long sequence) {
        return new SourceChange(
                "writes",
                "a",
                before,
                Optional.of(after),
                generation,
                sequence,
                Instant.EPOCH,
                ViewType.NEW_AND_OLD_IMAGES);
    }
}
