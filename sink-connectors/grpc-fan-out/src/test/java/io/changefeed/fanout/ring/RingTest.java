/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

import static io.changefeed.delivery.Changes.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.fanout.ring.Ring.AppendResult;
import io.changefeed.fanout.token.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RingTest {
    private static final TopicPartition ONE = new TopicPartition("shop.orders", 0);
    private static final TopicPartition TWO = new TopicPartition("shop.orders", 1);

    private static Ring ring(int records) {
        Ring ring = new Ring(records, Long.MAX_VALUE);
        ring.startAt(at(0, 0));
        return ring;
    }

    private static Map<TopicPartition, OffsetAndMetadata> at(long one, long two) {
        return Map.of(ONE, new OffsetAndMetadata(one), TWO, new OffsetAndMetadata(two));
    }

    private static void append(Ring ring, TopicPartition partition, long... offsets) {
        for (long offset : offsets) {
            assertThat(ring.append(partition, offset, update(partition + "", offset), Optional.empty()))
                    .isEqualTo(AppendResult.ADDED);
        }
    }

    /** The offsets that a subscriber receives, all of partition ONE. */
    private static List<Long> received(Ring ring, Cursor cursor) {
        List<Long> received = new ArrayList<>();
        for (BufferedEvent event : ring.next(cursor, 1000)) {
            if (cursor.advance(event)) {
                received.add(event.offset());
            }
        }
        return received;
    }

    @Test
    void holdsTheNewestEvents() {
        Ring ring = ring(3);
        append(ring, ONE, 0, 1, 2, 3, 4);

        assertThat(received(ring, ring.earliest())).containsExactly(2L, 3L, 4L);
        assertThat(received(ring, ring.latest())).isEmpty();
    }

    @Test
    void boundsTheBytesOfItsEvents() {
        Ring ring = new Ring(1_000_000, 100_000);
        for (int offset = 0; offset < 5_000; offset++) {
            append(ring, ONE, offset);
            assertThat(ring.extent().bytes()).isLessThanOrEqualTo(100_000);
        }
        assertThat(ring.extent().records()).isGreaterThan(50);
    }

    @Test
    void holdsASingleEventLargerThanItsLimit() {
        Ring ring = new Ring(10, 1);
        append(ring, ONE, 0, 1);

        assertThat(received(ring, ring.earliest())).containsExactly(1L);
    }

    @Test
    void evictedCursorIsOutOfRange() {
        Ring ring = ring(3);
        append(ring, ONE, 0);
        Cursor cursor = ring.earliest();
        append(ring, ONE, 1, 2, 3);

        assertThatThrownBy(() -> ring.next(cursor, 1)).isInstanceOf(OutOfRangeException.class);
    }

    @Test
    void tokenResumesAtThePositionOfItsCursor() {
        Ring ring = ring(10);
        append(ring, ONE, 0, 1, 5);
        Token token = ring.token(ring.latest());
        append(ring, ONE, 7, 8);

        assertThat(received(ring, ring.after(token))).containsExactly(7L, 8L);
    }

    @Test
    void tokenAfterTheLastEvictedEventIsValidAndAnEarlierOneIsNot() {
        Ring ring = ring(2);
        append(ring, ONE, 0);
        Token before = ring.token(ring.latest());
        append(ring, ONE, 3);
        Token behind = ring.token(ring.latest());
        append(ring, ONE, 5, 6);

        assertThat(received(ring, ring.after(behind))).containsExactly(5L, 6L);
        assertThatThrownBy(() -> ring.after(before)).isInstanceOf(OutOfRangeException.class);
    }

    @Test
    void committedOffsetsRestoreTheRingAndTheEventBeforeIt() {
        Ring ring = ring(2);
        append(ring, ONE, 0, 3, 5, 6);
        append(ring, TWO, 9);

        assertThat(ring.committable(at(7, 10))).containsExactlyInAnyOrderEntriesOf(at(5, 0));
        assertThat(ring(2).committable(at(7, 10))).containsExactlyInAnyOrderEntriesOf(at(0, 0));
    }

    @Test
    void validTokensStayValidAfterARestart() {
        Ring ring = ring(2);
        List<Token> good = new ArrayList<>();
        long[] offsets = {0, 3, 5, 6, 8};
        append(ring, ONE, 0, 3, 5);
        good.add(ring.token(ring.earliest()));
        good.add(ring.token(ring.latest()));
        append(ring, ONE, 6);
        good.add(ring.token(ring.latest()));
        Ring next = new Ring(10, Long.MAX_VALUE);
        Map<TopicPartition, OffsetAndMetadata> committed = ring.committable(at(7, 0));
        next.startAt(committed);
        Optional.ofNullable(committed.get(ONE))
                .ifPresent(from -> LongStream.of(offsets)
                        .filter(offset -> offset >= from.offset())
                        .forEach(offset -> append(next, ONE, offset)));

        assertThat(received(next, next.after(good.get(1)))).containsExactly(6L, 8L);
        assertThat(received(next, next.after(good.get(2)))).containsExactly(8L);
    }

    @Test
    void tokenAheadOfTheRingSkipsEventsAlreadyReceived() {
        Ring ahead = ring(10);
        append(ahead, ONE, 0, 1, 2, 3);
        Token token = ahead.token(ahead.latest());
        Ring ring = ring(10);
        append(ring, ONE, 0, 1);
        Cursor cursor = ring.after(token);

        assertThat(received(ring, cursor)).isEmpty();
        assertThat(cursor.isBeforeToken()).isTrue();
        append(ring, ONE, 2, 3, 4);
        assertThat(received(ring, cursor)).containsExactly(4L);
        assertThat(cursor.isBeforeToken()).isFalse();
    }

    @Test
    void cursorBeforeItsTokenKeepsThatToken() {
        Ring ahead = ring(10);
        append(ahead, ONE, 0, 1, 2, 3);
        append(ahead, TWO, 0);
        Token token = ahead.token(ahead.latest());
        Ring ring = ring(10);
        append(ring, ONE, 0, 1);
        Cursor cursor = ring.after(token);
        received(ring, cursor);

        assertThat(ring.token(cursor)).isEqualTo(token);
    }

    @Test
    void differentEventAtTheTokenRevealsARecreatedTopic() {
        Ring ring = ring(10);
        append(ring, ONE, 0, 1);
        Token token = ring.token(ring.latest());
        Ring other = ring(10);
        other.append(ONE, 0, update("other", 0), Optional.empty());
        other.append(ONE, 1, update("other", 1), Optional.empty());
        Cursor cursor = other.after(token);

        assertThatThrownBy(() -> received(other, cursor)).isInstanceOf(OutOfRangeException.class);
    }

    @Test
    void missingEventAtTheTokenRevealsARecreatedTopic() {
        Ring ring = ring(10);
        append(ring, ONE, 0, 1);
        Token token = ring.token(ring.latest());
        Ring other = ring(10);
        append(other, ONE, 0, 2);
        Cursor cursor = other.after(token);

        assertThatThrownBy(() -> received(other, cursor)).isInstanceOf(OutOfRangeException.class);
    }

    @Test
    void tokenOlderThanAPartitionIsValidWhileItsFirstEventIsInTheRing() {
        Ring ring = new Ring(10, Long.MAX_VALUE);
        append(ring, ONE, 0);
        Token token = ring.token(ring.latest());
        Ring all = new Ring(10, Long.MAX_VALUE);
        all.startAt(at(0, 0));
        append(all, TWO, 0, 1);
        Ring restarted = new Ring(10, Long.MAX_VALUE);
        restarted.startAt(at(0, 50));

        assertThat(received(all, all.after(token))).containsExactly(0L, 1L);
        assertThatThrownBy(() -> restarted.after(token)).isInstanceOf(OutOfRangeException.class);
    }

    @Test
    void tokenStartsBeforeTheFirstEventOfANewPartition() {
        Ring ring = new Ring(3, Long.MAX_VALUE);
        append(ring, ONE, 0);
        Cursor cursor = ring.latest();
        append(ring, TWO, 0, 1, 2, 3);
        // The token of a subscriber that is still processing the events that it read from the ring.
        Token token = ring.token(cursor);

        assertThatThrownBy(() -> ring.after(token)).isInstanceOf(OutOfRangeException.class);
    }

    @Test
    void rereadingOnePartitionKeepsTheEventsOfTheOthers() {
        Ring ring = ring(4);
        append(ring, ONE, 0);
        append(ring, TWO, 0, 1);
        Token token = ring.token(ring.latest());
        append(ring, ONE, 1);
        append(ring, TWO, 2);

        Ring copy = ring.copyRereading(ONE, 0);
        assertThat(copy.append(ONE, 0, update("other", 0), Optional.empty())).isEqualTo(AppendResult.ADDED);

        assertThat(received(copy, copy.earliest())).containsExactly(0L, 1L, 2L, 0L);
        assertThat(copy.append(TWO, 1, update(TWO + "", 1), Optional.empty())).isEqualTo(AppendResult.DUPLICATE);
        assertThat(copy.committable(at(1, 3))).containsExactlyInAnyOrderEntriesOf(at(0, 0));
        Cursor cursor = copy.after(token);
        assertThatThrownBy(() -> received(copy, cursor)).isInstanceOf(OutOfRangeException.class);
    }

    @Test
    void tokenOfAnotherTopicIsOutOfRange() {
        Ring other = new Ring(10, Long.MAX_VALUE);
        other.append(new TopicPartition("other", 0), 0, update("a", 1), Optional.empty());
        Token token = other.token(other.latest());

        assertThatThrownBy(() -> ring(10).after(token)).isInstanceOf(OutOfRangeException.class);
    }

    @Test
    void distinguishesRepeatedEventsFromDifferentOnes() {
        Ring ring = ring(3);
        append(ring, ONE, 0, 1, 2, 3, 4);

        assertThat(ring.append(ONE, 1, update(ONE + "", 1), Optional.empty())).isEqualTo(AppendResult.DUPLICATE);
        assertThat(ring.append(ONE, 3, update(ONE + "", 3), Optional.empty())).isEqualTo(AppendResult.DUPLICATE);
        assertThat(ring.append(ONE, 3, update("other", 3), Optional.empty())).isEqualTo(AppendResult.DIFFERENT);
        assertThat(ring.append(ONE, 0, update(ONE + "", 0), Optional.empty())).isEqualTo(AppendResult.BEFORE_RING);
        assertThat(ring.extent().records()).isEqualTo(3);
    }

    @Test
    void decodesAnEventAgainAfterGarbageCollection() {
        Ring ring = ring(3);
        append(ring, ONE, 7);

        System.gc();

        assertThat(ring.next(ring.earliest(), 1).get(0).event()).isEqualTo(update(ONE + "", 7));
    }
}
