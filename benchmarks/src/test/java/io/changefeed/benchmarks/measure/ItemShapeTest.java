/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.simulator.table.ItemSize;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ItemShapeTest {
    private static final int KEY_BYTES = 14;

    @ParameterizedTest
    @EnumSource
    void itemsHaveTheSizeOfTheirTitle(ItemShape shape) {
        assertThat(KEY_BYTES + ItemSize.of(shape.attributes())).isCloseTo(shape.bytes(), Percentage.withPercentage(5));
    }
}
