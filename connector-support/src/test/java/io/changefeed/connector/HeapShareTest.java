/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapShareTest {
    private static final long GIB = 1 << 30;

    @Test
    void atMostThreeQuartersOfTheHeapCanBeUsed() {
        assertThat(HeapShare.problem(768 << 20, GIB)).isEmpty();
        assertThat(HeapShare.problem((768 << 20) + 1, GIB))
                .hasValueSatisfying(reason -> assertThat(reason).contains("1024 MiB", "768 MiB", "-Xmx"));
    }

    @Test
    void heapOfThisProcessIsTheDefault() {
        assertThat(HeapShare.problem(1)).isEmpty();
        assertThat(HeapShare.problem(Runtime.getRuntime().maxMemory())).isPresent();
        assertThat(HeapShare.problem(Long.MAX_VALUE)).isPresent();
    }
}
