/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.row.ChangeTime;
import io.changefeed.readmodel.row.GenerationConflict;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.ItemChange.Reject;
import io.changefeed.readmodel.row.ItemId;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.RowVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The rules of all stores on maps. With {@linkplain Mutation mutations}, it breaks them. */
final class MemoryTable {
    private final MemoryLayout layout;
    private final Set<Mutation> mutations;
    private final Predicate<Row> isStorable;
    private final Map<Key, Version> versions = new HashMap<>();

    /** @param row the row that contains the version; empty if the table has one version of each item */
    private record Key(ItemId item, Optional<RowKey> row) {}

    /**
     * The version of an item.
     *
     * @param row the row that the item is in; empty if it is in none
     * @param isRowLost whether the row was lost, but not the version
     */
    private record Version(RowVersion version, Optional<ChangeTime> changed, Optional<Row> row, boolean isRowLost) {}

    MemoryTable(MemoryLayout layout, Set<Mutation> mutations, Predicate<Row> isStorable) {
        this.layout = layout;
        this.mutations = Set.copyOf(mutations);
        this.isStorable = isStorable;
    }

    private boolean has(Mutation mutation) {
        return mutations.contains(mutation);
    }

    /** Starts to write changes. */
    Write write(List<ItemChange> changes) {
        return new Write(changes);
    }

    /** A write in progress. */
    final class Write {
        private final List<ItemChange> changes = new ArrayList<>();
        private final Deque<Part> parts = new ArrayDeque<>();
        private final Set<Integer> applied = new HashSet<>();
        private final boolean isRejectedAsBatch;
        private Optional<Map<Key, Version>> read = Optional.empty();

        /** What is written at once: the given changes, with regard to one row if rows contain versions. */
        private record Part(Collection<Integer> changes, Optional<RowKey> row) {}

        Write(List<ItemChange> received) {
            boolean isAtomic = layout.rule() == RowRule.BY_ITEM;
            isRejectedAsBatch =
                    isAtomic && received.size() > 1 && !received.stream().allMatch(this::isStorable);
            for (ItemChange change : received) {
                changes.add(isStorable(change) ? change : change.rejected("unstorable"));
            }
            if (isAtomic) {
                parts.add(new Part(indexes(), Optional.empty()));
            } else {
                for (int index : indexes()) {
                    ItemChange change = changes.get(index);
                    change.target().ifPresent(row -> parts.add(new Part(List.of(index), Optional.of(row))));
                    change.leaves()
                            .filter(row -> !has(Mutation.MOVE_KEEPS_ROW)
                                    || change.target().isEmpty())
                            .ifPresent(row -> parts.add(new Part(List.of(index), Optional.of(row))));
                }
            }
        }

        private List<Integer> indexes() {
            List<Integer> indexes = new ArrayList<>();
            for (int i = 0; i < changes.size(); i++) {
                indexes.add(i);
            }
            return indexes;
        }

        private boolean isStorable(ItemChange change) {
            return change.put().filter(isStorable.negate()).isEmpty();
        }

        /** Makes the next step; returns the result after the last one. */
        Optional<DeliveryResult> step() {
            if (isRejectedAsBatch) {
                return Optional.of(new DeliveryResult.Rejected("unstorable"));
            }
            if (parts.isEmpty()) {
                return Optional.of(result());
            }
            Part part = parts.element();
            Map<Key, Version> current = current(part);
            if (read.isEmpty() || (!has(Mutation.NO_CONDITION) && !read.get().equals(current))) {
                read = Optional.of(current);
                return Optional.empty();
            }
            Map<Key, Version> next = new HashMap<>(read.get());
            for (int index : part.changes()) {
                ItemChange change = changes.get(index);
                Key key = new Key(change.item(), part.row());
                Optional<Version> held = Optional.ofNullable(next.get(key));
                Optional<GenerationConflict> conflict =
                        held.flatMap(version -> change.storedVersion().conflictWith(version.version()));
                if (conflict.isPresent() && !has(Mutation.CONFLICT_IS_IGNORED)) {
                    return Optional.of(new DeliveryResult.Fatal(conflict.get().message()));
                }
                if (isApplied(held, change)) {
                    applied.add(index);
                }
                next(held, change, part.row()).ifPresent(version -> next.put(key, version));
            }
            write(current.keySet(), next);
            parts.remove();
            read = Optional.empty();
            return Optional.empty();
        }

        private Map<Key, Version> current(Part part) {
            Set<ItemId> items = new HashSet<>();
            part.changes().forEach(index -> items.add(changes.get(index).item()));
            Map<Key, Version> current = new HashMap<>();
            versions.forEach((key, version) -> {
                if (part.row().isPresent() ? part.row().equals(key.row()) : items.contains(key.item())) {
                    current.put(key, version);
                }
            });
            return current;
        }

        private DeliveryResult result() {
            List<EventResult> results = new ArrayList<>();
            for (int index : indexes()) {
                EventResult written = applied.contains(index) ? new EventResult.Delivered() : new EventResult.Stale();
                results.add(
                        changes.get(index).effect() instanceof Reject reject
                                ? new EventResult.Rejected(reject.reason())
                                : written);
            }
            return new DeliveryResult.PerEvent(results);
        }
    }

