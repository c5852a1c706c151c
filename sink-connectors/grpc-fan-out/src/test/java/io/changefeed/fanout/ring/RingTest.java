/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

import static io.changefeed.delivery.Changes.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.fanout.ring.Ring.Appended;
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
        ring.begin(at(0, 0));
        return ring;
    }

    private static Map<TopicPartition, OffsetAndMetadata> at(long one, long two) {
        return Map.of(ONE, new OffsetAndMetadata(one), TWO, new OffsetAndMetadata(two));
    }

    private static void append(Ring ring, TopicPartition partition, long... offsets) {
        for (long offset : offsets) {
            assertThat(ring.append(partition, offset, update(partition + "", offset)))
                    .isEqualTo(Appended.ADDED);
        }
    }

    /** The offsets that a subscriber is told of, all of partition ONE. */
    private static List<Long> told(Ring ring, Cursor cursor) {
        List<Long> told = new ArrayList<>();
        for (HeldEvent event : ring.next(cursor, 1000)) {
            if (cursor.pass(event)) {
                told.add(event.offset());
            }
        }
        return told;
    }

    @Test
    void theNewestEventsAreHeld() {
        Ring ring = ring(3);
        append(ring, ONE, 0, 1, 2, 3, 4);

        assertThat(told(ring, ring.earliest())).containsExactly(2L, 3L, 4L);
        assertThat(told(ring, ring.latest())).isEmpty();
    }

    @Test
    void theBytesThatAreHeldAreBounded() {
        Ring ring = new Ring(1_000_000, 100_000);
        for (int offset = 0; offset < 5_000; offset++) {
            append(ring, ONE, offset);
            assertThat(ring.extent().bytes()).isLessThanOrEqualTo(100_000);
        }
        assertThat(ring.extent().records()).isGreaterThan(50);
    }

    @Test
    void anEventThatIsLargerThanTheRingIsHeldAlone() {
        Ring ring = new Ring(10, 1);
        append(ring, ONE, 0, 1);

        assertThat(told(ring, ring.earliest())).containsExactly(1L);
    }

    @Test
    void aCursorThatTheRingHasPassedIsOutOfRange() {
        Ring ring = ring(3);
        append(ring, ONE, 0);
        Cursor cursor = ring.earliest();
        append(ring, ONE, 1, 2, 3);

        assertThatThrownBy(() -> ring.next(cursor, 1)).isInstanceOf(OutOfRangeException.class);
    }

    @Test
    void aTokenGoesOnWhereTheCursorWas() {
        Ring ring = ring(10);
        append(ring, ONE, 0, 1, 5);
        Token token = ring.token(ring.latest());
        append(ring, ONE, 7, 8);

        assertThat(told(ring, ring.after(token))).containsExactly(7L, 8L);
    }

    @Test
    void aTokenBehindTheEventThatLeftTheRingLastIsGoodAndOneBeforeItIsNot() {
        Ring ring = ring(2);
        append(ring, ONE, 0);
        Token before = ring.token(ring.latest());
        append(ring, ONE, 3);
        Token behind = ring.token(ring.latest());
        append(ring, ONE, 5, 6);

        assertThat(told(ring, ring.after(behind))).containsExactly(5L, 6L);
        assertThatThrownBy(() -> ring.after(before)).isInstanceOf(OutOfRangeException.class);
    }

    @Test
    void whatIsCommittedBringsBackWhatIsHeldAndTheEventBeforeIt() {
        Ring ring = ring(2);
        append(ring, ONE, 0, 3, 5, 6);
        append(ring, TWO, 9);

        assertThat(ring.committable(at(7, 10))).containsExactlyInAnyOrderEntriesOf(at(5, 0));
        assertThat(ring(2).committable(at(7, 10))).containsExactlyInAnyOrderEntriesOf(at(0, 0));
    }

    @Test
    void everyTokenThatWasGoodIsGoodAfterARestart() {
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
        next.begin(committed);
        Optional.ofNullable(committed.get(ONE))
                .ifPresent(from -> LongStream.of(offsets)
                        .filter(offset -> offset >= from.offset())
                        .forEach(offset -> append(next, ONE, offset)));

        assertThat(told(next, next.after(good.get(1)))).containsExactly(6L, 8L);
        assertThat(told(next, next.after(good.get(2)))).containsExactly(8L);
    }

    @Test
    void aTokenThatIsAheadPassesOverWhatTheSubscriberHasHad() {
        Ring ahead = ring(10);
        append(ahead, ONE, 0, 1, 2, 3);
        Token token = ahead.token(ahead.latest());
        Ring ring = ring(10);
        append(ring, ONE, 0, 1);
        Cursor cursor = ring.after(token);

        assertThat(told(ring, cursor)).isEmpty();
        assertThat(cursor.isBehindItsToken()).isTrue();
        append(ring, ONE, 2, 3, 4);
        assertThat(told(ring, cursor)).containsExactly(4L);
        assertThat(cursor.isBehindItsToken()).isFalse();
    }

    @Test
    void theTokenOfACursorThatIsBehindItsTokenIsThatToken() {
        Ring ahead = ring(10);
        append(ahead, ONE, 0, 1, 2, 3);
        append(ahead, TWO, 0);
        Token token = ahead.token(ahead.latest());
        Ring ring = ring(10);
        append(ring, ONE, 0, 1);
        Cursor cursor = ring.after(token);
        told(ring, cursor);

        assertThat(ring.token(cursor)).isEqualTo(token);
    }

    @Test
    void anotherEventWhereTheTokenIsShowsThatTheTopicIsAnother() {
        Ring ring = ring(10);
        append(ring, ONE, 0, 1);
        Token token = ring.token(ring.latest());
        Ring other = ring(10);
        other.append(ONE, 0, update("other", 0));
        other.append(ONE, 1, update("other", 1));
        Cursor cursor = other.after(token);

        assertThatThrownBy(() -> told(other, cursor)).isInstanceOf(OutOfRangeException.class);
    }

    @Test
    void aMissingEventWhereTheTokenIsShowsThatTheTopicIsAnother() {
        Ring ring = ring(10);
        append(ring, ONE, 0, 1);
        Token token = ring.token(ring.latest());
        Ring other = ring(10);
        append(other, ONE, 0, 2);
        Cursor cursor = other.after(token);

        assertThatThrownBy(() -> told(other, cursor)).isInstanceOf(OutOfRangeException.class);
    }

    @Test
    void aTokenFromBeforeAPartitionWasKnownIsGoodWhileItsFirstEventIsHeldOrAfterARestartCanBe() {
        Ring ring = new Ring(10, Long.MAX_VALUE);
        append(ring, ONE, 0);
        Token token = ring.token(ring.latest());
        Ring all = new Ring(10, Long.MAX_VALUE);
        all.begin(at(0, 0));
        append(all, TWO, 0, 1);
        Ring restarted = new Ring(10, Long.MAX_VALUE);
        restarted.begin(at(0, 50));

        assertThat(told(all, all.after(token))).containsExactly(0L, 1L);
        assertThatThrownBy(() -> restarted.after(token)).isInstanceOf(OutOfRangeException.class);
    }

    @Test
    void theTokenOfACursorThatHasPassedNothingOfANewPartitionIsBeforeItsFirstEvent() {
        Ring ring = new Ring(3, Long.MAX_VALUE);
        append(ring, ONE, 0);
        Cursor cursor = ring.latest();
        append(ring, TWO, 0, 1, 2, 3);
        // As of a subscriber that has got its events from the ring and is in the midst of them.
        Token token = ring.token(cursor);

        assertThatThrownBy(() -> ring.after(token)).isInstanceOf(OutOfRangeException.class);
    }

    @Test
    void whatIsReadAnewIsOnePartitionAndTheOthersAreHeldAsBefore() {
        Ring ring = ring(4);
        append(ring, ONE, 0);
        append(ring, TWO, 0, 1);
        Token token = ring.token(ring.latest());
        append(ring, ONE, 1);
        append(ring, TWO, 2);

        Ring anew = ring.anew(ONE, 0);
        assertThat(anew.append(ONE, 0, update("other", 0))).isEqualTo(Appended.ADDED);

        assertThat(told(anew, anew.earliest())).containsExactly(0L, 1L, 2L, 0L);
        assertThat(anew.append(TWO, 1, update(TWO + "", 1))).isEqualTo(Appended.REPEATED);
        assertThat(anew.committable(at(1, 3))).containsExactlyInAnyOrderEntriesOf(at(0, 0));
        Cursor cursor = anew.after(token);
        assertThatThrownBy(() -> told(anew, cursor)).isInstanceOf(OutOfRangeException.class);
    }

    @Test
    void aTokenOfAnotherTopicIsOutOfRange() {
        Ring other = new Ring(10, Long.MAX_VALUE);
        other.append(new TopicPartition("other", 0), 0, update("a", 1));
        Token token = other.token(other.latest());

        assertThatThrownBy(() -> ring(10).after(token)).isInstanceOf(OutOfRangeException.class);
    }

    @Test
    void whatIsReadAgainIsKnownAndWhatIsAnotherEventIsNot() {
        Ring ring = ring(3);
        append(ring, ONE, 0, 1, 2, 3, 4);

        assertThat(ring.append(ONE, 1, update(ONE + "", 1))).isEqualTo(Appended.REPEATED);
        assertThat(ring.append(ONE, 3, update(ONE + "", 3))).isEqualTo(Appended.REPEATED);
        assertThat(ring.append(ONE, 3, update("other", 3))).isEqualTo(Appended.OTHER);
        assertThat(ring.append(ONE, 0, update(ONE + "", 0))).isEqualTo(Appended.BEFORE);
        assertThat(ring.extent().records()).isEqualTo(3);
    }

    @Test
    void anEventIsDecodedForFiltersWhenNobodyHoldsItAnyMore() {
        Ring ring = ring(3);
        append(ring, ONE, 7);

        System.gc();

        assertThat(ring.next(ring.earliest(), 1).get(0).event()).isEqualTo(update(ONE + "", 7));
    }
}
