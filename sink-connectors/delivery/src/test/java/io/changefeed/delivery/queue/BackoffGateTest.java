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

    /** The wait is as many seconds as probes have failed. */
    private final BackoffGate gate = new BackoffGate(new RetryPolicy(Duration::ofSeconds, Duration.ofMinutes(10)));

    private final Batch<String> one = new Batch<>(List.of());
    private final Batch<String> two = new Batch<>(List.of());

    @Test
    void gateIsOpenAtFirst() {
        gate.onDelivery(one);
        gate.onDelivery(two);

        assertThat(gate.isOpen(NOW)).isTrue();
        assertThat(gate.failures()).isZero();
    }

    @Test
    void gateIsClosedDuringTheBackoff() {
        fail(one, NOW);

        assertThat(gate.isOpen(NOW.plusMillis(999))).isFalse();
        assertThat(gate.opensAt()).contains(NOW.plusSeconds(1));
        assertThat(gate.isOpen(NOW.plusSeconds(1))).isTrue();
    }

    @Test
    void oneProbeAtATimeIsAdmitted() {
        fail(one, NOW);
        gate.onDelivery(two);

        assertThat(gate.isOpen(NOW.plusSeconds(9))).isFalse();
        assertThat(gate.opensAt()).isEmpty();
    }

    @Test
    void backoffGrowsWithFailedProbes() {
        fail(one, NOW);
        gate.onDelivery(two);
        fail(two, NOW.plusSeconds(1));

        assertThat(gate.failures()).isEqualTo(2);
        assertThat(gate.opensAt()).contains(NOW.plusSeconds(3));
    }

    @Test
    void failuresOfBatchesInFlightCountOnce() {
        fail(one, NOW);
        fail(two, NOW.plusMillis(500));

        assertThat(gate.failures()).isEqualTo(1);
        assertThat(gate.opensAt()).contains(NOW.plusSeconds(1));
    }

    @Test
    void responseOpensTheGate() {
        fail(one, NOW);
        gate.onDelivery(two);

        gate.onAvailable();

        assertThat(gate.isOpen(NOW)).isTrue();
        gate.onDelivery(one);
        assertThat(gate.isOpen(NOW)).as("no probe is needed").isTrue();
        fail(two, NOW);
        assertThat(gate.failures()).isEqualTo(1);
    }

    @Test
    void retryAfterIsKeptDespiteResponses() {
        gate.onUnavailable(one, Optional.of(Duration.ofSeconds(30)), NOW);
        gate.onAvailable();

        assertThat(gate.isOpen(NOW.plusSeconds(29))).isFalse();
        assertThat(gate.isOpen(NOW.plusSeconds(30))).isTrue();
    }

    @Test
    void longestRetryAfterIsKept() {
        gate.onUnavailable(one, Optional.of(Duration.ofSeconds(30)), NOW);
        gate.onUnavailable(two, Optional.of(Duration.ofSeconds(3)), NOW);

        assertThat(gate.opensAt()).contains(NOW.plusSeconds(30));
    }

    @Test
    void everyOtherProbePrefersAFreshBatch() {
        assertThat(gate.prefersFreshBatch()).isFalse();
        fail(one, NOW);
        assertThat(gate.prefersFreshBatch()).isTrue();
        gate.onDelivery(two);
        fail(two, NOW);
        assertThat(gate.prefersFreshBatch()).isFalse();
    }

    @Test
    void abortedProbeAllowsAnother() {
        fail(one, NOW);
        gate.onDelivery(two);

        gate.onAborted(one);
        assertThat(gate.opensAt()).isEmpty();
        gate.onAborted(two);

        assertThat(gate.isOpen(NOW.plusSeconds(1))).isTrue();
        assertThat(gate.failures()).isEqualTo(1);
    }

    private void fail(Batch<String> batch, Instant now) {
        gate.onUnavailable(batch, Optional.empty(), now);
    }
}
