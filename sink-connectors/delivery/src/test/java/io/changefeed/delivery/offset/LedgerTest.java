/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.offset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final TopicPartition ONE = new TopicPartition("t", 1);
    private static final TopicPartition TWO = new TopicPartition("t", 2);
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private final Ledger ledger = new Ledger();

    @Test
    void nothingPendingCommitsWhatTheFrameworkSays() {
        OffsetAndMetadata current = new OffsetAndMetadata(7, "theirs");

        assertThat(ledger.committable(Map.of(ONE, current))).containsExactly(Map.entry(ONE, current));
    }

    @Test
    void theLowestUnsettledOffsetIsCommittable() {
        Receipt five = begin(ONE, 5);
        Receipt seven = begin(ONE, 7);
        begin(ONE, 9);

        ledger.settle(seven);
        assertThat(committable(ONE)).isEqualTo(5);
        ledger.settle(five);
        assertThat(committable(ONE)).isEqualTo(9);
    }

    @Test
    void partitionsAreApart() {
        begin(ONE, 5);
        ledger.settle(begin(TWO, 3));

        assertThat(committable(ONE)).isEqualTo(5);
        assertThat(committable(TWO)).isEqualTo(100);
    }

    @Test
    void uncommittedAreThoseFromTheLowestUnsettledOnSettledOrNot() {
        Receipt first = begin(ONE, 5);
        ledger.settle(begin(ONE, 6));
        begin(ONE, 7);
        assertThat(ledger.uncommitted(ONE)).isEqualTo(3);

        ledger.settle(first);

        assertThat(ledger.uncommitted(ONE)).isEqualTo(1);
        assertThat(ledger.uncommitted(TWO)).isZero();
    }

    @Test
    void pendingRecordsAndBytesAreThoseOfTheUnsettled() {
        Receipt first = begin(ONE, 5);
        begin(TWO, 6);
        assertThat(List.of(ledger.pendingRecords(), ledger.pendingBytes())).containsExactly(2L, 11L);

        ledger.settle(first);
        ledger.settle(first);

        assertThat(List.of(ledger.pendingRecords(), ledger.pendingBytes())).containsExactly(1L, 6L);
    }

    @Test
    void whatWasTakenAwayCountsNoMoreAndSettlingItDoesNothing() {
        Receipt old = begin(ONE, 5);
        Receipt settled = begin(ONE, 6);
        ledger.settle(settled);
        ledger.close(List.of(ONE));
        assertThat(List.of(ledger.pendingRecords(), ledger.pendingBytes())).containsExactly(0L, 0L);
        assertThat(old.isVoid()).isTrue();

        Receipt again = begin(ONE, 5);
        ledger.settle(old);

        assertThat(again.isVoid()).isFalse();
        assertThat(committable(ONE)).isEqualTo(5);
        assertThat(ledger.pendingRecords()).isEqualTo(1);
    }

    @Test
    void goingBackMakesVoidWhatComesAgainAndNothingElse() {
        Receipt four = begin(ONE, 4);
        Receipt five = begin(ONE, 5);
        Receipt six = begin(ONE, 6);
        ledger.settle(six);

        assertThat(ledger.rewind(ONE, 7)).isFalse();
        assertThat(ledger.rewind(ONE, 5)).isTrue();

        assertThat(List.of(four.isVoid(), five.isVoid(), six.isVoid())).containsExactly(false, true, true);
        assertThat(ledger.pendingRecords()).isEqualTo(1);
        assertThat(ledger.pendingBytes()).isEqualTo(4);
        assertThat(ledger.uncommitted(ONE)).isEqualTo(1);
    }

    @Test
    void theOldestChangeIsThatOfAFirstUnsettledEvent() {
        assertThat(ledger.oldestChange()).isEmpty();
        ledger.begin(ONE, 5, 1, NOON.plusSeconds(5));
        ledger.begin(ONE, 6, 1, NOON);
        Receipt oldest = ledger.begin(TWO, 1, 1, NOON.plusSeconds(1));
        assertThat(ledger.oldestChange()).contains(NOON.plusSeconds(1));

        ledger.settle(oldest);

        assertThat(ledger.oldestChange()).contains(NOON.plusSeconds(5));
    }

    /** Of as many bytes as its offset says. */
    private Receipt begin(TopicPartition partition, long offset) {
        return ledger.begin(partition, offset, offset, NOON);
    }

    private long committable(TopicPartition partition) {
        return ledger.committable(Map.of(partition, new OffsetAndMetadata(100))).values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }
}
