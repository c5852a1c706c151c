/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ItemValue.S;
import io.changefeed.readmodel.TestEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RowVersionsTest {
    private static final ItemId A = new ItemId("a");
    private static final ItemId B = new ItemId("b");
    private static final Instant NOW = TestEvents.TIME;

    private static RowVersion live(int second, long order) {
        return new RowVersion.Live(
                TestEvents.order(order), NOW.plusSeconds(second), Map.of("order", new S("o" + order)));
    }

    private static RowVersion tombstone(int second, long order, Instant expires) {
        return new RowVersion.Tombstone(TestEvents.order(order), NOW.plusSeconds(second), expires);
    }

    private static RowVersions versions(ItemId item, RowVersion version) {
        return RowVersions.none().with(item, version, NOW).orElseThrow();
    }

    @Test
    void rowWithoutVersionsShowsNothing() {
        assertThat(RowVersions.none().shown()).isEmpty();
        assertThat(RowVersions.none().shownItem()).isEmpty();
    }

    @Test
    void newerVersionReplacesOlderOneOfSameItem() {
        RowVersions versions = versions(A, live(0, 1)).with(A, live(0, 2), NOW).orElseThrow();

        assertThat(versions.byItem()).hasSize(1);
        assertThat(versions.shown()).contains((RowVersion.Live) live(0, 2));
    }

    @Test
    void olderOrEqualVersionOfSameItemIsStaleRegardlessOfTime() {
        RowVersions versions = versions(A, live(0, 2));

        assertThat(versions.with(A, live(9, 1), NOW)).isEmpty();
        assertThat(versions.with(A, live(9, 2), NOW)).isEmpty();
        assertThat(versions.with(A, tombstone(9, 2, NOW), NOW)).isEmpty();
    }

    @Test
    void rowShowsItemThatChangedLastRegardlessOfOrder() {
        RowVersions versions = versions(A, live(1, 9)).with(B, live(2, 1), NOW).orElseThrow();

        assertThat(versions.shownItem()).contains(B);
        assertThat(versions.with(A, live(3, 10), NOW).orElseThrow().shownItem()).contains(A);
    }

    @Test
    void orderAndThenItemDecideBetweenEqualTimes() {
        assertThat(versions(A, live(1, 9))
                        .with(B, live(1, 1), NOW)
                        .orElseThrow()
                        .shownItem())
                .contains(A);
        assertThat(versions(A, live(1, 1))
                        .with(B, live(1, 1), NOW)
                        .orElseThrow()
                        .shownItem())
                .contains(B);
    }

    @Test
    void tombstoneLeavesRowToOtherItem() {
        RowVersions both = versions(A, live(1, 1)).with(B, live(2, 2), NOW).orElseThrow();

        RowVersions remaining =
                both.with(B, tombstone(3, 3, NOW.plusSeconds(60)), NOW).orElseThrow();

        assertThat(remaining.shownItem()).contains(A);
        assertThat(remaining.expires()).isEmpty();
        assertThat(both.with(A, tombstone(3, 3, NOW.plusSeconds(60)), NOW)
                        .orElseThrow()
                        .shownItem())
                .as("deleting one item does not delete the row of the other")
                .contains(B);
    }

    @Test
    void rowExpiresWithItsLastTombstone() {
        RowVersions versions = versions(A, tombstone(1, 1, NOW.plusSeconds(60)))
                .with(B, tombstone(2, 2, NOW.plusSeconds(30)), NOW)
                .orElseThrow();

        assertThat(versions.shown()).isEmpty();
        assertThat(versions.expires()).contains(NOW.plusSeconds(60));
    }

    @Test
    void nextChangeDropsExpiredTombstones() {
        RowVersions versions = versions(A, tombstone(1, 1, NOW.plusSeconds(60)));

        assertThat(versions.with(B, live(2, 2), NOW.plusSeconds(60))
                        .orElseThrow()
                        .byItem())
                .containsOnlyKeys(A, B);
        assertThat(versions.with(B, live(2, 2), NOW.plusSeconds(61))
                        .orElseThrow()
                        .byItem())
                .containsOnlyKeys(B);
    }

    @RepeatedTest(50)
    void resultDoesNotDependOnOrderOrRepetition() {
        Random random = new Random();
        List<Map.Entry<ItemId, RowVersion>> history = new ArrayList<>();
        for (int i = 1; i < 9; i++) {
            ItemId item = new ItemId("o" + random.nextInt(3));
            RowVersion version =
                    random.nextBoolean() ? live(random.nextInt(3), i) : tombstone(random.nextInt(3), i, Instant.MAX);
            history.add(Map.entry(item, version));
        }
        RowVersions inOrder = merge(history);
        history.addAll(history.subList(0, 3));
        Collections.shuffle(history, random);

        assertThat(merge(history)).isEqualTo(inOrder);
        assertThat(merge(history).shownItem()).isEqualTo(inOrder.shownItem());
    }

    private static RowVersions merge(List<Map.Entry<ItemId, RowVersion>> history) {
        RowVersions versions = RowVersions.none();
        for (Map.Entry<ItemId, RowVersion> entry : history) {
            versions = versions.with(entry.getKey(), entry.getValue(), NOW).orElse(versions);
        }
        return versions;
    }
}
