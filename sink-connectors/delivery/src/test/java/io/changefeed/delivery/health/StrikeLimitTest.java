/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Changes;
import org.junit.jupiter.api.Test;

class StrikeLimitTest {
    private final StrikeLimit limit = new StrikeLimit();

    @Test
    void threeStrikesSufficeIfFewAttemptsFail() {
        assertThat(limit.strikes()).isEqualTo(3);
        fail(1, 20);
        assertThat(limit.strikes()).isEqualTo(3);
    }

    @Test
    void moreStrikesAreNeededIfMoreAttemptsFail() {
        fail(20, 5);

        assertThat(limit.strikes()).isBetween(5, 7);
        assertThat(limit.isUnreliable()).isFalse();
    }

    @Test
    void twentyStrikesAreNeededIfMostAttemptsFail() {
        fail(30, 1);

        assertThat(limit.strikes()).isEqualTo(20);
        assertThat(limit.isUnreliable()).isTrue();
    }

    @Test
    void twoStrikesSufficeAfterTenRejectionsUntilASuspectRecovers() {
        Suspect struck = struck();
        for (int i = 0; i < 10; i++) {
            assertThat(limit.strikes()).isEqualTo(3);
            limit.onRejected(struck);
        }
        assertThat(limit.strikes()).isEqualTo(2);

        limit.onSuccess(struck);

        assertThat(limit.strikes()).isEqualTo(3);
    }

    @Test
    void resultsOfStruckSuspectsDoNotCount() {
        for (int i = 0; i < 100; i++) {
            limit.onFailure(struck());
        }

        assertThat(limit.strikes()).isEqualTo(3);
    }

    private static Suspect struck() {
        Suspect suspect = new Suspect();
        suspect.strike(Changes.TIME);
        return suspect;
    }

    /** A number of rounds with failures and four times as many, or fewer, successes. */
    private void fail(int failures, int successesPerFailure) {
        for (int i = 0; i < failures; i++) {
            limit.onFailure(new Suspect());
            for (int j = 1; j < successesPerFailure; j++) {
                limit.onSuccess(new Suspect());
            }
        }
    }
}
