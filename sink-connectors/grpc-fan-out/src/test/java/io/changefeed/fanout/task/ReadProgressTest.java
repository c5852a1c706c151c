/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ReadProgressTest {
    private static final TopicPartition ONE = new TopicPartition("shop.orders", 0);
    private static final TopicPartition TWO = new TopicPartition("shop.orders", 1);

    private final Map<TopicPartition, Long> lags = new HashMap<>();
    private final ReadProgress progress = new ReadProgress(partition -> {
        Long lag = lags.get(partition);
        return lag == null ? OptionalLong.empty() : OptionalLong.of(lag);
    });

    @Test
    void endsAreUnknownUntilTheLagOfEveryPartitionIsKnown() {
        progress.recordStart(ONE, 5);
        progress.recordStart(TWO, 7);
        lags.put(ONE, 10L);
        progress.recordPoll(Map.of());
        assertThat(progress.ends()).isEmpty();

        lags.put(TWO, 0L);
        progress.recordPoll(Map.of());

        assertThat(progress.ends()).hasValue(Map.of(ONE, 15L, TWO, 7L));
        assertThat(progress.unreadEnds()).isEqualTo(Map.of(ONE, 15L));
    }

    @Test
    void recordsThatArriveLaterDoNotMoveTheEndThatWasToBeReached() {
        progress.recordStart(ONE, 0);
        lags.put(ONE, 3L);
        progress.recordPoll(Map.of());
        Map<TopicPartition, Long> ends = progress.unreadEnds();

        lags.put(ONE, 100L);
        progress.recordPoll(Map.of(ONE, 1L));
        assertThat(progress.hasReached(ends)).isFalse();

        progress.recordPoll(Map.of(ONE, 2L));
        assertThat(progress.hasReached(ends)).isTrue();
    }

    @Test
    void transactionMarkerAtTheEndOfAPartitionIsNotAwaited() {
        progress.recordStart(ONE, 0);
        lags.put(ONE, 3L);
        progress.recordPoll(Map.of());
        Map<TopicPartition, Long> ends = progress.unreadEnds();

        lags.put(ONE, 0L);
        progress.recordPoll(Map.of(ONE, 1L));

        assertThat(progress.hasReached(ends)).isTrue();
    }

    @Test
    void rewindDoesNotUndoWhatWasRead() {
        progress.recordStart(ONE, 0);
        lags.put(ONE, 5L);
        progress.recordPoll(Map.of(ONE, 9L));
        Map<TopicPartition, Long> ends = Map.of(ONE, 10L);

        lags.put(ONE, 14L);
        progress.recordPoll(Map.of(ONE, 0L));

        assertThat(progress.hasReached(ends)).isTrue();
        assertThat(progress.unreadEnds()).isEqualTo(Map.of(ONE, 15L));
    }
}
