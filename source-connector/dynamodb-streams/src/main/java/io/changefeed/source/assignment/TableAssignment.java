/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.source.lineage.Position;
import io.changefeed.source.offset.TableOffset;
import io.changefeed.source.record.TableStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The part of a table that one task reads.
 *
 * @param firstStart when the table was first read
 * @param start the text of the {@linkplain TableOffset#start() start position} of the stream
 * @param first whether no offsets of the table were stored when this assignment was made
 * @param slots the slots of this task; all slots of the table during a snapshot
 * @param snapshot the snapshot to apply; empty for none
 * @param failure why the table must not be read on: changes were lost, and {@code on.gap=fail}. The task fails with it;
 *     empty if the table can be read
 */
public record TableAssignment(
        TableStream table,
        Instant firstStart,
        String start,
        boolean first,
        List<SlotAssignment> slots,
        Optional<SnapshotAssignment> snapshot,
        Optional<String> failure) {
    public TableAssignment {
        slots = List.copyOf(slots);
    }

    /**
     * Returns this assignment with at least the generation of the stored offset of the same stream. Table discovery can
     * read the offset of the table before it is committed and that of its snapshot after. If the generation then
     * decreased, changes would be older than rows of the snapshot that were emitted before them.
     */
    public TableAssignment withGenerationOf(Optional<TableOffset> stored) {
        return stored.filter(offset -> offset.streamArn().equals(table.streamArn()))
                .filter(offset -> offset.generation() > table.generation())
                .map(offset -> new TableAssignment(
                        table.withGeneration(offset.generation()), firstStart, start, first, slots, snapshot, failure))
                .orElse(this);
    }

    public TableOffset offset() {
        return new TableOffset(table.streamArn(), table.generation(), firstStart, table.key(), Position.parse(start));
    }
}
