/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Changes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final Instant NOW = Changes.TIME;

    /** The wait is as many seconds as probes have failed. */
    private final Gate gate = new Gate(new RetryPolicy(Duration::ofSeconds, Duration.ofMinutes(10)));

    private final Batch one = new Batch(List.of());
    private final Batch two = new Batch(List.of());

    @Test
    void itIsOpenAtFirst() {
        gate.entered(one);
        gate.entered(two);

        assertThat(gate.admits(NOW)).isTrue();
        assertThat(gate.failures()).isZero();
    }

    @Test
    void itIsClosedForAWhileAfterAFailure() {
        fail(one, NOW);

        assertThat(gate.admits(NOW.plusMillis(999))).isFalse();
        assertThat(gate.opening()).contains(NOW.plusSeconds(1));
        assertThat(gate.admits(NOW.plusSeconds(1))).isTrue();
    }

    @Test
    void oneProbeAtATimeIsAdmitted() {
        fail(one, NOW);
        gate.entered(two);

        assertThat(gate.admits(NOW.plusSeconds(9))).isFalse();
        assertThat(gate.opening()).isEmpty();
    }

    @Test
    void theWaitGrowsWithTheProbesThatFail() {
        fail(one, NOW);
        gate.entered(two);
        fail(two, NOW.plusSeconds(1));

        assertThat(gate.failures()).isEqualTo(2);
        assertThat(gate.opening()).contains(NOW.plusSeconds(3));
    }

    @Test
    void whatWasUnderWayWhenTheFirstFailedSaysNothingNew() {
        fail(one, NOW);
        fail(two, NOW.plusMillis(500));

        assertThat(gate.failures()).isEqualTo(1);
        assertThat(gate.opening()).contains(NOW.plusSeconds(1));
    }

    @Test
    void anAnswerOpensIt() {
        fail(one, NOW);
        gate.entered(two);

        gate.answered();

        assertThat(gate.admits(NOW)).isTrue();
        gate.entered(one);
        assertThat(gate.admits(NOW)).as("no probe is needed").isTrue();
        fail(two, NOW);
        assertThat(gate.failures()).isEqualTo(1);
    }

    @Test
    void aPauseIsKeptThoughOthersAreAnswered() {
        gate.unavailable(one, Optional.of(Duration.ofSeconds(30)), NOW);
        gate.answered();

        assertThat(gate.admits(NOW.plusSeconds(29))).isFalse();
        assertThat(gate.admits(NOW.plusSeconds(30))).isTrue();
    }

    @Test
    void theLongestPauseCounts() {
        gate.unavailable(one, Optional.of(Duration.ofSeconds(30)), NOW);
        gate.unavailable(two, Optional.of(Duration.ofSeconds(3)), NOW);

        assertThat(gate.opening()).contains(NOW.plusSeconds(30));
    }

    @Test
    void everyOtherProbeIsABatchThatWasNeverDelivered() {
        assertThat(gate.wantsAnother()).isFalse();
        fail(one, NOW);
        assertThat(gate.wantsAnother()).isTrue();
        gate.entered(two);
        fail(two, NOW);
        assertThat(gate.wantsAnother()).isFalse();
    }

    @Test
    void aProbeThatWeGaveUpMakesRoomForAnother() {
        fail(one, NOW);
        gate.entered(two);

        gate.abandoned(one);
        assertThat(gate.opening()).isEmpty();
        gate.abandoned(two);

        assertThat(gate.admits(NOW.plusSeconds(1))).isTrue();
        assertThat(gate.failures()).isEqualTo(1);
    }

    private void fail(Batch batch, Instant now) {
        gate.unavailable(batch, Optional.empty(), now);
    }
}
