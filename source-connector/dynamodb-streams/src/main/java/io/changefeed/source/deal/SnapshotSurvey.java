/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.deal;

import io.changefeed.event.ViewType;
import io.changefeed.source.config.OnGap;
import io.changefeed.source.config.SnapshotMode;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotOffset.State;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.offset.TableOffset;
import java.time.Clock;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Finds out whether a snapshot of a table is to be taken or finished. */
final class SnapshotSurvey {
    private static final String INITIAL = "initial";

    private final StoredOffsets offsets;
    private final SourceConfig config;
    private final Clock clock;

    SnapshotSurvey(StoredOffsets offsets, SourceConfig config, Clock clock) {
        this.offsets = offsets;
        this.config = config;
        this.clock = clock;
    }

    /** @param previous what was dealt of the table; empty when the connector has just started */
    Optional<SnapshotDeal> of(TableDescription table, Optional<TableSlots> previous) {
        Optional<SnapshotOffset> stored = offsets.snapshot(table.tableArn());
        if (stored.isPresent() && stored.get().state() != State.DONE) {
            return Optional.of(deal(table, stored.get().id(), stored.get().segments()));
        }
        Optional<SnapshotDeal> dealt = previous.flatMap(TableSlots::snapshot);
        if (dealt.isPresent() && !stored.map(SnapshotOffset::id).equals(dealt.map(SnapshotDeal::id))) {
            // Its task has not begun yet.
            return dealt;
        }
        SnapshotMode mode = config.snapshots().mode();
        if (stored.isEmpty() && mode != SnapshotMode.NEVER) {
            return Optional.of(deal(table, INITIAL, config.snapshots().segments()));
        }
        if (mode == SnapshotMode.ALWAYS && previous.isEmpty()) {
            return Optional.of(
                    deal(table, "start-" + clock.millis(), config.snapshots().segments()));
        }
        return Optional.empty();
    }

    /** Where a gap asks for one: the snapshot of a table whose stream was replaced. */
    Optional<SnapshotDeal> afterGap(TableDescription table) {
        return config.tables().onGap() == OnGap.RESNAPSHOT
                ? Optional.of(deal(
                        table,
                        "stream-" + table.latestStreamLabel(),
                        config.snapshots().segments()))
                : Optional.empty();
    }

    private static SnapshotDeal deal(TableDescription table, String id, int segments) {
        Optional<ViewType> viewType = Optional.ofNullable(table.streamSpecification())
                .map(StreamSpecification::streamViewTypeAsString)
                .map(ViewType::valueOf);
        return new SnapshotDeal(
                id, segments, viewType, Optional.ofNullable(table.itemCount()).orElse(0L));
    }

    /**
     * What is to be stored of a table that has been read before: its generation rises when a snapshot begins, so that its
     * rows are newer than all that was handed over.
     */
    TableOffset generation(
            TableOffset stored,
            TableDescription table,
            Optional<SnapshotDeal> snapshot,
            Optional<TableSlots> previous) {
        boolean begins = snapshot.isPresent()
                && offsets.snapshot(table.tableArn())
                        .filter(offset -> offset.state() == State.RUNNING)
                        .isEmpty();
        if (!begins) {
            return stored;
        }
        long generation = previous.filter(
                        dealt -> dealt.snapshot().map(SnapshotDeal::id).equals(snapshot.map(SnapshotDeal::id)))
                .map(dealt -> dealt.table().generation())
                .orElseGet(() -> Math.max(stored.generation() + 1, clock.millis()));
        return new TableOffset(stored.streamArn(), generation, stored.firstStart());
    }
}
