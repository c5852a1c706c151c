/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryCountsTest {
    private static final Map<String, List<String>> WRITTEN =
            Map.of("a", List.of("a1", "a2", "a3", "a4"), "b", List.of("b1", "b2"));

    private static DeliveryCounts of(String... events) {
        return DeliveryCounts.of(WRITTEN, List.of(events));
    }

    @Test
    void everyChangeOnceAndInOrderIsExactlyOnce() {
        DeliveryCounts counts = of("b1", "a1", "a2", "b2", "a3", "a4");

        assertThat(counts).isEqualTo(new DeliveryCounts(6, 6, 0, 0, 0, 0, 0));
        assertThat(counts.isExactlyOnce()).isTrue();
    }

    @Test
    void repetitionInOrderIsAtLeastOnce() {
        DeliveryCounts counts = of("a1", "a2", "a3", "a2", "a3", "a4", "b1", "b2");

        assertThat(counts.duplicates()).isEqualTo(2);
        assertThat(counts.isAtLeastOnce()).isTrue();
        assertThat(counts.isExactlyOnce()).isFalse();
    }

    @Test
    void missingChangeIsLost() {
        DeliveryCounts counts = of("a1", "a3", "a4", "b1", "b2");

        assertThat(counts.lost()).isOne();
        assertThat(counts.reordered()).isOne();
        assertThat(counts.isComplete()).isFalse();
    }

    @Test
    void changesInTheWrongOrderAreReordered() {
        assertThat(of("a1", "a3", "a2", "a3", "a4", "b1", "b2").isAtLeastOnce()).isFalse();
    }

    @Test
    void repetitionThatSkipsAChangeIsReordered() {
        assertThat(of("a1", "a2", "a3", "a1", "a3", "a4", "b1", "b2").reordered())
                .isOne();
    }

    @Test
    void itemThatEndsWithAnOlderChangeIsStale() {
        DeliveryCounts counts = of("a1", "a2", "a3", "a4", "a3", "b1", "b2");

        assertThat(counts.stale()).isOne();
        assertThat(counts.isComplete()).isFalse();
    }

    @Test
    void eventWithoutAChangeIsUnexpected() {
        assertThat(of("a1", "a2", "a3", "a4", "b1", "b2", "c1").unexpected()).isOne();
    }
}
