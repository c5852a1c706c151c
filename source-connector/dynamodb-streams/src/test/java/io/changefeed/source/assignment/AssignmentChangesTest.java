/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.source.assignment.DiscoveredTable.WeightedSlot;
import io.changefeed.source.record.TableStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The discovered tables that cause a reassignment. */
class AssignmentChangesTest {
    private static final TableStream ORDERS = TableStreams.named("orders");

    private static List<DiscoveredTable> orders(SlotAssignment... slots) {
        return List.of(DiscoveredTable.of(
                ORDERS,
                TableStreams.offset(ORDERS),
                false,
                List.of(slots).stream().map(slot -> new WeightedSlot(slot, 1)).toList(),
                Optional.empty()));
    }

    private static SlotAssignment slot(int number, long assignment, long previous, String... added) {
        Map<String, String> shards = new HashMap<>();
        List.of(added).forEach(shard -> shards.put(shard, "TRIM_HORIZON"));
        return new SlotAssignment(number, assignment, previous, shards);
    }

    @Test
    void additionThatIsNotStoredYetIsNoChange() {
        List<DiscoveredTable> assigned = orders(slot(7, 100, 5, "a"));

        assertThat(AssignmentChanges.between(assigned, orders(slot(7, 200, 5, "a"))))
                .isFalse();
        assertThat(AssignmentChanges.between(assigned, orders(slot(7, 100, 100))))
                .isFalse();
    }

    @Test
    void additionThatTheSlotHasNotAppliedIsAssignedAgain() {
        List<DiscoveredTable> assigned = orders(slot(7, 200, 5, "a", "b"));

        // The slot has applied an earlier assignment, which was not stored when this one was made.
        List<DiscoveredTable> next = orders(slot(7, 300, 100, "b"));
        assertThat(AssignmentChanges.between(assigned, next)).isTrue();
        assertThat(AssignmentChanges.between(next, orders(slot(7, 400, 100, "b"))))
                .isFalse();
    }

    @Test
    void storedSlotThatWasNotAssignedIsAChange() {
        List<DiscoveredTable> assigned = orders(slot(7, 5, 5));

        assertThat(AssignmentChanges.between(assigned, orders(slot(7, 5, 5), slot(9, 5, 5))))
                .isTrue();
        assertThat(AssignmentChanges.between(assigned, orders(slot(7, 6, 6)))).isFalse();
    }

    @Test
    void tableThatMustNotBeReadOnIsAChange() {
        List<DiscoveredTable> assigned = orders(slot(7, 5, 5));
        List<DiscoveredTable> failed =
                List.of(DiscoveredTable.failed(ORDERS, TableStreams.offset(ORDERS), "changes were lost"));

        assertThat(AssignmentChanges.between(assigned, failed)).isTrue();
        assertThat(AssignmentChanges.between(failed, failed)).isFalse();
        assertThat(AssignmentChanges.between(failed, assigned)).isTrue();
    }
}
