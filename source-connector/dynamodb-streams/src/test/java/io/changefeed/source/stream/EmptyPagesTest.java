/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static io.changefeed.source.worker.SourceTestBed.item;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.stream.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Counts the calls, and measures the delays, of a shard that returns pages without records. Time is virtual. */
@Timeout(60)
class EmptyPagesTest {
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    /**
     * The calls until a shard that is read for the first time is known to be idle. The last one checks that it is
     * open.
     */
    private static final int CALLS_TO_TIP = ShardPacing.EMPTY_PAGES + 1;

    private final VirtualShard shard = new VirtualShard();

    @AfterEach
    void close() {
        shard.close();
    }

    /** Writes changes that are an hour old when they are read, one on each page. */
    private void writeOldChanges(int count, int emptyPages) throws InterruptedException {
        for (int change = 0; change < count; change++) {
            shard.table().put(item("a", change));
        }
        shard.run(Duration.ofHours(1));
        shard.table().reading(Reading.DEFAULT.withPageRecords(1).withEmptyPages(emptyPages));
    }

    private Duration since(Instant start) {
        return Duration.between(start, shard.now());
    }

    @Test
    void emptyPagesInTheMiddleOfAShardAreReadFiveTimesASecond() throws InterruptedException {
        writeOldChanges(2, 50);
        Instant start = shard.now();
        shard.open(FIVE_MINUTES);

        shard.runUntil(() -> shard.pages() == 2);

        assertThat(shard.calls()).isEqualTo(102);
        assertThat(since(start)).isLessThanOrEqualTo(Duration.ofMillis(101 * 200));
    }

    @Test
    void lagIsUnknownUntilChangesOrTheTipAreRead() throws InterruptedException {
        writeOldChanges(1, 50);
        shard.open(FIVE_MINUTES);
        while (shard.pages() == 0) {
            assertThat(shard.lag()).isEmpty();
            shard.run(Duration.ofMillis(200));
        }

        shard.runUntil(() -> shard.calls() == 51 + CALLS_TO_TIP - 1);
        assertThat(shard.lag()).hasValueSatisfying(lag -> assertThat(lag).isGreaterThan(Duration.ofHours(1)));
        shard.runUntil(() -> shard.calls() == 51 + CALLS_TO_TIP);

        assertThat(shard.lag()).contains(Duration.ZERO);
    }

    @Test
    void closedShardIsNeverIdle() throws InterruptedException {
        writeOldChanges(2, 200);
        shard.table().rotateAll();
        Instant start = shard.now();
        shard.open(FIVE_MINUTES);

        while (!shard.hasEnded()) {
            assertThat(shard.lag()).isNotEqualTo(Optional.of(Duration.ZERO));
            shard.run(Duration.ofMillis(200));
        }

        // Each stretch of 200 empty pages, its change, and one check that the shard is closed.
        assertThat(shard.calls()).isEqualTo(403);
        assertThat(since(start)).isLessThanOrEqualTo(Duration.ofMillis(404 * 200));
    }

    @Test
    void idleShardIsReadLessAndLessOften() throws InterruptedException {
        shard.open(Duration.ofMinutes(1));

        shard.runUntil(() -> shard.calls() == CALLS_TO_TIP - 1);
        assertThat(shard.lag()).isEmpty();
        shard.runUntil(() -> shard.calls() == CALLS_TO_TIP);
        assertThat(shard.lag()).contains(Duration.ZERO);
        shard.run(Duration.ofHours(1));

        // 14 calls until the delay is a minute, which is a quarter of four minutes, and one a minute from then on.
        assertThat(shard.calls() - CALLS_TO_TIP).isBetween(60, 75);
        Instant changed = shard.now();
        shard.table().put(item("a", 1));
        shard.runUntil(() -> shard.pages() == 1);
        assertThat(since(changed)).isLessThanOrEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void rareChangesTakeFewCallsEach() throws InterruptedException {
        shard.open(FIVE_MINUTES);
        shard.run(Duration.ofHours(1));
        int before = shard.calls();

        for (int change = 0; change < 6; change++) {
            Instant changed = shard.now();
            int pages = shard.pages();
            shard.table().put(item("a", change));
            shard.runUntil(() -> shard.pages() > pages);
            assertThat(since(changed)).isLessThanOrEqualTo(FIVE_MINUTES);
            shard.run(Duration.ofMinutes(20));
        }

        // A delay grows by a quarter with each call: from 200 ms to 5 minutes in about 30 calls.
        assertThat((shard.calls() - before) / 6).isBetween(20, 45);
    }

    /** AWS does not limit the number of empty pages. */
    @Test
    void tipThatWasAssumedTooEarlyIsCorrected() throws InterruptedException {
        writeOldChanges(3, ShardPacing.EMPTY_PAGES + 40);
        shard.open(Duration.ofSeconds(1));
        shard.runUntil(() -> shard.pages() == 1);
        Instant corrected = shard.now();

        shard.runUntil(() -> shard.calls() == 101 + 1 + ShardPacing.EMPTY_PAGES);

        assertThat(since(corrected))
                .as("five calls a second, for the number of pages of an unread shard")
                .isLessThanOrEqualTo(Duration.ofMillis((ShardPacing.EMPTY_PAGES + 1) * 200));
        shard.runUntil(() -> shard.pages() == 3);
    }

    /** Fails the checks of a shard that seems to be at its tip. */
    private void failChecks(ErrorType error) throws InterruptedException {
        shard.open(Duration.ofMinutes(1));
        shard.runUntil(() -> shard.calls() == 1);
        shard.simulator().inject(FaultRule.always(Fault.error(error)).on(Operation.GET_SHARD_ITERATOR));
        shard.run(VirtualShard.STALL_TIMEOUT.plusMinutes(1));
    }

    @Test
    void shardIsReadFiveTimesASecondWhileTheCheckWhetherItIsOpenFails() throws InterruptedException {
        failChecks(ErrorType.THROTTLING);

        assertThat(shard.lag()).isEmpty();
        assertThat(shard.calls())
                .isBetween(4 * (int) VirtualShard.STALL_TIMEOUT.plusMinutes(1).toSeconds(), 5 * 180 + 1);
        Instant changed = shard.now();
        shard.table().put(item("a", 1));
        shard.runUntil(() -> shard.pages() == 1);
        assertThat(since(changed)).isLessThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void failedCheckWhetherTheShardIsOpenIsRepeated() throws InterruptedException {
        failChecks(ErrorType.THROTTLING);
        shard.simulator().clearFaults();
        Instant recovered = shard.now();

        shard.runUntil(() -> shard.lag().isPresent());

        assertThat(shard.lag()).contains(Duration.ZERO);
        assertThat(since(recovered)).isLessThanOrEqualTo(Duration.ofSeconds(31));
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorType.class,
            names = {"RESOURCE_NOT_FOUND", "TRIMMED_DATA_ACCESS"})
    void shardThatCannotBeCheckedIsNotIdle(ErrorType error) throws InterruptedException {
        failChecks(error);

        assertThat(shard.lag()).isEmpty();
    }

    @Test
    void idleShardThatWaitsForRoomHasALag() throws InterruptedException {
        shard.open(Duration.ofMinutes(1));
        shard.runUntil(() -> shard.lag().isPresent());
        Instant tip = shard.now();
        shard.fillBudget();

        shard.run(Duration.ofHours(20));

        assertThat(shard.lag())
                .hasValueSatisfying(
                        lag -> assertThat(lag).isBetween(since(tip), since(tip).plusSeconds(1)));
    }
}
