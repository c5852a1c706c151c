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
 * The signals that no task has applied yet, by the ARNs of their tables. A signal is applied when a task has stored its
 * offset together with the state of the snapshot. Until then it is evaluated again at each discovery of its table.
 */
final class PendingSignals {
    private static final Logger LOG = LoggerFactory.getLogger(PendingSignals.class);

    /** The task configuration, which contains the rejections, is one Kafka record. The log contains all rejections. */
    private static final int MAX_REJECTIONS = 20;

    private static final int MAX_REJECTION_LENGTH = 500;

    private final StoredOffsets offsets;
    private final SourceConfig config;
    private final Map<String, List<Signal>> pending = new HashMap<>();
    private final List<String> rejections = new ArrayList<>();
    private int omittedRejections;
    /** Whether a signal for all tables had no effect on one of them since the last stored offset. */
    private boolean hasIneffective;

    private Optional<SignalAssignment> processed = Optional.empty();
    private long topicEnd = Long.MAX_VALUE;
    private long nextOffset;

    PendingSignals(StoredOffsets offsets, SourceConfig config) {
        this.offsets = offsets;
        this.config = config;
    }

    /** @param end offset of the signal topic; stored offsets from it on belong to an earlier topic with the same name */
    void topicOpened(long end) {
        topicEnd = end;
    }

    /** @param tables that the connector reads */
    void add(SignalBatch batch, List<TableStream> tables) {
        nextOffset = batch.nextOffset();
        batch.rejections().forEach(this::addRejection);
        batch.signals().forEach(signal -> add(signal, tables));
    }

    /**
     * The offset of the signal topic to store with the next assignment. It does not advance while a signal is pending,
     * because that signal must be read again after a restart.
     *
     * @return empty when no signal was processed yet
     */
    Optional<SignalAssignment> processed() {
        if (nextOffset > 0 && areAllApplied()) {
            config.signals()
                    .topic()
                    .map(topic -> new SignalAssignment(topic, new SignalOffset(nextOffset), allRejections()))
                    .filter(signals -> !isStored(signals))
                    .ifPresent(signals -> processed = Optional.of(signals));
        }
        return processed;
    }

    /** Stored rejections have been published and are not reported again. */
    private boolean isStored(SignalAssignment signals) {
        boolean stored = offsets.signals(signals.topic()).equals(Optional.of(signals.offset()));
        if (stored) {
            rejections.clear();
            omittedRejections = 0;
            hasIneffective = false;
        }
        return stored;
    }

    /** Rejects the signals of a table of which no snapshot can be taken. */
    void rejectAll(TableStream table, String reason) {
        Optional.ofNullable(pending.remove(table.arn()))
                .ifPresent(signals -> signals.forEach(signal -> reject(signal, table.name(), reason)));
    }

    private void add(Signal signal, List<TableStream> tables) {
        if (signal.tables().isEmpty()) {
            // Whether a snapshot is in progress depends on the preceding signals.
            tables.forEach(table -> add(signal, table));
        }
        for (String name : signal.tables()) {
            List<TableStream> matching = tables.stream()
                    .filter(table -> table.name().equals(name) || table.arn().equals(name))
                    .toList();
            if (matching.size() == 1) {
                add(signal, matching.get(0));
            } else {
                reject(
                        signal,
                        name,
                        matching.isEmpty()
                                ? "the connector does not read it"
                                : "several tables have this name; use the ARN");
            }
        }
    }

    private void add(Signal signal, TableStream table) {
        pending.computeIfAbsent(table.arn(), none -> new ArrayList<>()).add(signal);
    }

    /**
     * The snapshot offset of a table after its pending signals. Signals that are invalid in the current state are rejected.
     *
     * @return empty when no signal is pending
     */
    Optional<SnapshotOffset> apply(String arn, String table, Optional<SnapshotOffset> stored) {
        List<Signal> signals = pending.getOrDefault(arn, new ArrayList<>());
        SignalActions actions = new SignalActions(
                config.snapshots().segments(), config.snapshots().selection(table));
        Optional<SnapshotOffset> next = stored;
        for (Iterator<Signal> remaining = signals.iterator(); remaining.hasNext(); ) {
            Signal signal = remaining.next();
            if (isApplied(signal, next)) {
                remaining.remove();
            } else {
                try {
                    next = Optional.of(actions.apply(signal, next));
                } catch (IllegalArgumentException e) {
                    reject(signal, table, String.valueOf(e.getMessage()));
                    remaining.remove();
                }
            }
        }
        return signals.isEmpty() ? Optional.empty() : next;
    }

    /** Whether the stored offsets show that every signal was applied. */
    boolean areAllApplied() {
        pending.forEach((arn, signals) -> {
            Optional<SnapshotOffset> stored = signals.isEmpty() ? Optional.empty() : offsets.snapshot(arn);
            signals.removeIf(signal -> isApplied(signal, stored));
        });
        pending.values().removeIf(List::isEmpty);
        return pending.isEmpty();
    }

    /**
     * Whether a signal was rejected or had no effect since the last stored offset. After a restart, that signal would be
     * read again, and could be applied to a later snapshot.
     */
    boolean hasRejected() {
        return hasIneffective || !rejections.isEmpty();
    }

    private boolean isApplied(Signal signal, Optional<SnapshotOffset> stored) {
        return stored.map(SnapshotOffset::signals)
                .filter(processed -> processed.ids().contains(signal.id())
                        || (processed.last() >= signal.offset() && processed.last() < topicEnd))
                .isPresent();
    }

    private void reject(Signal signal, String table, String reason) {
        if (signal.tables().isEmpty()) {
            LOG.info(
                    "Signal '{}' ({}) has no effect on table {}: {}",
                    signal.id(),
                    signal.type().text(),
                    table,
                    reason);
            hasIneffective = true;
            return;
        }
        String rejection = "Signal '" + signal.id() + "' (" + signal.type().text() + ", offset " + signal.offset()
                + ") rejected for table " + table + ": " + reason;
        LOG.warn("{}", rejection);
        addRejection(rejection);
    }

    private void addRejection(String rejection) {
        if (rejections.size() < MAX_REJECTIONS) {
            rejections.add(truncate(rejection));
        } else {
            omittedRejections++;
        }
    }

    private static String truncate(String rejection) {
        if (rejection.length() <= MAX_REJECTION_LENGTH) {
            return rejection;
        }
        boolean splitsPair = Character.isHighSurrogate(rejection.charAt(MAX_REJECTION_LENGTH - 1));
        return rejection.substring(0, splitsPair ? MAX_REJECTION_LENGTH - 1 : MAX_REJECTION_LENGTH) + "…";
    }

    private List<String> allRejections() {
        List<String> all = new ArrayList<>(rejections);
        if (omittedRejections > 0) {
            all.add(omittedRejections
                    + " more signals were rejected; see the log of the Connect worker for the reasons");
        }
        return all;
    }
}
