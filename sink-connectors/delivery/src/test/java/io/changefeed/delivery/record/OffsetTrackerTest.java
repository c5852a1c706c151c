/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
    private static final TopicPartition ONE = new TopicPartition("t", 1);
    private static final TopicPartition TWO = new TopicPartition("t", 2);
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private final OffsetTracker offsets = new OffsetTracker();

    @Test
    void currentOffsetIsCommittableWhenNothingIsPending() {
        OffsetAndMetadata current = new OffsetAndMetadata(7, "metadata");

        assertThat(offsets.committable(Map.of(ONE, current))).containsExactly(Map.entry(ONE, current));
    }

    @Test
    void lowestPendingOffsetIsCommittable() {
        PendingOffset five = track(ONE, 5);
        PendingOffset seven = track(ONE, 7);
        track(ONE, 9);

        offsets.acknowledge(seven);
        assertThat(committable(ONE)).isEqualTo(5);
        offsets.acknowledge(five);
        assertThat(committable(ONE)).isEqualTo(9);
    }

    @Test
    void committableOffsetIsAtMostTheCurrentOne() {
        offsets.acknowledge(track(ONE, 5));
        track(ONE, 7);

        assertThat(offsets.committable(Map.of(ONE, new OffsetAndMetadata(6)))).containsValue(new OffsetAndMetadata(6));
    }

    @Test
    void deferredEventIsNeitherPendingNorCommittable() {
        PendingOffset five = track(ONE, 5);
        track(ONE, 6);

        offsets.defer(five);

        assertThat(offsets.pendingRecords()).isEqualTo(1);
        assertThat(offsets.deferred(ONE)).isEqualTo(1);
        assertThat(offsets.lowestDeferred(ONE)).hasValue(5);
        assertThat(committable(ONE)).isEqualTo(5);
    }

    @Test
    void resumedEventIsPendingUntilItIsAcknowledged() {
        PendingOffset five = track(ONE, 5);
        offsets.defer(five);

        assertThat(offsets.resume(ONE, 4)).isEmpty();
        assertThat(offsets.resume(ONE, 5)).containsSame(five);
        assertThat(offsets.pendingRecords()).isEqualTo(1);
        assertThat(offsets.deferred()).isZero();
        assertThat(offsets.resume(ONE, 5)).as("twice").isEmpty();
        offsets.acknowledge(five);

        assertThat(committable(ONE)).isEqualTo(100);
    }

    @Test
    void missingEventsAreAcknowledgedIfTheyAreDeferred() {
        for (int offset = 0; offset < 10; offset++) {
            PendingOffset pending = track(ONE, offset);
            if (offset % 2 == 0) {
                offsets.defer(pending);
            }
        }

        assertThat(offsets.acknowledgeMissing(ONE, 0, 5)).isEqualTo(3);

        assertThat(offsets.deferred(ONE)).isEqualTo(2);
        assertThat(offsets.lowestDeferred(ONE)).hasValue(6);
        assertThat(committable(ONE)).isEqualTo(1);
    }

    @Test
    void rewindAndRevocationForgetDeferredEvents() {
        PendingOffset five = track(ONE, 5);
        PendingOffset six = track(ONE, 6);
        offsets.defer(five);
        offsets.defer(six);

        offsets.rewind(ONE, 6);
        assertThat(offsets.deferred(ONE)).isEqualTo(1);
        assertThat(offsets.end(ONE)).isEqualTo(6);
        offsets.close(List.of(ONE));

        assertThat(offsets.deferred()).isZero();
        assertThat(offsets.pendingRecords()).isZero();
        assertThat(offsets.end(ONE)).isZero();
    }

    @Test
    void failedEventIsNeverCommittedAndRevokesLaterOnes() {
        PendingOffset five = track(ONE, 5);
        PendingOffset six = track(ONE, 6);

        offsets.fail(five);
        offsets.acknowledge(five);

        assertThat(offsets.hasFailed(ONE)).isTrue();
        assertThat(six.isRevoked()).isTrue();
        assertThat(offsets.pendingRecords()).isZero();
        assertThat(committable(ONE)).isEqualTo(5);
    }

    @Test
    void manyOffsetsAreCommittedInOrder() {
        for (int offset = 0; offset < 1_000; offset++) {
            PendingOffset pending = track(ONE, offset);
            if (offset % 10 == 9) {
                offsets.defer(pending);
            } else {
                offsets.acknowledge(pending);
            }
        }
        for (int offset = 9; offset < 1_000; offset += 10) {
            assertThat(committable(ONE)).isEqualTo(Math.min(offset, 100));
            assertThat(offsets.lowest(ONE)).hasValue(offset);
            offsets.acknowledge(offsets.resume(ONE, offset).orElseThrow());
        }
        assertThat(offsets.uncommitted()).isZero();
    }

    @Test
    void partitionsAreTrackedSeparately() {
        track(ONE, 5);
        offsets.acknowledge(track(TWO, 3));

        assertThat(committable(ONE)).isEqualTo(5);
        assertThat(committable(TWO)).isEqualTo(100);
    }

    @Test
    void uncommittedIncludesAcknowledgedEventsAfterAPendingOne() {
        PendingOffset first = track(ONE, 5);
        offsets.acknowledge(track(ONE, 6));
        track(ONE, 7);
        assertThat(offsets.uncommitted(ONE)).isEqualTo(3);

        offsets.acknowledge(first);

        assertThat(offsets.uncommitted(ONE)).isEqualTo(1);
        assertThat(offsets.uncommitted(TWO)).isZero();
    }

    @Test
    void pendingRecordsAndBytesExcludeAcknowledgedEvents() {
        PendingOffset first = track(ONE, 5);
        track(TWO, 6);
        assertThat(List.of(offsets.pendingRecords(), offsets.pendingBytes())).containsExactly(2L, 11L);

        offsets.acknowledge(first);
        offsets.acknowledge(first);

        assertThat(List.of(offsets.pendingRecords(), offsets.pendingBytes())).containsExactly(1L, 6L);
    }

    @Test
    void acknowledgingARevokedOffsetHasNoEffect() {
        PendingOffset old = track(ONE, 5);
        PendingOffset acknowledged = track(ONE, 6);
        offsets.acknowledge(acknowledged);
        offsets.close(List.of(ONE));
        assertThat(List.of(offsets.pendingRecords(), offsets.pendingBytes())).containsExactly(0L, 0L);
        assertThat(old.isRevoked()).isTrue();

        PendingOffset again = track(ONE, 5);
        offsets.acknowledge(old);

        assertThat(again.isRevoked()).isFalse();
        assertThat(committable(ONE)).isEqualTo(5);
        assertThat(offsets.pendingRecords()).isEqualTo(1);
    }

    @Test
    void rewindRevokesLaterOffsetsOnly() {
        PendingOffset four = track(ONE, 4);
        PendingOffset five = track(ONE, 5);
        PendingOffset six = track(ONE, 6);
        offsets.acknowledge(six);

        assertThat(offsets.rewind(ONE, 7)).isFalse();
        assertThat(offsets.rewind(ONE, 5)).isTrue();

        assertThat(List.of(four.isRevoked(), five.isRevoked(), six.isRevoked())).containsExactly(false, true, true);
        assertThat(offsets.pendingRecords()).isEqualTo(1);
        assertThat(offsets.pendingBytes()).isEqualTo(4);
        assertThat(offsets.uncommitted(ONE)).isEqualTo(1);
    }

    @Test
    void oldestChangeIsThatOfALowestPendingOffset() {
        assertThat(offsets.oldestChange()).isEmpty();
        offsets.track(ONE, 5, 1, NOON.plusSeconds(5));
        offsets.track(ONE, 6, 1, NOON);
        PendingOffset oldest = offsets.track(TWO, 1, 1, NOON.plusSeconds(1));
        assertThat(offsets.oldestChange()).contains(NOON.plusSeconds(1));

        offsets.acknowledge(oldest);

        assertThat(offsets.oldestChange()).contains(NOON.plusSeconds(5));
    }

    /** Tracks an event whose size in bytes equals its offset. */
    private PendingOffset track(TopicPartition partition, long offset) {
        return offsets.track(partition, offset, offset, NOON);
    }

    private long committable(TopicPartition partition) {
        return offsets.committable(Map.of(partition, new OffsetAndMetadata(100))).values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }
}
