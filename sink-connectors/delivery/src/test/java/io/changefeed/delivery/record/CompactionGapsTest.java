/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.record;

import static io.changefeed.delivery.Records.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Changes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CompactionGapsTest {
    private static final Instant OLD = Changes.TIME.minus(Duration.ofDays(1));

    private Instant now = Changes.TIME;
    private final CompactionGaps gaps = new CompactionGaps(true, () -> now);

    private boolean isKnown(long offset, Instant published) {
        return gaps.read(ORDERS, offset, Optional.of(published)).isEmpty();
    }

    @Test
    void oldImagesAfterAGapAreUnknownUntilEventsThatWerePublishedLater() {
        gaps.startAt(ORDERS, 4);
        assertThat(isKnown(4, OLD)).isTrue();
        assertThat(isKnown(5, OLD)).isTrue();

        assertThat(gaps.read(ORDERS, 7, Optional.of(OLD)))
                .as("the clock of the source can be ahead")
                .contains(now.plusSeconds(10));
        assertThat(isKnown(8, OLD)).isFalse();
        assertThat(isKnown(9, now)).isFalse();
        assertThat(isKnown(10, now.plusSeconds(11))).isTrue();
    }

    @Test
    void laterGapExtendsTheTime() {
        gaps.startAt(ORDERS, 0);
        isKnown(1, OLD);
        now = now.plus(Duration.ofHours(1));

        assertThat(isKnown(3, OLD)).isFalse();
        assertThat(isKnown(4, now)).isFalse();
    }

    @Test
    void gapBeforeTheFirstRecordCountsUnlessTheStartIsKnown() {
        assertThat(isKnown(0, OLD)).isFalse();

        TopicPartition other = new TopicPartition("shop.orders", 1);
        gaps.startAt(other, 3);
        gaps.startAt(other, 9);
        assertThat(gaps.read(other, 3, Optional.of(OLD))).isEmpty();
    }

    @Test
    void transactionMarkersAtTheEndOfAPartitionAreNoGaps() {
        gaps.startAt(ORDERS, 0);

        assertThat(isKnown(1, now.minusSeconds(9))).isTrue();
        assertThat(isKnown(3, now)).isTrue();
        assertThat(isKnown(4, OLD)).isTrue();
    }

    @Test
    void gapBeforeARecordWithoutAnEventCounts() {
        gaps.startAt(ORDERS, 0);

        gaps.read(ORDERS, 1, Optional.empty());

        assertThat(isKnown(2, OLD)).isFalse();
    }

    @Test
    void recordsThatAreReadAgainAfterARewindCountAsAGap() {
        gaps.startAt(ORDERS, 0);
        isKnown(0, OLD);
        isKnown(1, OLD);

        assertThat(isKnown(0, OLD)).isFalse();
    }

    @Test
    void topicsThatAreNotCompactedHaveNoGaps() {
        CompactionGaps none = new CompactionGaps(false, () -> now);

        assertThat(none.read(ORDERS, 7, Optional.of(OLD))).isEmpty();
        assertThat(none.read(ORDERS, 9, Optional.of(OLD))).isEmpty();
    }
}
