/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.event.ViewType;
import io.changefeed.source.offset.SnapshotOffset;
import java.util.Optional;

/**
 * A snapshot that a task is to take, to finish, or to leave. How far it has come is in its stored offsets.
 *
 * @param offset as it is to be stored when the task has taken up this deal
 * @param after the {@linkplain SnapshotOffset#version() version} that was stored when this deal was made
 * @param viewType of the stream that is read; empty when it is not known
 * @param items how many the table has, as DynamoDB counted them some hours ago
 */
public record SnapshotAssignment(
        SnapshotOffset offset, Optional<String> after, Optional<ViewType> viewType, long items) {
    /** The snapshot's id. */
    public String id() {
        return offset.id();
    }

    /** How many parts the table is scanned in. */
    public int segments() {
        return offset.segments();
    }

    /** The same snapshot, as it is stored by now. */
    public SnapshotAssignment at(SnapshotOffset stored) {
        return new SnapshotAssignment(stored, after, viewType, items);
    }

    /** The same snapshot, while a stream is read to its end that another has replaced: its view type is not known. */
    SnapshotAssignment withoutViewType() {
        return new SnapshotAssignment(offset, after, Optional.empty(), items);
    }

    /**
     * What is to be stored, given what is. A task that is started again has the deal that it had, and by then the
     * snapshot may have ended, or changes may have been lost that make another one needed.
     *
     * @return of another snapshot than this one, when this deal has been overtaken
     */
    public SnapshotOffset apply(Optional<SnapshotOffset> stored) {
        Optional<String> version = stored.map(SnapshotOffset::version);
        if (version.isEmpty() || (version.equals(after) && !version.equals(Optional.of(offset.version())))) {
            return stored.filter(before -> before.id().equals(id()) && before.hasEnded())
                    .map(ended -> ended.with(offset.signals()))
                    .orElse(offset);
        }
        return stored.get();
    }
}
