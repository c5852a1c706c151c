/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Changes;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    private static final Instant NOW = Changes.TIME;

    private final Evidence evidence = new Evidence();
    private long step;
    private boolean isReliable = true;

    @Test
    void successOfALaterAttemptStrikesEachSuspectOnce() {
        Suspect suspect = fail(new Suspect());
        fail(suspect);

        succeed();
        succeed();

        assertThat(suspect.strikes()).isEqualTo(1);
        assertThat(suspect.firstStruckAt()).contains(NOW);
    }

    @Test
    void successOfAnAttemptThatBeganBeforeTheFailureIsNoEvidence() {
        long begun = ++step;
        Suspect suspect = fail(new Suspect());

        evidence.onSuccess(begun, true, NOW);
        assertThat(suspect.strikes()).isZero();
        succeed();

        assertThat(suspect.strikes()).isEqualTo(1);
    }

    @Test
    void fourNewSuspectsHaveACommonCause() {
        List<Suspect> suspects =
                Stream.generate(() -> fail(new Suspect())).limit(4).toList();

        succeed();

        assertThat(suspects).noneMatch(Suspect::isStruck);
    }

    @Test
    void commonCauseIsNoExcuseForTheSecondTime() {
        List<Suspect> suspects = Stream.generate(Suspect::new).limit(10).toList();
        suspects.forEach(this::fail);
        succeed();

        suspects.forEach(this::fail);
        succeed();

        assertThat(suspects).allMatch(suspect -> suspect.strikes() == 1);
    }

    @Test
    void commonCauseIsAnExcuseWhileMostAttemptsFail() {
        isReliable = false;
        List<Suspect> suspects = Stream.generate(Suspect::new).limit(10).toList();

        for (int i = 0; i < 20; i++) {
            suspects.forEach(this::fail);
            succeed();
        }

        assertThat(suspects).noneMatch(Suspect::isStruck);
    }

    @Test
    void suspectsWithAStrikeAreNotNew() {
        Suspect struck = fail(new Suspect());
        succeed();
        fail(struck);
        List<Suspect> suspects =
                Stream.generate(() -> fail(new Suspect())).limit(3).toList();

        succeed();

        assertThat(struck.strikes()).isEqualTo(2);
        assertThat(suspects).allMatch(Suspect::isStruck);
    }

    @Test
    void suspectThatSucceedsIsNotJudged() {
        Suspect suspect = fail(new Suspect());
        evidence.forget(suspect);

        succeed();

        assertThat(suspect.isStruck()).isFalse();
    }

    private Suspect fail(Suspect suspect) {
        suspect.fail(new Failure(Failure.Kind.RETRYABLE, "503"), ++step, NOW);
        evidence.onFailure(suspect);
        return suspect;
    }

    private void succeed() {
        evidence.onSuccess(++step, isReliable, NOW);
    }
}
