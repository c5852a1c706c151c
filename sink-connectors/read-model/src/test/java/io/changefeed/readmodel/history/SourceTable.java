/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import static java.util.Objects.requireNonNull;

import io.changefeed.event.ItemValue.S;
import io.changefeed.readmodel.history.HistoryProfile.UnstorableValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A source table with random changes. It emits events as the source connector does:
 *
 * <ul>
 *   <li>A snapshot starts a generation. It reads items in windows; a row is dropped if its item changes within its
 *       window.
 *   <li>After a gap, a snapshot follows.
 *   <li>A restart repeats the last events.
 *   <li>Times are those of shards, whose clocks differ, and truncated to the second.
 * </ul>
 */
final class SourceTable {
    private static final int GROUPS = 4;
    private static final int ITEMS = 12;
    /** Less than the difference that a conflict of versions requires. */
    private static final int MAX_LATE_SECONDS = 20;

    /** The generations of {@link #replacedByOlderGenerationWithSnapshot} from its snapshot on are greater. */
    static final long SNAPSHOT_GENERATION = 1_000;

    private final Random random;
    private final HistoryProfile profile;
    private final Map<String, ItemState> items = new TreeMap<>();
    private final List<SourceChange> log = new ArrayList<>();
    private final List<SourceChange> late = new ArrayList<>();
    private final String baseName;
    private String name;
    private int replacements;
    private long generation = 1;
    private long sequence = 1_000;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** Creates a table, which may contain items already. */
    private SourceTable(Random random, HistoryProfile profile, String name) {
        this.random = random;
        this.profile = profile;
        this.baseName = name;
        this.name = name;
        if (random.nextBoolean()) {
            gap();
            gap();
            snapshot();
        }
    }

    /** The history of all tables of a profile, with the given number of random steps. */
    static History random(Random random, HistoryProfile profile, int steps) {
        List<SourceTable> tables = profile.shape().tables().stream()
                .map(name -> new SourceTable(random, profile, name))
                .toList();
        List<SourceChange> log = new ArrayList<>();
        List<SourceChange> late = new ArrayList<>();
        List<SourceChange> remaining = new ArrayList<>();
        tables.forEach(table -> log.addAll(table.log));
        for (int i = 0; i < steps; i++) {
            SourceTable table = tables.get(random.nextInt(tables.size()));
            int from = table.log.size();
            table.step();
            log.addAll(table.log.subList(from, table.log.size()));
        }
        for (SourceTable table : tables) {
            late.addAll(table.late);
            table.items.forEach((id, item) -> remaining.add(table.read(id)));
        }
        return new History(log, late, remaining);
    }

    /** The history of a table that is replaced by a restored copy of it, which starts with a lower generation. */
    static History replacedByOlderGeneration(Random random, HistoryProfile profile, int steps) {
        return new History(copyWithOlderGeneration(random, profile, steps).log, List.of(), List.of());
    }

    /** The same history, and a snapshot of the copy, which starts a greater generation than all before. */
    static History replacedByOlderGenerationWithSnapshot(Random random, HistoryProfile profile, int steps) {
        SourceTable table = copyWithOlderGeneration(random, profile, steps);
        table.generation = SNAPSHOT_GENERATION;
        table.snapshot();
        return new History(table.log, List.of(), List.of());
    }

    private static SourceTable copyWithOlderGeneration(Random random, HistoryProfile profile, int steps) {
        SourceTable table =
                new SourceTable(random, profile, profile.shape().tables().get(0));
        table.generation = 100;
        for (int i = 0; i < steps; i++) {
            table.put(table.id());
        }
        table.generation = 10;
        table.sequence = 0;
        table.name += "-restored";
        table.now = table.now.plus(1, ChronoUnit.HOURS);
        for (String id : List.copyOf(table.items.keySet())) {
            table.put(id);
        }
        return table;
    }

    private void step() {
        int chance = random.nextInt(100);
        if (chance < 45) {
            put(id());
        } else if (chance < 60) {
            delete(id());
        } else if (chance < 64) {
            String id = id();
            delete(id);
            put(id);
        } else if (chance < 78) {
            trade(id(), id());
        } else if (chance < 84) {
            snapshot();
        } else if (chance < 89) {
            gap();
            snapshot();
        } else if (chance < 92) {
            recreate();
        } else if (chance < 95) {
            replace();
        } else {
            repeatLastEvents();
        }
    }

    private String id() {
        return profile.prefix() + "i" + random.nextInt(ITEMS);
    }

    private String group() {
        return profile.prefix() + "g" + random.nextInt(GROUPS);
    }

    private ItemState randomItem(String id) {
        ItemState item = ItemState.of(id, group(), random.nextInt(6) > 0, random.nextInt(1000), random.nextInt(8));
        if (random.nextInt(10) > 0) {
            return item;
        }
        if (profile.shape().canMoveRows() && random.nextInt(4) == 0) {
            return item.withoutKey("grp");
        }
        UnstorableValue value =
                profile.unstorable().get(random.nextInt(profile.unstorable().size()));
        return item.with(value.attribute(), value.value(), false);
    }

