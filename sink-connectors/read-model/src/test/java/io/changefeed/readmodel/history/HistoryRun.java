/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.event.ChangeEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Delivers a history by two tasks at the same time:
 *
 * <ul>
 *   <li>The owner delivers all events, and sometimes rewinds.
 *   <li>The former owner delivers ranges at random, also late events of replaced tables, the last of them after the
 *       owner has finished.
 * </ul>
 *
 * Both are killed now and then. In some histories the target table loses its rows, and the owner starts again.
 */
final class HistoryRun {
    private static final EventFilter FILTER = EventFilter.parse(ItemState.FILTER);

    private final History history;
    private final TargetStore store;
    private final Random random;
    private final HistoryCounts counts;
    private final List<ChangeEvent> log;
    private final int logSize;
    private HistoryTask owner;
    private HistoryTask formerOwner;
    private int lateRanges;
    /** The offset at which the rows are lost; -1 if they are not. */
    private int lossAt;

    HistoryRun(History history, TargetStore store, Random random, HistoryCounts counts) {
        this.history = history;
        this.store = store;
        this.random = random;
        this.counts = counts;
        List<ChangeEvent> events = new ArrayList<>(events(history.log()));
        logSize = events.size();
        events.addAll(events(history.late()));
        log = events;
        lateRanges = 1 + random.nextInt(4);
        lossAt = logSize > 0 && random.nextInt(4) == 0 ? random.nextInt(logSize) : -1;
        owner = new HistoryTask(store, log, random, counts);
        formerOwner = new HistoryTask(store, log, random, counts);
    }

    /** The events that pass the filter of the connector. */
    static List<ChangeEvent> events(List<SourceChange> changes) {
        return changes.stream()
                .map(SourceChange::event)
                .map(FILTER::apply)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Delivers everything. Returns why a task failed; empty if none did. */
    Optional<String> run() {
        counts.histories++;
        counts.changes += history.log().size() + history.late().size();
        owner.seek(0, logSize);
        formerOwner.seek(0, logSize / 2);
        while (failure().isEmpty() && !(owner.isDone() && formerOwner.isDone() && lateRanges < 0)) {
            step();
        }
        owner.close();
        formerOwner.close();
        return failure();
    }

    private Optional<String> failure() {
        return owner.failure().or(formerOwner::failure);
    }

    private void step() {
        owner.start();
        if (random.nextInt(3) > 0) {
            formerOwner.start();
        }
        List<Delivery> inFlight = new ArrayList<>(owner.inFlight());
        inFlight.addAll(formerOwner.inFlight());
        if (!inFlight.isEmpty()) {
            store.awaitProgress(inFlight, random);
        }
        owner.collect();
        formerOwner.collect();
        disturb();
    }

    private void disturb() {
        if (random.nextInt(250) == 0 && !owner.isDone()) {
            owner.kill();
        }
        if (random.nextInt(250) == 0 && !formerOwner.isDone()) {
            formerOwner.kill();
        }
        if (random.nextInt(30) == 0 && owner.inFlight().isEmpty() && !owner.isDone()) {
            owner.seek(random.nextInt(owner.committed() + 1), logSize);
        }
        if (lossAt >= 0 && owner.committed() > lossAt) {
            loseRows();
        }
        if (formerOwner.isDone() && (owner.isDone() || random.nextInt(5) == 0)) {
            seekFormerOwner();
        }
    }

    /** The last range contains all late events, so that it is known that all of them were accepted. */
    private void seekFormerOwner() {
        if (lateRanges > 0) {
            int first = random.nextBoolean() ? owner.committed() : random.nextInt(log.size() + 1);
            formerOwner.seek(first, first + random.nextInt(log.size() - first + 1));
            lateRanges--;
        } else if (lateRanges == 0 && owner.isDone()) {
            formerOwner.seek(logSize, log.size());
            lateRanges--;
        }
    }

    private void loseRows() {
        lossAt = -1;
        counts.lost++;
        boolean withTable = random.nextBoolean();
        if (withTable) {
            int end = formerOwner.committed();
            owner.close();
            formerOwner.close();
            store.loseRows(true);
            owner = new HistoryTask(store, log, random, counts);
            formerOwner = new HistoryTask(store, log, random, counts);
            owner.seek(0, logSize);
            formerOwner.seek(0, end);
        } else {
            store.loseRows(false);
            owner.kill();
            owner.seek(0, logSize);
        }
    }

    /** The rows that differ from the expected ones. Rows of other histories are ignored. */
    Map<List<String>, String> differences(HistoryProfile profile) {
        List<SourceChange> accepted = new ArrayList<>(history.log());
        accepted.addAll(history.late());
        Map<List<String>, String> differences = differences(accepted, profile, store);
        counts.differences += differences.size();
        return differences;
    }

    static Map<List<String>, String> differences(
            List<SourceChange> accepted, HistoryProfile profile, TargetStore store) {
        Map<List<String>, Map<String, String>> rows = new HashMap<>(store.rows());
        rows.keySet().removeIf(key -> !key.get(0).startsWith(profile.prefix()));
        return ExpectedRows.of(accepted, profile.shape(), store.rule()).differences(rows);
    }
}
