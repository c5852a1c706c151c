/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Changes;
import io.changefeed.delivery.lane.Failures;
import io.changefeed.delivery.lane.LaneEvent;
import io.changefeed.delivery.lane.LaneEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryTest {
    private static final Instant NOW = Changes.TIME;

    private final RetryPolicy policy = new RetryPolicy(Duration::ofSeconds, Duration.ofMinutes(10));
    private final LaneEvents events = new LaneEvents();

    @Test
    void theNextAttemptIsAfterTheBackoff() {
        assertThat(policy.next(3, NOW)).isEqualTo(NOW.plusSeconds(3));
    }

    @Test
    void theTimeOfAnEventRunsFromItsFirstFailureByItsOwnFault() {
        Failures failures = Failures.NONE.andOfDestination().andOfEvent(NOW).andOfEvent(NOW.plusSeconds(60));

        assertThat(failures.attempts()).isEqualTo(3);
        assertThat(policy.isOver(failures, NOW.plusSeconds(599))).isFalse();
        assertThat(policy.isOver(failures, NOW.plusSeconds(600))).isTrue();
    }

    @Test
    void aFaultOfTheDestinationNeverEndsIt() {
        assertThat(policy.isOver(Failures.NONE.andOfDestination(), Instant.MAX)).isFalse();
    }

    @Test
    void whatIsDueComesInOrder() {
        Later<String> later = new Later<>();
        assertThat(later.due()).isEmpty();
        later.add(NOW.plusSeconds(2), "second");
        later.add(NOW.plusSeconds(1), "first");
        later.add(NOW.plusSeconds(2), "third");

        assertThat(later.due()).contains(NOW.plusSeconds(1));
        assertThat(later.take(NOW)).isEmpty();
        assertThat(later.take(NOW.plusSeconds(1))).contains("first");
        assertThat(later.take(NOW.plusSeconds(1))).isEmpty();
        assertThat(later.take(NOW.plusSeconds(5))).contains("second");
        assertThat(later.take(NOW.plusSeconds(5))).contains("third");
    }

    @Test
    void everythingCanBeTakenOutAndSomeOfItPutBack() {
        Later<String> later = new Later<>();
        later.add(NOW, "a");
        later.add(NOW.plusSeconds(1), "b");
        List<String> drained = new ArrayList<>();

        later.drain((due, thing) -> {
            drained.add(thing);
            later.add(due, thing + "'");
        });

        assertThat(drained).containsExactly("a", "b");
        assertThat(later.take(NOW)).contains("a'");
        assertThat(later.due()).contains(NOW.plusSeconds(1));
    }

    @Test
    void aBatchIsHalvedDownToSingleEvents() {
        Batch batch = batch(5);

        assertThat(batch.halves()).extracting(half -> half.events().size()).containsExactly(3, 2);
        assertThat(batch.halves().stream().flatMap(half -> half.events().stream()))
                .isEqualTo(batch.events());
        assertThat(batch(1).halves()).hasSize(1);
        assertThat(batch.afterFailure().halves()).allMatch(half -> half.attempts() == 0);
    }

    @Test
    void aFailureIsCountedAndTheEventsStay() {
        Batch batch = batch(2);

        assertThat(batch.attempts()).isZero();
        assertThat(batch.afterFailure().attempts()).isEqualTo(1);
        assertThat(batch.afterFailure().events()).isEqualTo(batch.events());
    }

    @Test
    void voidEventsLeaveABatch() {
        LaneEvent old = events.of("a");
        events.makeVoid();
        LaneEvent valid = events.of("b");
        Batch batch = new Batch(List.of(old, valid)).afterFailure();

        assertThat(batch.hasVoid()).isTrue();
        assertThat(batch.withoutVoid().events()).containsExactly(valid);
        assertThat(batch.withoutVoid().attempts()).isEqualTo(1);
        assertThat(batch.withoutVoid().hasVoid()).isFalse();
        assertThat(batch.changes())
                .containsExactly(old.pending().event(), valid.pending().event());
    }

    private Batch batch(int size) {
        List<LaneEvent> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            all.add(events.of("item-" + i));
        }
        return new Batch(all);
    }
}
