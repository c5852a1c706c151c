/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Changes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryTest {
    private static final Instant NOW = Changes.TIME;

    private final RetryPolicy policy = new RetryPolicy(Duration::ofSeconds, Duration.ofMinutes(10));
    private final QueuedEvents events = new QueuedEvents();

    @Test
    void nextAttemptFollowsTheBackoff() {
        assertThat(policy.next(3, NOW)).isEqualTo(NOW.plusSeconds(3));
    }

    @Test
    void retryTimeoutStartsAtTheFirstEventFault() {
        Failures failures =
                Failures.NONE.plusDestinationFault().plusEventFault(NOW).plusEventFault(NOW.plusSeconds(60));

        assertThat(failures.attempts()).isEqualTo(3);
        assertThat(policy.hasTimedOut(failures, NOW.plusSeconds(599))).isFalse();
        assertThat(policy.hasTimedOut(failures, NOW.plusSeconds(600))).isTrue();
    }

    @Test
    void destinationFaultsNeverTimeOut() {
        assertThat(policy.hasTimedOut(Failures.NONE.plusDestinationFault(), Instant.MAX))
                .isFalse();
    }

    @Test
    void dueElementsArePolledInOrder() {
        RetryQueue<String> queue = new RetryQueue<>();
        assertThat(queue.due()).isEmpty();
        queue.add(NOW.plusSeconds(2), "second");
        queue.add(NOW.plusSeconds(1), "first");
        queue.add(NOW.plusSeconds(2), "third");

        assertThat(queue.due()).contains(NOW.plusSeconds(1));
        assertThat(queue.poll(NOW)).isEmpty();
        assertThat(queue.poll(NOW.plusSeconds(1))).contains("first");
        assertThat(queue.poll(NOW.plusSeconds(1))).isEmpty();
        assertThat(queue.poll(NOW.plusSeconds(5))).contains("second");
        assertThat(queue.poll(NOW.plusSeconds(5))).contains("third");
    }

    @Test
    void drainAllowsAddingElementsAgain() {
        RetryQueue<String> queue = new RetryQueue<>();
        queue.add(NOW, "a");
        queue.add(NOW.plusSeconds(1), "b");
        List<String> drained = new ArrayList<>();

        queue.drain((due, element) -> {
            drained.add(element);
            queue.add(due, element + "'");
        });

        assertThat(drained).containsExactly("a", "b");
        assertThat(queue.poll(NOW)).contains("a'");
        assertThat(queue.due()).contains(NOW.plusSeconds(1));
    }

    @Test
    void batchIsHalvedDownToSingleEvents() {
        Batch<String> batch = batch(5);

        assertThat(batch.halves()).extracting(half -> half.events().size()).containsExactly(3, 2);
        assertThat(batch.halves().stream().flatMap(half -> half.events().stream()))
                .isEqualTo(batch.events());
        assertThat(batch(1).halves()).hasSize(1);
        assertThat(batch.afterFailure().halves()).allMatch(half -> half.attempts() == 0);
    }

    @Test
    void failureIsCountedAndEventsAreKept() {
        Batch<String> batch = batch(2);

        assertThat(batch.attempts()).isZero();
        assertThat(batch.afterFailure().attempts()).isEqualTo(1);
        assertThat(batch.afterFailure().events()).isEqualTo(batch.events());
    }

    @Test
    void revokedEventsAreRemovedFromABatch() {
        QueuedEvent<String> old = events.of("a").withPrepared("A");
        events.revokeAll();
        QueuedEvent<String> valid = events.of("b").withPrepared("B");
        Batch<String> batch = new Batch<>(List.of(old, valid)).afterFailure();

        assertThat(batch.hasRevoked()).isTrue();
        assertThat(batch.withoutRevoked().events()).containsExactly(valid);
        assertThat(batch.withoutRevoked().attempts()).isEqualTo(1);
        assertThat(batch.withoutRevoked().hasRevoked()).isFalse();
        assertThat(batch.prepared()).containsExactly("A", "B");
    }

    private Batch<String> batch(int size) {
        List<QueuedEvent<String>> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            all.add(events.of("item-" + i));
        }
        return new Batch<>(all);
    }
}
