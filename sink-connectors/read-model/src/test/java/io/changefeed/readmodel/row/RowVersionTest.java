/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.Order;
import org.junit.jupiter.api.Test;

class RowVersionTest {
    private static final long TIME = 1_700_000_000_000L;
    private static final long MINUTE = 60_000;

    private static RowVersion version(long generation, int number, long time, String table) {
        return new RowVersion(Order.of(generation, Integer.toString(number)) + "@" + time + "/eu-central-1/1/" + table);
    }

    @Test
    void greaterOrderIsNewer() {
        assertThat(version(1, 2, TIME, "t")).isGreaterThan(version(1, 1, TIME + 1, "u"));
        assertThat(version(2, 1, TIME, "t")).isGreaterThan(version(1, 10, TIME, "t"));
    }

    @Test
    void rejectedVersionIsJustBelowTheVersionOfTheSameChange() {
        RowVersion version = version(1, 2, TIME, "t");

        assertThat(version.rejected()).isLessThan(version).isGreaterThan(version(1, 1, TIME, "t"));
        assertThat(version.rejected().rejected()).isEqualTo(version.rejected());
    }

    @Test
    void laterChangeWithALowerOrderIsAConflict() {
        RowVersion stored = version(5, 1, TIME, "old");

        assertThat(version(4, 1, TIME + MINUTE + 1, "restored").conflictWith(stored))
                .hasValueSatisfying(conflict -> assertThat(conflict.message())
                        .contains("of eu-central-1/1/old", "of eu-central-1/1/restored", "snapshot", "offsets"));
        assertThat(version(4, 1, TIME + MINUTE + 1, "old").conflictWith(stored)).isPresent();
    }

    @Test
    void staleVersionIsNoConflictIfItIsEarlierOrOfASnapshotOrRejected() {
        RowVersion stored = version(5, 1, TIME, "old");

        assertThat(version(4, 1, TIME + MINUTE, "restored").conflictWith(stored))
                .isEmpty();
        assertThat(version(4, 1, TIME - 1, "restored").conflictWith(stored)).isEmpty();
        assertThat(version(6, 1, TIME + 2 * MINUTE, "restored").conflictWith(stored))
                .isEmpty();
        assertThat(version(5, 0, TIME + 2 * MINUTE, "old").conflictWith(stored)).isEmpty();
        assertThat(version(4, 1, TIME + 2 * MINUTE, "restored").conflictWith(stored.rejected()))
                .isEmpty();
        assertThat(version(4, 1, TIME + 2 * MINUTE, "restored").rejected().conflictWith(stored))
                .isEmpty();
    }
}
