/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.MixtureTopic.Poison;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Delivers to a destination with faults of events, of routes and of the whole destination, in virtual time. */
class FaultMixtureTest {
    private static final int FEW = 15;

    /** The profile "faults" runs more and longer mixtures. */
    private static final int MIXTURES = Integer.getInteger("faults.mixtures", FEW);

    private static final int MAX_EVENTS = MIXTURES > FEW ? 8000 : 2000;

    /** The seed of the first mixture; each of the others has the next seed. Few mixtures are always the same. */
    private static final long SEED = Optional.ofNullable(Long.getLong("faults.seed"))
            .orElseGet(() -> MIXTURES > FEW ? (long) new Random().nextInt(Integer.MAX_VALUE) : 200L);

    private static final int MAX_WRONGLY_REJECTED = 5;

    /**
     * The share of random mixtures whose judgment can be wrong or late: it goes by evidence, which can mislead. Nothing is
     * lost, doubled or reordered in any of them.
     */
    private static final double MAX_MISJUDGED = MIXTURES > FEW ? 0.05 : 0;

    private static MixtureCounts run(FaultMixture mixture) {
        return new MixtureWorker(mixture, new Random(SEED)).run();
    }

    @Test
    void faultOfOneNeverStopsTheOthers() {
        MixtureCounts all = new MixtureCounts();
        all.mixtures = 0;
        List<String> broken = new ArrayList<>();
        List<String> misjudged = new ArrayList<>();
        for (long seed = SEED; seed < SEED + MIXTURES; seed++) {
            FaultMixture mixture = FaultMixture.random(seed, MAX_EVENTS);
            MixtureCounts counts = new MixtureWorker(mixture, new Random(seed)).run();
            if (!isWellJudged(mixture, counts)) {
                (counts.broken() > 0 ? broken : misjudged)
                        .add("-Dfaults.seed=" + seed + ": " + mixture + "\n " + counts + "\n " + counts.violations + " "
                                + counts.failures + " longest waiting " + counts.longestWaiting());
            }
            all.add(counts);
        }

        System.out.println("Seed " + SEED + ", " + misjudged.size() + " mixtures misjudged, " + all);
        assertThat(broken).as("mixtures with violations").isEmpty();
        assertThat(misjudged).as("misjudged mixtures").hasSizeLessThanOrEqualTo((int) (MAX_MISJUDGED * MIXTURES));
    }

    private static boolean isWellJudged(FaultMixture mixture, MixtureCounts counts) {
        return counts.broken() + counts.exceptions() == 0
                && (mixture.hasTinyBuffer || counts.stuck + counts.unsettled == 0)
                && counts.wronglyRejected() <= MAX_WRONGLY_REJECTED * mixture.outages.size()
                && counts.longestWait(FaultMixture.MODERATE) < 1000;
    }

    /** Adds healthy events of many items at regular intervals. */
    private static void addEvents(FaultMixture mixture, int events) {
        for (int i = 0; i < events; i++) {
            mixture.topic.add(i % mixture.routes, "item-" + i, Poison.NONE, arrival(mixture, i));
        }
    }

    private static Duration arrival(FaultMixture mixture, int number) {
        return Duration.ofNanos((long) (number / mixture.rate * 1e9));
    }

    private static void requireNothingBroken(MixtureCounts counts) {
        assertThat(counts.broken() + counts.exceptions())
                .as("%s %s %s", counts, counts.violations, counts.failures)
                .isZero();
        assertThat(counts.stuck + counts.unsettled).as("%s", counts).isZero();
    }

    @Test
    void notFoundForTenSecondsRejectsAtMostFiveOf20000Events() {
        FaultMixture mixture = new FaultMixture(1);
        mixture.rate = 1000;
        mixture.maxInFlight = 64;
        addEvents(mixture, 20_000);
        mixture.outages =
                List.of(Outage.ofAll(Outage.Response.CLIENT_ERROR, Duration.ofSeconds(5), Duration.ofSeconds(15)));

        MixtureCounts counts = run(mixture);

        requireNothingBroken(counts);
        assertThat(counts.wronglyRejected()).isLessThanOrEqualTo(MAX_WRONGLY_REJECTED);
    }

    @Test
    void notFoundForADayRejectsAtMostThreeEventsAtOneAnHour() {
        FaultMixture mixture = new FaultMixture(1);
        mixture.rate = 1 / 3600.0;
        addEvents(mixture, 36);
        mixture.outages =
                List.of(Outage.ofAll(Outage.Response.CLIENT_ERROR, Duration.ofHours(6), Duration.ofHours(30)));

        MixtureCounts counts = run(mixture);

        requireNothingBroken(counts);
        assertThat(counts.wronglyRejected()).isLessThanOrEqualTo(3);
    }