    private void put(String id) {
        ItemState before = items.get(id);
        ItemState after = randomItem(id);
        if (before != null && before.has(Set.of("grp")) && after.isStorable() && random.nextInt(3) == 0) {
            after = after.with("grp", new S(before.isStorable() ? before.text("grp") : group()), true);
        }
        put(id, after);
    }

    private void put(String id, ItemState after) {
        Optional<ItemState> before = Optional.ofNullable(items.put(id, after));
        log.add(change(id, before, Optional.of(after)));
    }

    private void delete(String id) {
        ItemState before = items.remove(id);
        if (before != null) {
            log.add(change(id, Optional.of(before), Optional.empty()));
        }
    }

    /** Two items swap their groups. */
    private void trade(String one, String other) {
        ItemState first = items.get(one);
        ItemState second = items.get(other);
        if (first != null && second != null && first.isStorable() && second.isStorable() && !one.equals(other)) {
            put(one, first.with("grp", new S(second.text("grp")), true));
            put(other, second.with("grp", new S(first.text("grp")), true));
        }
    }

    /** Changes items without events. */
    private void gap() {
        for (int i = random.nextInt(5); i > 0; i--) {
            String id = id();
            ItemState before = items.get(id);
            if (profile.hasSilentDeletes() && random.nextInt(4) == 0) {
                items.remove(id);
            } else {
                ItemState after = randomItem(id);
                items.put(
                        id,
                        before == null || profile.hasSilentDeletes()
                                ? after
                                : after.with("kind", new S(before.text("kind")), after.isStorable()));
            }
        }
    }

    /** Reads all items in windows of a few items, while items change. */
    private void snapshot() {
        generation += 1 + random.nextInt(3);
        List<String> ids = List.copyOf(items.keySet());
        int size = 1 + random.nextInt(4);
        for (int from = 0; from < ids.size(); from += size) {
            List<String> window = ids.subList(from, Math.min(ids.size(), from + size));
            for (int reads = random.nextInt(8) == 0 ? 2 : 1; reads > 0; reads--) {
                readWindow(window);
            }
        }
    }

    private void readWindow(List<String> ids) {
        List<SourceChange> read = new ArrayList<>();
        ids.stream().filter(items::containsKey).forEach(id -> read.add(read(id)));
        int from = log.size();
        for (int i = random.nextInt(3); i > 0; i--) {
            if (random.nextInt(4) == 0) {
                delete(id());
            } else {
                put(id());
            }
        }
        Set<String> changed = new HashSet<>();
        log.subList(from, log.size()).forEach(change -> changed.add(change.id()));
        read.removeIf(row -> changed.contains(row.id()));
        log.addAll(read);
    }

    /** Re-creates the table, whose sequence numbers start low again. */
    private void recreate() {
        if (!profile.hasSilentDeletes() || random.nextBoolean()) {
            List.copyOf(items.keySet()).forEach(this::delete);
        }
        items.clear();
        generation += 1 + random.nextInt(3);
        sequence = random.nextInt(50);
    }

    /** Replaces the table by a copy of it, while changes of the old one are still delivered. */
    private void replace() {
        Map<String, ItemState> old = new TreeMap<>(items);
        long oldSequence = sequence;
        Instant switched = now;
        List<SourceChange> before = List.copyOf(log);
        for (int i = random.nextInt(6); i > 0 && now.isBefore(switched.plusSeconds(MAX_LATE_SECONDS)); i--) {
            if (random.nextInt(3) == 0) {
                delete(id());
            } else {
                put(id());
            }
        }
        late.addAll(log.subList(before.size(), log.size()));
        log.subList(before.size(), log.size()).clear();
        items.clear();
        items.putAll(old);
        now = switched;
        generation += 1 + random.nextInt(3);
        sequence = random.nextBoolean() ? random.nextInt(50) : oldSequence;
        replacements++;
        name = baseName + "-" + replacements;
        if (random.nextInt(4) > 0) {
            snapshot();
        }
    }

    /** A restart of the source connector. */
    private void repeatLastEvents() {
        int count = random.nextInt(6);
        int from = Math.max(0, log.size() - count);
        List.copyOf(log.subList(from, log.size())).stream()
                .filter(change -> !change.isRead())
                .forEach(log::add);
    }

    private SourceChange read(String id) {
        now = now.plusMillis(1 + random.nextInt(500));
        return new SourceChange(
                name,
                id,
                Optional.empty(),
                Optional.of(requireNonNull(items.get(id))),
                generation,
                0,
                now,
                profile.viewType());
    }

    private SourceChange change(String id, Optional<ItemState> before, Optional<ItemState> after) {
        sequence += 1 + random.nextInt(3);
        if (random.nextInt(3) == 0) {
            now = now.plusMillis(500 + random.nextInt(1500));
        }
        Instant time = now.minusSeconds(Math.floorMod(id.hashCode(), 4)).truncatedTo(ChronoUnit.SECONDS);
        return new SourceChange(name, id, before, after, generation, sequence, time, profile.viewType());
    }
}
