/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PageOffsetsTest {
    private static final Map<String, String> BEFORE =
            Map.of("assignment", "7", "shardId-1", "TRIM_HORIZON", "shardId-2", "100", "shardId-3", "END");

    private final PageOffsets offsets = new PageOffsets(BEFORE, "shardId-2");

    @Test
    void offsetContainsThePositionOfTheRecordInItsShard() {
        assertThat(offsets.after("123"))
                .isEqualTo(
                        Map.of("assignment", "7", "shardId-1", "TRIM_HORIZON", "shardId-2", "123", "shardId-3", "END"));
    }

    @Test
    void offsetHasTheHashCodeOfAnEqualMap() {
        assertThat(offsets.after("123")).hasSameHashCodeAs(Map.copyOf(offsets.after("123")));
        assertThat(offsets.after("100")).isEqualTo(BEFORE).hasSameHashCodeAs(BEFORE);
    }
}
