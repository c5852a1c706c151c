/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ItemValue.S;
import io.changefeed.event.ViewType;
import io.changefeed.readmodel.history.HistoryProfile.UnstorableValue;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExpectedRowsTest {
    private static final int HISTORIES = 200;

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
}
