/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Changes;
import io.changefeed.delivery.health.Failure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouteHealthTest {
    private static final Failure REJECTED = new Failure(Kind.REJECTED, "422");
    private static final Failure UNAVAILABLE = new Failure(Kind.RETRYABLE, "503");
    private static final RetryPolicy POLICY = new RetryPolicy(Duration::ofSeconds, Duration.ofMinutes(10));

    private final DestinationHealth destination = new DestinationHealth(POLICY, () -> 2);
    private final RouteHealth route = newRoute();
    private final RouteHealth other = newRoute();
    private Instant now = Changes.TIME;

    private RouteHealth newRoute() {
        RouteHealth health = destination.newRoute();
        health.onItem("a");
        health.onItem("b");
        return health;
    }

    @Test
    void rejectedEventIsAtFaultAfterThreeSuccessesOfOthers() {
        Suspect suspect = new Suspect();
        for (int i = 0; i < 3; i++) {
            fail(route, suspect, REJECTED);
            assertThat(route.isAtFault(suspect, REJECTED, now)).isFalse();
            succeed(route);
        }
        fail(route, suspect, REJECTED);

        assertThat(route.isAtFault(suspect, REJECTED, now)).isTrue();
    }

    @Test
    void unavailableEventIsAtFaultAfterTheRetryTimeout() {
        Suspect suspect = new Suspect();
        for (int i = 0; i < 5; i++) {
            fail(route, suspect, UNAVAILABLE);
            succeed(route);
        }
        fail(route, suspect, UNAVAILABLE);
        assertThat(route.isAtFault(suspect, UNAVAILABLE, now.plusSeconds(599))).isFalse();

        assertThat(route.isAtFault(suspect, UNAVAILABLE, now.plusSeconds(600))).isTrue();
    }

    @Test
    void retryTimeoutStartsAtTheFirstStrikeOfTheItem() {
        Suspect suspect = new Suspect();
        suspect.continueFrom(Optional.of(now.minusSeconds(600)));
        for (int i = 0; i < 3; i++) {
            fail(route, suspect, UNAVAILABLE);
            succeed(route);
        }
        fail(route, suspect, UNAVAILABLE);

        assertThat(route.isAtFault(suspect, UNAVAILABLE, now)).isTrue();
    }

    @Test
    void fiveSuspectsOpenTheirRouteUntilASuccess() {
        openRoute();

        assertThat(route.isOpen()).isTrue();
        assertThat(other.isOpen()).isFalse();
        assertThat(destination.isOpen()).isFalse();
        succeed(route);
        assertThat(route.isOpen()).isFalse();
    }

    @Test
    void failuresOfAllRoutesOpenTheDestinationUntilASuccess() {
        fail(other, new Suspect(), UNAVAILABLE);
        openRoute();
        assertThat(destination.isOpen()).isTrue();

        succeed(other);

        assertThat(destination.isOpen()).isFalse();
        assertThat(route.opensAt(false)).as("the probe is due").contains(Instant.MIN);
    }

    @Test
    void retriesOfOneSuspectAreNoOutage() {
        Suspect suspect = new Suspect();
        for (int i = 0; i < 100; i++) {
            fail(route, suspect, UNAVAILABLE);
        }

        assertThat(route.isOpen()).isFalse();
    }

    @Test
    void onlyItemOfARouteIsJudgedByOtherRoutes() {
        RouteHealth own = destination.newRoute();
        own.onItem("c");
        own.onItem("c");
        Suspect suspect = new Suspect();

        fail(own, suspect, REJECTED);
        succeed(other);

        assertThat(suspect.isStruck()).isTrue();
    }

    @Test
    void otherRoutesAreNoEvidenceAgainstARouteWithManyItems() {
        Suspect suspect = new Suspect();

        fail(route, suspect, REJECTED);
        succeed(other);

        assertThat(suspect.isStruck()).isFalse();
    }

    @Test
    void loneEventIsAtFaultAfterFourRejectionsInAMinute() {
        Suspect suspect = new Suspect();
        for (int i = 0; i < 3; i++) {
            fail(route, suspect, REJECTED);
        }
        now = now.plusSeconds(60);
        assertThat(route.isAtFault(suspect, REJECTED, now)).isFalse();
        fail(route, suspect, REJECTED);

        assertThat(route.isAtFault(suspect, REJECTED, now)).isTrue();
    }

    @Test
    void lastEventOfTheTrafficIsAtFaultAMinuteAfterTheLastSuccess() {
        Suspect suspect = new Suspect();
        fail(route, suspect, REJECTED);
        now = now.plusSeconds(50);
        succeed(route);
        now = now.plusSeconds(59);
        for (int i = 0; i < 3; i++) {
            fail(route, suspect, REJECTED);
        }
        assertThat(route.isAtFault(suspect, REJECTED, now)).isFalse();

        now = now.plusSeconds(1);

        assertThat(route.isAtFault(suspect, REJECTED, now)).isTrue();
    }

    @Test
    void loneEventIsRetriedWhileItIsUnavailable() {
        Suspect suspect = new Suspect();
        for (int i = 0; i < 100; i++) {
            now = now.plusSeconds(60);
            fail(route, suspect, UNAVAILABLE);
        }

        assertThat(route.isAtFault(suspect, UNAVAILABLE, now)).isFalse();
    }

    @Test
    void retryAfterPausesTheRouteUntilTheEventIsStruck() {
        Failure throttled = new Failure(Kind.RETRYABLE, "429", Optional.of(Duration.ofSeconds(30)));
        Suspect suspect = new Suspect();
        fail(route, suspect, throttled);
        assertThat(route.opensAt(false)).contains(now.plusSeconds(30));
        assertThat(other.opensAt(false)).contains(Instant.MIN);
        succeed(route);
        now = now.plusSeconds(40);

        fail(route, suspect, throttled);

        assertThat(route.opensAt(false).orElseThrow()).isBefore(now);
        assertThat(route.retryAt(suspect, throttled, now)).isEqualTo(now.plusSeconds(30));
    }

    @Test
    void rejectedEventWithAStrikeIsRetriedWithinTwoSeconds() {
        Suspect suspect = new Suspect();
        for (int i = 0; i < 10; i++) {
            fail(route, suspect, REJECTED);
        }
        assertThat(route.retryAt(suspect, REJECTED, now)).isEqualTo(now.plusSeconds(10));

        succeed(route);

        assertThat(route.retryAt(suspect, REJECTED, now)).isEqualTo(now.plusSeconds(2));
    }

    @Test
    void fatalAnswersOfAMinuteAreFatal() {
        Failure fatal = new Failure(Kind.FATAL, "401");
        for (int i = 0; i < 4; i++) {
            fail(route, new Suspect(), fatal);
        }
        assertThat(destination.isFatal(now.plusSeconds(59))).isFalse();
        assertThat(destination.isFatal(now.plusSeconds(60))).isTrue();

        succeed(other);

        assertThat(destination.isFatal(now.plusSeconds(60))).isFalse();
    }

    @Test
    void fatalAnswersToAnEventAtFaultAreNotFatal() {
        Failure fatal = new Failure(Kind.FATAL, "403");
        Suspect suspect = new Suspect();
        fail(route, suspect, fatal);
        succeed(route);

        for (int i = 0; i < 10; i++) {
            now = now.plusSeconds(10);
            fail(route, suspect, fatal);
        }

        assertThat(destination.isFatal(now)).isFalse();
        assertThat(route.isAtFault(suspect, fatal, now)).isTrue();
    }

    private void openRoute() {
        for (int i = 0; i < 5; i++) {
            fail(route, new Suspect(), UNAVAILABLE);
        }
    }

    private void fail(RouteHealth health, Suspect suspect, Failure failure) {
        health.onFailure(suspect, failure, now);
    }

    private void succeed(RouteHealth health) {
        health.onSuccess(destination.nextStep(), now);
    }
}