    private boolean isApplied(Optional<Version> held, ItemChange change) {
        return held.filter(version -> version.version().compareTo(change.storedVersion()) >= 0
                        && !has(Mutation.NO_GUARD)
                        && !isVoid(version))
                .isEmpty();
    }

    /** Whether the row of an item was lost, so that repeated events have to write it again. */
    private boolean isVoid(Version held) {
        return held.row().isPresent()
                ? held.isRowLost() && !has(Mutation.NO_VOID_RULE)
                : has(Mutation.VOID_RULE_FOR_DELETED_ITEMS);
    }

    private Optional<Version> next(Optional<Version> held, ItemChange change, Optional<RowKey> record) {
        boolean isRejected = change.effect() instanceof Reject;
        if (isRejected && has(Mutation.REJECTION_STORES_NO_VERSION)) {
            return held;
        }
        Optional<ChangeTime> heldChanged = held.flatMap(Version::changed);
        Optional<ChangeTime> changed =
                has(Mutation.CHANGED_IS_REPLACED) ? changed(change) : greatest(heldChanged, changed(change));
        if (!isApplied(held, change)) {
            return held.map(version -> new Version(
                    version.version(),
                    has(Mutation.STALE_CHANGE_DOES_NOT_COUNT) || has(Mutation.CHANGED_IS_REPLACED)
                            ? heldChanged
                            : changed,
                    version.row(),
                    version.isRowLost()));
        }
        if (isRejected) {
            Optional<Row> kept = held.flatMap(Version::row)
                    .filter(row -> has(Mutation.REJECTION_KEEPS_ROW)
                            || Optional.of(row.key()).equals(change.target()));
            return Optional.of(new Version(
                    change.storedVersion(),
                    changed,
                    kept,
                    held.filter(Version::isRowLost).isPresent()));
        }
        Optional<Row> row = change.put().filter(put -> record.isEmpty() || record.equals(Optional.of(put.key())));
        return Optional.of(new Version(change.storedVersion(), changed, row, false));
    }

    private Optional<ChangeTime> changed(ItemChange change) {
        return has(Mutation.SNAPSHOT_COUNTS_AS_CHANGE)
                ? Optional.of(new ChangeTime(
                        String.format(Locale.ROOT, "%013d-", change.time().toEpochMilli())
                                + change.version().rejected()))
                : change.changed();
    }

    private static Optional<ChangeTime> greatest(Optional<ChangeTime> one, Optional<ChangeTime> other) {
        return one.isPresent() && (other.isEmpty() || one.get().compareTo(other.get()) >= 0) ? one : other;
    }

    private void write(Set<Key> replaced, Map<Key, Version> next) {
        if (has(Mutation.TOMBSTONES_ARE_DROPPED)) {
            next.values().removeIf(version -> version.row().isEmpty());
        }
        if (has(Mutation.HIDDEN_ITEMS_ARE_LOST)) {
            Set<ItemId> shown = new HashSet<>();
            shown(next).forEach(entry -> shown.add(entry.getKey().item()));
            next.replaceAll((key, version) -> shown.contains(key.item())
                    ? version
                    : new Version(version.version(), version.changed(), Optional.empty(), false));
        }
        versions.keySet().removeAll(replaced);
        versions.putAll(next);
    }

    /** The items that rows show. */
    private Collection<Map.Entry<Key, Version>> shown(Map<Key, Version> all) {
        Comparator<Map.Entry<Key, Version>> byItem =
                Comparator.comparing(entry -> entry.getKey().item());
        Comparator<Map.Entry<Key, Version>> byTime =
                Comparator.comparing(entry -> has(Mutation.ORDER_DECIDES_INSTEAD_OF_TIME)
                        ? entry.getValue().version().text()
                        : entry.getValue().changed().map(ChangeTime::text).orElse(""));
        Comparator<Map.Entry<Key, Version>> last =
                byTime.thenComparing(has(Mutation.LEAST_ID_IS_SHOWN) ? byItem.reversed() : byItem);
        Map<RowKey, Map.Entry<Key, Version>> shown = new HashMap<>();
        for (Map.Entry<Key, Version> entry : all.entrySet()) {
            entry.getValue()
                    .row()
                    .filter(row -> !entry.getValue().isRowLost())
                    .ifPresent(row ->
                            shown.merge(row.key(), entry, (one, other) -> last.compare(one, other) > 0 ? one : other));
        }
        return shown.values();
    }

    /** The rows that readers see. */
    List<Row> rows() {
        return shown(versions).stream()
                .map(entry -> entry.getValue().row().orElseThrow())
                .toList();
    }

    void loseRows() {
        if (layout == MemoryLayout.VERSION_TABLE) {
            versions.replaceAll((key, version) -> new Version(
                    version.version(),
                    version.changed(),
                    version.row(),
                    version.row().isPresent()));
        } else {
            versions.clear();
        }
    }
}
