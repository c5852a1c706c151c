/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.event.ViewType;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotState;
import java.util.Optional;

/**
 * A snapshot that a task starts, resumes, pauses or stops. Its progress is in its stored offsets.
 *
 * @param offset the offset to store when the task applies the assignment
 * @param previous the {@linkplain SnapshotOffset#version() version} that was stored when the assignment was made
 * @param viewType of the stream that is read; empty if it is unknown
 * @param items approximate number of items in the table, which DynamoDB updates every few hours
 */
public record SnapshotAssignment(
        SnapshotOffset offset, Optional<String> previous, Optional<ViewType> viewType, long items) {
    /** The snapshot's id. */
    public String id() {
        return offset.id();
    }

    /** The number of segments in which the table is scanned. */
    public int segments() {
        return offset.segments();
    }

    /** Whether the stored offset is of another snapshot, so that this assignment is out of date. */
    public boolean isSuperseded(SnapshotOffset stored) {
        return !stored.id().equals(id());
    }

    SnapshotAssignment withOffset(SnapshotOffset other) {
        return new SnapshotAssignment(other, previous, viewType, items);
    }

    /** The same snapshot while an earlier stream of the table is read, whose view type is unknown. */
    SnapshotAssignment withoutViewType() {
        return new SnapshotAssignment(offset, previous, Optional.empty(), items);
    }

    /**
     * The offset to store, given the stored one: a compare-and-set. A restarted task has its old assignment, although the
     * snapshot may have ended in the meantime, or a gap may have required another one.
     *
     * @return the stored offset when this assignment is out of date; it may be of another snapshot
     */
    public SnapshotOffset apply(Optional<SnapshotOffset> stored) {
        SnapshotOffset next = stored.filter(before -> !replaces(before))
                .orElseGet(() -> stored.filter(this::isEnded)
                        .map(ended -> ended.with(offset.signals()))
                        .orElse(offset));
        return isSuperseded(next) ? next : next.after(SnapshotState::start);
    }

    private boolean replaces(SnapshotOffset stored) {
        return previous.equals(Optional.of(stored.version()))
                && !stored.version().equals(offset.version());
    }

    private boolean isEnded(SnapshotOffset stored) {
        return stored.id().equals(id()) && stored.state().hasEnded();
    }

    /** The snapshot that a task reads after it has stored {@code applied}; empty when it reads none. */
    public Optional<SnapshotAssignment> toRead(SnapshotOffset applied) {
        return applied.state().isRunning() && !isSuperseded(applied)
                ? Optional.of(withOffset(applied))
                : Optional.empty();
    }
}
