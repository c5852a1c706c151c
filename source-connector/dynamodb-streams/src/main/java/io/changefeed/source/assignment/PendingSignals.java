/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.offset.SignalOffset;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.record.TableStream;
import io.changefeed.source.signal.Signal;
import io.changefeed.source.signal.SignalActions;
import io.changefeed.source.signal.SignalBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals that no task has taken up yet, by the ARNs of their tables. A signal has been taken up when a task has
 * stored its offset with what became of the table's snapshot; until then it is looked at anew whenever the table is.
 */
final class PendingSignals {
    private static final Logger LOG = LoggerFactory.getLogger(PendingSignals.class);

    /** Refusals travel in a task's configuration, which is one Kafka record; the log has all of them. */
    private static final int MOST_REFUSALS = 20;

    private static final int LONGEST_REFUSAL = 500;

    private final StoredOffsets offsets;
    private final SourceConfig config;
    private final Map<String, List<Signal>> waiting = new HashMap<>();
    private final List<String> refusals = new ArrayList<>();
    private int moreRefusals;
    private Optional<SignalAssignment> settled = Optional.empty();
    private long topicEnd = Long.MAX_VALUE;
    private long next;

    PendingSignals(StoredOffsets offsets, SourceConfig config) {
        this.offsets = offsets;
        this.config = config;
    }

    /** @param end of the signal topic; what was stored of later offsets is of another topic, which had the same name */
    void opened(long end) {
        topicEnd = end;
    }

    /** @param tables that the connector reads */
    void add(SignalBatch batch, List<TableStream> tables) {
        next = batch.nextOffset();
        batch.rejections().forEach(this::tell);
        batch.signals().forEach(signal -> add(signal, tables));
    }

    /**
     * What is to be stored of the topic itself, with the next deal that is made. While a signal waits it is what it was: a
     * signal that was not taken up has to be read again after a restart.
     *
     * @return empty when nothing was settled yet
     */
    Optional<SignalAssignment> settled() {
        if (next > 0 && areTaken()) {
            config.signals()
                    .topic()
                    .map(topic -> new SignalAssignment(topic, new SignalOffset(next), told()))
                    .filter(assignment -> !isStored(assignment))
                    .ifPresent(assignment -> settled = Optional.of(assignment));
        }
        return settled;
    }

    /** Of what is stored, nobody has to be told again. */
    private boolean isStored(SignalAssignment assignment) {
        boolean stored = offsets.signals(assignment.topic()).equals(Optional.of(assignment.offset()));
        if (stored) {
            refusals.clear();
            moreRefusals = 0;
        }
        return stored;
    }

    /** There is nothing left to be read of this table but its stream. */
    void gone(TableStream table) {
        Optional.ofNullable(waiting.remove(table.arn()))
                .ifPresent(signals -> signals.forEach(signal -> refuse(signal, table.name(), "the table is gone")));
    }

    private void add(Signal signal, List<TableStream> tables) {
        if (signal.tables().isEmpty()) {
            // Whether a snapshot is in progress depends on the signals that come first.
            tables.forEach(table -> add(signal, table));
        }
        for (String name : signal.tables()) {
            List<TableStream> meant = tables.stream()
                    .filter(table -> table.name().equals(name) || table.arn().equals(name))
                    .toList();
            if (meant.size() == 1) {
                add(signal, meant.get(0));
            } else {
                refuse(
                        signal,
                        name,
                        meant.isEmpty() ? "the connector does not read it" : "there are several; use the ARN");
            }
        }
    }

    private void add(Signal signal, TableStream table) {
        waiting.computeIfAbsent(table.arn(), none -> new ArrayList<>()).add(signal);
    }

    /**
     * What is to be stored of a table's snapshot, by the signals that wait for it. Those that make no sense wait no more.
     *
     * @return empty when none waits
     */
    Optional<SnapshotOffset> of(String arn, String table, Optional<SnapshotOffset> stored) {
        List<Signal> signals = waiting.getOrDefault(arn, new ArrayList<>());
        SignalActions actions = new SignalActions(
                config.snapshots().segments(), config.snapshots().selection(table));
        Optional<SnapshotOffset> asked = stored;
        for (Iterator<Signal> each = signals.iterator(); each.hasNext(); ) {
            Signal signal = each.next();
            if (isTaken(signal, asked)) {
                each.remove();
            } else {
                try {
                    asked = Optional.of(actions.apply(signal, asked));
                } catch (IllegalArgumentException e) {
                    refuse(signal, table, String.valueOf(e.getMessage()));
                    each.remove();
                }
            }
        }
        return signals.isEmpty() ? Optional.empty() : asked;
    }

    /** Whether every signal has been taken up, as far as is stored. */
    boolean areTaken() {
        waiting.forEach((arn, signals) -> {
            Optional<SnapshotOffset> stored = signals.isEmpty() ? Optional.empty() : offsets.snapshot(arn);
            signals.removeIf(signal -> isTaken(signal, stored));
        });
        waiting.values().removeIf(List::isEmpty);
        return waiting.isEmpty();
    }

    private boolean isTaken(Signal signal, Optional<SnapshotOffset> stored) {
        return stored.map(SnapshotOffset::signals)
                .filter(taken -> taken.ids().contains(signal.id())
                        || (taken.last() >= signal.offset() && taken.last() < topicEnd))
                .isPresent();
    }

    private void refuse(Signal signal, String table, String reason) {
        if (signal.tables().isEmpty()) {
            LOG.info(
                    "Signal '{}' ({}) has no effect on table {}: {}",
                    signal.id(),
                    signal.type().text(),
                    table,
                    reason);
            return;
        }
        String refusal = "Signal '" + signal.id() + "' (" + signal.type().text() + ", offset " + signal.offset()
                + ") rejected for table " + table + ": " + reason;
        LOG.warn("{}", refusal);
        tell(refusal);
    }

    private void tell(String refusal) {
        if (refusals.size() < MOST_REFUSALS) {
            refusals.add(shortened(refusal));
        } else {
            moreRefusals++;
        }
    }

    private static String shortened(String refusal) {
        if (refusal.length() <= LONGEST_REFUSAL) {
            return refusal;
        }
        boolean halves = Character.isHighSurrogate(refusal.charAt(LONGEST_REFUSAL - 1));
        return refusal.substring(0, halves ? LONGEST_REFUSAL - 1 : LONGEST_REFUSAL) + "…";
    }

    private List<String> told() {
        List<String> told = new ArrayList<>(refusals);
        if (moreRefusals > 0) {
            told.add(moreRefusals + " more were refused; the worker's log says which, and why");
        }
        return told;
    }
}