    private static MixtureCounts runWithOnePoisonEvent(FaultMixture mixture, Poison poison, int events) {
        addEvents(mixture, events / 2);
        mixture.topic.add(0, "poison", poison, arrival(mixture, events / 2));
        for (int i = events / 2 + 1; i < events; i++) {
            mixture.topic.add(i % mixture.routes, "item-" + i, Poison.NONE, arrival(mixture, i));
        }

        MixtureCounts counts = run(mixture);

        requireNothingBroken(counts);
        assertThat(counts.wronglyRejected()).as("wrongly rejected").isZero();
        return counts;
    }

    private static Duration settled(MixtureCounts counts) {
        return Duration.ofMillis(counts.settled.values().iterator().next().get(0));
    }

    @Test
    void failingEventIsRejectedAfterTheRetryTimeoutWhileOthersAreDelivered() {
        FaultMixture mixture = new FaultMixture(1);
        mixture.rate = 10;

        MixtureCounts counts = runWithOnePoisonEvent(mixture, Poison.FAILING, 10_000);

        assertThat(settled(counts)).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(12));
        assertThat(counts.longestWait(FaultMixture.MODERATE)).isLessThan(1000);
    }

    @Test
    void retryAfterOfOneEventPausesItsRouteOnce() {
        FaultMixture mixture = new FaultMixture(1);
        mixture.rate = 1;
        mixture.maxInFlight = 1;
        mixture.sendsRetryAfter = true;

        MixtureCounts counts = runWithOnePoisonEvent(mixture, Poison.FAILING, 2000);

        assertThat(counts.longestWait(mixture.waitClass())).isLessThan(MixtureDestination.MAX_RETRY_AFTER.toMillis());
    }

    @Test
    void lonePoisonEventIsRejectedWithinTwoMinutes() {
        FaultMixture mixture = new FaultMixture(1);
        mixture.rate = 1 / 3600.0;

        MixtureCounts counts = runWithOnePoisonEvent(mixture, Poison.REJECTED, 10);

        assertThat(settled(counts)).isBetween(Duration.ofSeconds(60), Duration.ofMinutes(2));
    }

    @Test
    void poisonEventInABatchDelaysTheOthersForLessThanASecond() {
        FaultMixture mixture = new FaultMixture(1);
        mixture.rate = 1000;
        mixture.batchRecords = 100;
        mixture.batchLinger = Duration.ofMillis(100);

        MixtureCounts counts = runWithOnePoisonEvent(mixture, Poison.REJECTED, 5000);

        assertThat(settled(counts)).isLessThan(Duration.ofSeconds(10));
        assertThat(counts.longestWait(FaultMixture.MODERATE)).isLessThan(1000);
    }

    @Test
    void forbiddenEventIsRejectedWhileOthersAreDelivered() {
        FaultMixture mixture = new FaultMixture(1);
        mixture.rate = 10;

        MixtureCounts counts = runWithOnePoisonEvent(mixture, Poison.FORBIDDEN, 1000);

        assertThat(settled(counts)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void taskFailsWhenEveryEventIsForbiddenForAMinute() {
        FaultMixture mixture = new FaultMixture(1);
        mixture.rate = 10;
        addEvents(mixture, 3000);
        mixture.outages = List.of(Outage.ofAll(Outage.Response.FORBIDDEN, Duration.ofSeconds(60), Duration.ofHours(1)));

        MixtureCounts counts = run(mixture);

        assertThat(counts.failures).hasSize(1).first().asString().contains("403");
        assertThat(counts.failedAt).isBetween(Duration.ofSeconds(115), Duration.ofMinutes(4));
        assertThat(counts.wronglyRejected()).isZero();
    }

    @Test
    void brokenTenantWhose50000EventsComeFirstDelaysOthersForLessThanASecond() {
        FaultMixture mixture = new FaultMixture(1);
        mixture.rate = 200;
        mixture.routes = 20;
        mixture.maxInFlight = 64;
        for (int i = 0; i < 50_000; i++) {
            mixture.topic.add(0, "item-" + i, Poison.NONE, Duration.ZERO);
        }
        for (int i = 0; i < 5_000; i++) {
            mixture.topic.add(1 + i % 19, "item-" + i, Poison.NONE, arrival(mixture, i));
        }
        mixture.outages = List.of(Outage.ofAll(Outage.Response.SERVER_ERROR, Duration.ZERO, Duration.ofMinutes(1))
                .ofRoute(0));

        MixtureCounts counts = run(mixture);

        requireNothingBroken(counts);
        assertThat(counts.longestWait(FaultMixture.MODERATE))
                .as("%s", counts.longestWaiting())
                .isLessThan(1000);
    }
}
