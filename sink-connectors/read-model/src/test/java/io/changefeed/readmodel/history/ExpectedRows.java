/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import io.changefeed.readmodel.row.ItemId;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rows that a target table must contain after it has accepted changes in any order. See {@link RowRule}. */
final class ExpectedRows {
    private static final DateTimeFormatter IN_MICROSECONDS =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter(Locale.ROOT);

    /** The greatest change of an item is the last one. */
    private static final Comparator<Placement> RANK = Comparator.comparingLong(
                    (Placement change) -> change.source.generation())
            .thenComparingLong(change -> change.source.sequence())
            .thenComparing(change -> !change.isDerivedRemove)
            .thenComparing(change -> change.source.time());

    /** The greatest change of all items is the one that a row shows. */
    private static final Comparator<Placement> RECENCY =
            Comparator.comparing((Placement change) -> change.source.time()).thenComparing(RANK);

    private final RowKeyShape shape;
    private final RowRule rule;
    private final Map<List<String>, List<Candidate>> candidates = new HashMap<>();

    /**
     * What a change means for the projection.
     *
     * @param target the row that the item is in afterwards; empty if it is in none
     * @param left the row that it was in before, if an old image shows it, and if it is not the same
     * @param isDerivedRemove whether the item no longer matches the filter
     */
    private record Placement(
            SourceChange source, Optional<List<String>> target, Optional<List<String>> left, boolean isDerivedRemove) {
        boolean isRejected() {
            return source.after().filter(after -> !after.isStorable()).isPresent() && !isDerivedRemove;
        }
    }

    /**
     * An item that can be in a row.
     *
     * @param contents the states of which it has one
     * @param isCertain whether it is in the row
     */
    private record Candidate(
            List<Map<String, String>> contents, Optional<Placement> lastChange, String id, boolean isCertain) {}

    private static final Comparator<Candidate> SHOWN_FIRST = Comparator.comparing(
                    Candidate::lastChange,
                    Comparator.comparing(Optional<Placement>::isPresent)
                            .thenComparing(last -> last.orElse(null), Comparator.nullsFirst(RECENCY)))
            .thenComparing(Candidate::id)
            .reversed();

    private ExpectedRows(RowKeyShape shape, RowRule rule) {
        this.shape = shape;
        this.rule = rule;
    }

    /** The rows after these changes, in any order. */
    static ExpectedRows of(Collection<SourceChange> accepted, RowKeyShape shape, RowRule rule) {
        ExpectedRows rows = new ExpectedRows(shape, rule);
        Map<List<String>, Map<List<String>, List<Placement>>> byItem = new HashMap<>();
        for (SourceChange change : accepted) {
            rows.placement(change).ifPresent(placement -> {
                Map<List<String>, List<Placement>> records =
                        byItem.computeIfAbsent(rows.identity(change), item -> new HashMap<>());
                rows.records(placement)
                        .forEach(row -> records.computeIfAbsent(row, none -> new ArrayList<>())
                                .add(placement));
            });
        }
        byItem.values().forEach(records -> records.forEach((row, changes) -> rows.add(row, changes)));
        return rows;
    }

    /** Items of several tables differ even if their keys are equal. */
    private List<String> identity(SourceChange change) {
        return shape.tables().size() == 1 ? List.of(change.id()) : List.of(change.table(), change.id());
    }

    /**
     * The rows whose record of the item a change affects; a single one, without a key, if there is one for each item.
     */
    private Set<List<String>> records(Placement placement) {
        if (rule == RowRule.BY_ITEM) {
            return Set.of(List.of());
        }
        Set<List<String>> rows = new HashSet<>();
        placement.target().ifPresent(rows::add);
        placement.left().ifPresent(rows::add);
        return rows;
    }

    private Optional<Placement> placement(SourceChange change) {
        boolean mayHaveMatched = change.isRead()
                || (!change.viewType().hasOldImage() && change.before().isPresent())
                || change.before().filter(ItemState::isSelected).isPresent();
        boolean matches = change.after().filter(ItemState::isSelected).isPresent();
        if (!matches && !mayHaveMatched) {
            return Optional.empty();
        }
        Optional<List<String>> target = change.after().filter(any -> matches).flatMap(shape::keyOf);
        Optional<List<String>> left = matches && !shape.canMoveRows() ? Optional.empty() : keyBefore(change);
        return Optional.of(new Placement(
                change,
                target,
                left.filter(row -> !target.equals(Optional.of(row))),
                !matches && change.after().isPresent()));
    }

    private Optional<List<String>> keyBefore(SourceChange change) {
        return shape.canMoveRows()
                ? change.before().filter(ItemState::isSelected).flatMap(shape::keyOf)
                : Optional.of(List.of(change.id()));
    }

    private void add(List<String> record, List<Placement> changes) {
        Placement newest = changes.stream().max(RANK).orElseThrow();
        Optional<List<String>> row = newest.target().filter(key -> record.isEmpty() || record.equals(key));
        if (row.isEmpty()) {
            return;
        }
        List<Map<String, String>> contents = newest.isRejected()
                ? changes.stream()
                        .filter(change ->
                                !change.isRejected() && change.target().equals(row))
                        .map(this::columns)
                        .toList()
                : List.of(columns(newest));
        candidates
                .computeIfAbsent(row.get(), none -> new ArrayList<>())
                .add(new Candidate(
                        contents,
                        changes.stream()
                                .filter(change -> !change.source.isRead())
                                .max(RECENCY),
                        ItemId.of(newest.source.event(), shape.tables().size() == 1)
                                .id(),
                        !newest.isRejected()));
    }

    private Map<String, String> columns(Placement placement) {
        ItemState item = placement.source.after().orElseThrow();
        Map<String, String> columns = new TreeMap<>();
        columns.put("n", item.text("n"));
        columns.put("text", item.nestedText());
        columns.put("tag", item.text("tag"));
        columns.put("at", time(placement.source.time()));
        columns.put("version", placement.source.order().text());
        if (shape.columns().contains("id")) {
            columns.put("id", placement.source.id());
        }
        return columns;
    }

    private static String time(Instant time) {
        return IN_MICROSECONDS.format(time);
    }

    /** The keys of the rows that certainly exist. */
    Set<List<String>> certainKeys() {
        Set<List<String>> keys = new HashSet<>();
        candidates.forEach((key, items) -> {
            if (items.stream().anyMatch(Candidate::isCertain)) {
                keys.add(key);
            }
        });
        return keys;
    }

    /** The rows that differ from the expected ones, each with a description. */
    Map<List<String>, String> differences(Map<List<String>, Map<String, String>> actual) {
        Set<List<String>> keys = new TreeSet<>(Comparator.comparing(List::toString));
        keys.addAll(actual.keySet());
        keys.addAll(candidates.keySet());
        Map<List<String>, String> differences = new LinkedHashMap<>();
        for (List<String> key : keys) {
            Set<Map<String, String>> allowed = allowed(candidates.getOrDefault(key, List.of()));
            Map<String, String> found = actual.getOrDefault(key, Map.of());
            if (!allowed.contains(found)) {
                differences.put(key, "expected " + allowed + " but was " + found);
            }
        }
        return differences;
    }

    /** The columns that a row can have; without columns if it can be absent. */
    private static Set<Map<String, String>> allowed(List<Candidate> items) {
        Set<Map<String, String>> allowed = new HashSet<>();
        for (Candidate item : items.stream().sorted(SHOWN_FIRST).toList()) {
            allowed.addAll(item.contents());
            if (item.isCertain()) {
                return allowed;
            }
        }
        allowed.add(Map.of());
        return allowed;
    }
}
