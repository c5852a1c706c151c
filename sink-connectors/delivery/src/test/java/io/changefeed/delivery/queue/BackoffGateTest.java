/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Changes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackoffGateTest {
    private static final Instant NOW = Changes.TIME;

    /** The backoff in seconds is the number of failures. */
    private final BackoffGate gate = new BackoffGate(new RetryPolicy(Duration::ofSeconds, Duration.ofMinutes(10)));

    private final Batch<String> first = new Batch<>(List.of());
    private final Batch<String> second = new Batch<>(List.of());

    @Test
    void gateIsInitiallyOpen() {
        gate.onDelivery(first);
        gate.onDelivery(second);

        assertThat(gate.isOpen(NOW)).isTrue();
        assertThat(gate.failures()).isZero();
    }

    @Test
    void gateIsClosedDuringTheBackoff() {
        fail(first, NOW);

        assertThat(gate.isOpen(NOW.plusMillis(999))).isFalse();
        assertThat(gate.opensAt()).contains(NOW.plusSeconds(1));
        assertThat(gate.isOpen(NOW.plusSeconds(1))).isTrue();
    }

    @Test
    void oneProbeAtATimeIsAllowed() {
        fail(first, NOW);
        gate.onDelivery(second);

        assertThat(gate.isOpen(NOW.plusSeconds(9))).isFalse();
        assertThat(gate.opensAt()).isEmpty();
    }

    @Test
    void backoffGrowsWithFailedProbes() {
        fail(first, NOW);
        gate.onDelivery(second);
        fail(second, NOW.plusSeconds(1));

        assertThat(gate.failures()).isEqualTo(2);
        assertThat(gate.opensAt()).contains(NOW.plusSeconds(3));
    }

    @Test
    void failuresOfBatchesInFlightCountOnce() {
        fail(first, NOW);
        fail(second, NOW.plusMillis(500));

        assertThat(gate.failures()).isEqualTo(1);
        assertThat(gate.opensAt()).contains(NOW.plusSeconds(1));
    }

    @Test
    void responseOpensTheGate() {
        fail(first, NOW);
        gate.onDelivery(second);

        gate.onAvailable();

        assertThat(gate.isOpen(NOW)).isTrue();
        gate.onDelivery(first);
        assertThat(gate.isOpen(NOW)).as("the gate needs no probe").isTrue();
        fail(second, NOW);
        assertThat(gate.failures()).isEqualTo(1);
    }

    @Test
    void retryAfterIsHonoredDespiteResponses() {
        gate.onUnavailable(first, Optional.of(Duration.ofSeconds(30)), NOW);
        gate.onAvailable();

        assertThat(gate.isOpen(NOW.plusSeconds(29))).isFalse();
        assertThat(gate.isOpen(NOW.plusSeconds(30))).isTrue();
    }

    @Test
    void longestRetryAfterIsHonored() {
        gate.onUnavailable(first, Optional.of(Duration.ofSeconds(30)), NOW);
        gate.onUnavailable(second, Optional.of(Duration.ofSeconds(3)), NOW);

        assertThat(gate.opensAt()).contains(NOW.plusSeconds(30));
    }

    @Test
    void everyOtherProbePrefersAFreshBatch() {
        assertThat(gate.prefersFreshBatch()).isFalse();
        fail(first, NOW);
        assertThat(gate.prefersFreshBatch()).isTrue();
        gate.onDelivery(second);
        fail(second, NOW);
        assertThat(gate.prefersFreshBatch()).isFalse();
    }

    @Test
    void abortedProbeAllowsAnother() {
        fail(first, NOW);
        gate.onDelivery(second);

        gate.onAborted(first);
        assertThat(gate.opensAt()).isEmpty();
        gate.onAborted(second);

        assertThat(gate.isOpen(NOW.plusSeconds(1))).isTrue();
        assertThat(gate.failures()).isEqualTo(1);
    }

    private void fail(Batch<String> batch, Instant now) {
        gate.onUnavailable(batch, Optional.empty(), now);
    }
}
