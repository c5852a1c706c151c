/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares what is assigned to tasks with what was discovered. */
public final class AssignmentChanges {
    /** A slot, or a shard that is added to it when it has applied the previous assignment. */
    private record AssignedSlot(String streamArn, int slot, Optional<String> shard, long previous) {}

    private AssignmentChanges() {}

    /**
     * Whether the tasks have to be reassigned: {@code next} contains something that {@code assigned} does not, a
     * snapshot has ended, or the assignment of a snapshot is out of date because another offset was stored.
     */
    public static boolean between(List<DiscoveredTable> assigned, List<DiscoveredTable> next) {
        return !streams(assigned).equals(streams(next))
                || !snapshots(assigned).keySet().equals(snapshots(next).keySet())
                || isAnyOutdated(snapshots(assigned), snapshots(next))
                || !slots(assigned).containsAll(slots(next));
    }

    private static boolean isAnyOutdated(
            Map<String, SnapshotAssignment> assigned, Map<String, SnapshotAssignment> next) {
        return next.entrySet().stream().anyMatch(entry -> {
            SnapshotAssignment snapshot = entry.getValue();
            boolean isUnstored =
                    !snapshot.previous().equals(Optional.of(snapshot.offset().version()));
            return isUnstored
                    && !snapshot.previous()
                            .equals(Optional.ofNullable(assigned.get(entry.getKey()))
                                    .flatMap(SnapshotAssignment::previous));
        });
    }

    private static Map<String, SnapshotAssignment> snapshots(List<DiscoveredTable> tables) {
        Map<String, SnapshotAssignment> snapshots = new HashMap<>();
        tables.forEach(table -> table.snapshot()
                .ifPresent(snapshot -> snapshots.put(
                        table.table().arn() + "/" + snapshot.offset().version(), snapshot)));
        return snapshots;
    }

    /** The streams, with the reasons why they must not be read on. */
    private static Map<String, Optional<String>> streams(List<DiscoveredTable> tables) {
        Map<String, Optional<String>> streams = new HashMap<>();
        tables.forEach(table -> streams.put(table.table().streamArn(), table.failure()));
        return streams;
    }

    /**
     * What is assigned. An addition whose assignment is not stored yet is discovered again with the same previous
     * assignment, so it is no change. If the slot has applied another assignment instead, it is a change: the addition had
     * no effect.
     */
    private static Set<AssignedSlot> slots(List<DiscoveredTable> tables) {
        Set<AssignedSlot> slots = new HashSet<>();
        for (DiscoveredTable table : tables) {
            String stream = table.table().streamArn();
            table.slots().forEach(weighted -> {
                SlotAssignment slot = weighted.assignment();
                slots.add(new AssignedSlot(stream, slot.slot(), Optional.empty(), 0));
                slot.added()
                        .keySet()
                        .forEach(shard ->
                                slots.add(new AssignedSlot(stream, slot.slot(), Optional.of(shard), slot.previous())));
            });
        }
        return slots;
    }
}
